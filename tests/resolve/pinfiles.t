#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# pinfiles: which files of resolved releases are meant, and what they require. The index is made
# here, and served by nginx.
. "$(dirname "$0")/../tap.sh"
. "$(dirname "$0")/../servers.sh"

# Given an index with wheels, an sdist, and builds that are not the same thing,
mkdir -p "$tmp/index"
"$top/tests/support/mkindex" "$tmp/index" \
	'app==1.0;Lib[fast] >=1, <3;extra-only when extra == "x"' \
	'lib==2.0;quick == 1.* when extra == "fast";base(>=1.0,>=1)' \
	'quick==1.1' 'base==1.0;win when sys_platform == "win32"#sdist' \
	'many==1.0#cp311-cp311-linux_x86_64' 'many==1.0#cp311-cp311-manylinux_2_17_x86_64' \
	'many==1.0#cp311-cp311-musllinux_1_1_x86_64' 'local==1.0' 'local==1.0+cu1'
serve_nginx "$tmp/index"
policy() { # rules of many, as JSON
	jq -n --arg a "$nginx/simple" --argjson r "${1:-[]}" \
		'{indexes: {default: {url: $a, retries: 0, mirrors: $ARGS.positional}},
		prefer: [{pattern: "many", rules: $r}]}' --args "${@:2}" >"$tmp/policy.json"
}
printf '{"name":"t","arch":"x86_64","glibc":"2.36","python":"3.11","pythonFull":"3.11.2"}' \
	>"$tmp/target.json"
printf 'app[x]\n' >"$tmp/in"
pin() { # lines of pins, options
	printf '%b' "$1" >"$tmp/pins.txt"
	rm -f "$tmp/files.json"
	"$bin/pinfiles" --policy "$tmp/policy.json" --tools "$top/build" \
		--target "$tmp/target.json" \
		-r "$tmp/in" --output "$tmp/files.json" "${@:2}" "$tmp/pins.txt" 2>"$tmp/err"
}
sha() { sha256sum "$tmp/index/files/$1" | cut -c1-64; }

# --- what is meant, and what it requires ----------------------------------------------

policy '["tag:linux_*"]'
pin 'app==1.0\nlib==2.0  # via app\nquick==1.1 ; python_version >= "3"\nbase==1.0\nmany==1.0\n' \
	--known "$tmp/known" --lock "$tmp/lock.toml"
is 'all is clear' "$? $(cat "$tmp/err")" '0 '
is 'the files are listed by their hashes' "$(jq -r '.app.files[]' "$tmp/files.json")" \
	"$(sha app-1.0-py3-none-any.whl)"
is 'what an extra brings counts where somebody asks for it, as its metadata spells it' \
	"$(jq -c '.app.requires' "$tmp/files.json")" \
	'["Lib[fast]<3,>=1","extra-only ; extra == \"x\""]'
is 'as it does behind requirements' "$(jq -c '.lib.requires' "$tmp/files.json")" \
	'["base>=1","quick==1.* ; extra == \"fast\""]'
is 'markers are those of the target' "$(jq -c '.base.requires' "$tmp/files.json")" '[]'
is 'a rule decides' "$(jq -c '.many.choice' "$tmp/files.json")" \
	'{"by":"tag:linux_*","over":["many-1.0-cp311-cp311-manylinux_2_17_x86_64.whl"]}'
is 'the form is that of json.dumps' "$(cat "$tmp/files.json")" "$(python3 -c '
import json, sys

print(json.dumps(json.load(open(sys.argv[1])), sort_keys=True, indent=1))' "$tmp/files.json")"
is 'a lock of them' "$(python3 - "$tmp/lock.toml" <<'PY'
import sys, tomllib

with open(sys.argv[1], "rb") as file:
    print(
        [
            (p["name"], p["version"], len(p.get("wheels", ())), "sdist" in p)
            for p in tomllib.load(file)["packages"]
        ]
    )
PY
)" \
	"[('app', '1.0', 1, False), ('base', '1.0', 0, True), ('lib', '2.0', 1, False), ('many', \
'1.0', 1, False), ('quick', '1.1', 1, False)]"
cp "$tmp/files.json" "$tmp/first.json"
: >"$nginx_log"
"$bin/pinfiles" --policy "$tmp/policy.json" --tools "$top/build" --target "$tmp/target.json" \
	-r "$tmp/in" --known "$tmp/known" --output "$tmp/files.json" "$tmp/lock.toml"
is 'a lock gives the same' "$(cat "$tmp/files.json")" "$(cat "$tmp/first.json")"
is 'and what is known is not asked for again' "$(grep -c '/files/' "$nginx_log")" 0

# --- what is not clear ------------------------------------------------------------------

policy
pin 'many==1.0\nlocal==1.0\n'
is 'builds that are not the same: exit status' $? 1
is 'and each with the line to write' \
	"$(grep -E '^  many|^pinfiles' "$tmp/err" |
		sed 's/[0-9,]* bytes/N bytes/; s/size not known/N bytes/')" \
	"pinfiles: local 1.0: 2 files fit t and are not the same thing; write which one is meant:
pinfiles: many 1.0: 2 files fit t and are not the same thing; write which one is meant:
  many-1.0-cp311-cp311-linux_x86_64.whl: tag linux_x86_64, index default, N bytes, sha256 $(sha \
	many-1.0-cp311-cp311-linux_x86_64.whl): PYLOCK_PREFER.many := tag:linux_x86_64
  many-1.0-cp311-cp311-manylinux_2_17_x86_64.whl: tag manylinux_2_17_x86_64, index default, N \
bytes, sha256 $(sha \
	many-1.0-cp311-cp311-manylinux_2_17_x86_64.whl): PYLOCK_PREFER.many := \
tag:manylinux_2_17_x86_64"
like 'a local version, too' "$(cat "$tmp/err")" 'PYLOCK_PREFER\.local := local:cu1'
ok 'nothing is written' test ! -e "$tmp/files.json"
policy '["tag:linux_sparc"]'
printf 'many==1.0\n' >"$tmp/pins.txt"
fails 'a rule that fits nothing' 1 \
	"pinfiles: many 1\.0: PYLOCK_PREFER\.many := tag:linux_sparc: none of its files at index \
'default' is that: many-1\.0-cp311-cp311-linux_x86_64\.whl, many" \
	"$bin/pinfiles" --policy "$tmp/policy.json" --tools "$top/build" \
	--target "$tmp/target.json" --output "$tmp/o" "$tmp/pins.txt"
policy
said() { # name, pins, status, regex
	pin "$2"
	is "$1: exit status" $? "$3"
	like "$1: said" "$(cat "$tmp/err")" "$4"
}
said 'a release that is not there' 'app==7\n' 1 \
	"^pinfiles: app 7: index 'default' has no file of it$"
said 'a project that is not there' 'none==1\n' 1 "^pinfiles: none: not at index 'default'$"
said 'what is no release' 'app @ http://h/app.whl\n' 1 \
	"pins\.txt: 'app @ http://h/app\.whl': not a release of an index; only those can be locked"
said 'no version' 'app==x.y\n' 1 "app: 'x\.y' is not a version"
fails 'a date that is none' 2 "'soon' is not a date" "$bin/pinfiles" --exclude-newer soon
fails 'nothing' 2 'are wanted' "$bin/pinfiles"
policy '[]' "$(nowhere)"
pin 'app==1.0\n'
is 'a mirror that does not answer changes nothing' "$? $(jq -r '.app.files[]' "$tmp/files.json")" \
	"0 $(sha app-1.0-py3-none-any.whl)"
mkdir -p "$tmp/mirror/simple/app"
sed "s/sha256=..../sha256=0000/" "$tmp/index/simple/app/index.html" \
	>"$tmp/mirror/simple/app/index.html"
first=$nginx
serve_nginx "$tmp/mirror"
mirror=$nginx nginx=$first
policy '[]' "$mirror/simple"
pin 'app==1.0\n'
like 'a mirror with another file of that name' "$(cat "$tmp/err")" \
	'index default \(mirror 1\), size not known, sha256 0000.*: PYLOCK_PREFER\.app := '\
'sha256:0000'
jq '.indexes.default = {url: "http://127.0.0.1:1", retries: 0}' "$tmp/policy.json" >"$tmp/p" &&
	mv "$tmp/p" "$tmp/policy.json"
said 'an index that does not answer' 'app==1.0\n' 3 \
	"^pinfiles: index 'default': http://127\.0\.0\.1:1/app/: cannot be reached: Connection \
refused$"
done_testing
