#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# lockpin: a resolver's lock becomes ours, and stays close to the one before.
. "$(dirname "$0")/../tap.sh"
. "$(dirname "$0")/../servers.sh"
python=$top/build/setup/venv/bin/python

printf '{"name":"t","arch":"aarch64","glibc":"2.36","python":"3.11"}' >"$tmp/target.json"
mkdir "$tmp/files"
for name in a b c; do
	head -c $((${#name} * 1234)) /dev/zero >"$tmp/files/$name-1-py3-none-any.whl"
done
serve_nginx "$tmp/files"

# package NAME VERSION [more]: an entry as a resolver writes it, with an address and no size.
package() {
	printf \
		'[[packages]]\nname = "%s"\nversion = "%s"\nwheels = [{ url = '\
'"%s/%s-%s-py3-none-any.whl", hashes = { sha256 = "%s" } }]\n' \
		"$1" "$2" "$nginx" "$1" "$2" "$(printf '%s' "$1$2" | sha256sum | cut -c1-64)"
}
resolved() {
	{
		printf 'lock-version = "1.0"\ncreated-by = "uv"\n'
		printf '%s\n' "$@"
	} >"$tmp/resolved.toml"
}
pin() {
	"$bin/lockpin" --target "$tmp/target.json" --old "$tmp/pylock.t.toml" "$@" \
		-o "$tmp/pylock.t.toml" "$tmp/resolved.toml"
}
of() { # package member of [packages.tool.pylock-mk]
	"$python" -c '
import sys, tomllib

lock = tomllib.load(open(sys.argv[1], "rb"))
print(
    next(p for p in lock["packages"] if p["name"] == sys.argv[2])["tool"]["pylock-mk"][sys.argv[3]]
)' "$tmp/pylock.t.toml" "$1" "$2"
}

resolved "$(package a 1)" "$(package b 1)" "$(package c 1)"
is 'each package is new' "$(pin --requirements "$tmp/requirements.txt" | tr '\n' ';')" \
	'+ a 1;+ b 1;+ c 1;'
is 'sizes are asked of the server' "$(grep -o 'size = [0-9]*' "$tmp/pylock.t.toml" | sort -u)" \
	'size = 1234'
is 'by HEAD requests' "$(cut -d' ' -f3 "$nginx_log" | sort | uniq -c | tr -s ' ')" ' 3 HEAD'
ok 'no server is named' test "$(grep -c 127.0.0.1 "$tmp/pylock.t.toml")" -eq 0
is 'pip reads the requirements' "$("$python" -c '
import sys
from packaging.requirements import Requirement

for line in open(sys.argv[1]):
    if line[0] not in "#\n":
        print(Requirement(line.split(" --hash=")[0]), end=";")' "$tmp/requirements.txt")" \
	'a==1;b==1;c==1;'
is 'the first generation' "$(of a serial)" 1

: >"$nginx_log"
resolved "$(package a 1)" "$(package b 2)" "$(package d 1)"
is 'what moved is said' "$(pin | tr '\n' ';')" '  b 1 -> 2;+ d 1;- c 1;'
is 'what stays keeps its serial' "$(of a serial) $(of a group)" '1 small.1'
is 'what moved has the next' "$(of b serial) $(of d serial)" '2 2'
is 'a size that is known is not asked for' "$(grep -c 'a-1-py3' "$nginx_log")" 0
ok 'a size that cannot be learned is left out' grep \
	-q 'name = "d-1-py3-none-any.whl", path = "wheelhouse/d-1-py3-none-any.whl", hashes' \
	"$tmp/pylock.t.toml"
cp "$tmp/pylock.t.toml" "$tmp/before"
pin >"$tmp/said"
ok 'the same again: the same bytes' cmp "$tmp/before" "$tmp/pylock.t.toml"
is 'and nothing moved' "$(cat "$tmp/said")" ''
resolved "$(package a 1)"
pin --dry-run >"$tmp/said"
ok 'a dry run writes nothing' cmp "$tmp/before" "$tmp/pylock.t.toml"
printf '{"a": {"files": [], "requires": ["b[x,y]<2,>=1", "c ; extra == \\"d\\""]}}' \
	>"$tmp/files.json"
pin --files "$tmp/files.json" >"$tmp/said"
is 'what a package requires' "$("$python" -c '
import sys, tomllib

print(
    *tomllib.load(open(sys.argv[1], "rb"))["packages"][0]["tool"]["pylock-mk"]["requires"], sep="|"
)' "$tmp/pylock.t.toml")" 'b[x,y]<2,>=1|c ; extra == "d"'
ok 'lockplan takes such a lock' "$bin/lockplan" --target "$tmp/target.json" -o "$tmp" \
	"$tmp/pylock.t.toml"
for text in '"b\u0007"' '"; b"' '""' 7 '"b\u00e9"'; do
	printf '{"a": {"files": [], "requires": [%s]}}' "$text" >"$tmp/files.json"
	fails "not a requirement: $text" 1 'files\.json: \.requires\[0\]: not a requirement' pin \
		--files "$tmp/files.json"
done
ok 'packaging reads it' "$python" -c '
import sys, tomllib
from packaging.pylock import Pylock
Pylock.from_dict(tomllib.load(open(sys.argv[1], "rb")))' "$tmp/pylock.t.toml"

printf '{"b": ["x", "y\\"z"], "a": "line\\nbreak \\u007f", "n": 7, "t": true, "o": {"k.l": "v"}}' \
	>"$tmp/tool.json"
pin --tool "$tmp/tool.json" >"$tmp/said"
is 'members for the tool table' "$("$python" -c '
import json, sys, tomllib

print(json.dumps(tomllib.load(open(sys.argv[1], "rb"))["tool"]["pylock-mk"], sort_keys=True))' \
	"$tmp/pylock.t.toml")" \
	'{"a": "line\nbreak \u007f", "b": ["x", "y\"z"], "group-limit": 1000000, "n": 7, "o": '\
'{"k.l": "v"}, "t": true}'
for wrong in '{"a": null}' '{"a": [1]}' '{"a": {"b": 1}}' '[]'; do
	printf '%s' "$wrong" >"$tmp/tool.json"
	fails "refused: --tool $wrong" 1 'tool\.json: ' pin --tool "$tmp/tool.json"
done

# --- where it comes from, and which file is meant ----------------------------------------

rm "$tmp/pylock.t.toml"
other=$(printf other | sha256sum | cut -c1-64)
resolved "$(package a 1)" '[[packages]]' 'name = "b"' 'version = "1"' \
	"wheels = [{ name = \"b-1-py3-none-manylinux_2_17_aarch64.whl\", url = \"$nginx/b\", \
hashes = { sha256 = \"$(printf b1 | sha256sum | cut -c1-64)\" } }," \
	"{ name = \"b-1-py3-none-linux_aarch64.whl\", url = \"$nginx/b\", hashes = { sha256 = \
\"$other\" } }]"
printf '{"packages": [{"pattern": "b*", "index": "jetson"}]}' >"$tmp/policy.json"
jq -n --arg other "$other" \
	'{b: {files: [$other],
	choice: {by: "tag:linux_aarch64", over: ["b-1-py3-none-manylinux_2_17_aarch64.whl"]}},
	a: {files: []}}' >"$tmp/files.json"
pin --policy "$tmp/policy.json" --files "$tmp/files.json" >"$tmp/said"
is 'each package has the index that the policy gives it' "$(of a index) $(of b index)" \
	'default jetson'
ok 'the file that is meant is locked' grep -q "b-1-py3-none-linux_aarch64.whl.*$other" \
	"$tmp/pylock.t.toml"
is 'and why' "$(of b choice)" \
	"{'by': 'tag:linux_aarch64', 'over': ['b-1-py3-none-manylinux_2_17_aarch64.whl']}"
"$bin/lockplan" --target "$tmp/target.json" --policy "$tmp/policy.json" -o "$tmp" \
	"$tmp/pylock.t.toml"
is 'the plan says so too' \
	"$(jq -c '.packages[] | select(.name == "b") | [.index, .choice.by]' "$tmp/plan.json")" \
	'["jetson","tag:linux_aarch64"]'
printf '{"packages": []}' >"$tmp/policy.json"
fails 'a lock that says another index than the policy' 1 \
	"b: locked at index 'jetson', and the policy says 'default'; run .make resolve" \
	"$bin/lockplan" --target "$tmp/target.json" --policy "$tmp/policy.json" -o "$tmp" \
	"$tmp/pylock.t.toml"
printf '{"b": {"files": ["%064d"]}}' 1 >"$tmp/files.json"
cp "$tmp/pylock.t.toml" "$tmp/before"
fails 'files that are gone' 1 \
	'b 1: its index has other files by now; run `make upgrade PACKAGE=b`' pin --files "$tmp/files.json"
for wrong in '{"b": 1}' '{"b": {}}' '{"b": {"files": [], "choice": {"by": "a\nb", "over": []}}}' \
	'{"b": {"files": [], "choice": {"by": "x", "over": ["a/b"]}}}'; do
	printf '%s' "$wrong" >"$tmp/files.json"
	fails "refused: --files $wrong" 1 'files\.json: ' pin --files "$tmp/files.json"
done
ok 'all this left the lock' cmp "$tmp/before" "$tmp/pylock.t.toml"
rm "$tmp/pylock.t.toml"
resolved "$(package a 1)"
pin >"$tmp/said"

# --- what is wrong -----------------------------------------------------------------------

cp "$tmp/pylock.t.toml" "$tmp/before"
resolved '[[packages]]' 'name = "a"'
fails 'a bad lock' 1 'resolved\.toml: a: no file' pin
ok 'leaves the old one' cmp "$tmp/before" "$tmp/pylock.t.toml"
resolved "$(package a 1)"
printf 'x' >"$tmp/pylock.t.toml"
fails 'an old lock that is none' 1 'pylock\.t\.toml:1:' pin
rm "$tmp/pylock.t.toml"
fails 'a directory that cannot be written' 3 'cannot create' "$bin/lockpin" \
	--target "$tmp/target.json" -o /proc/none/x "$tmp/resolved.toml"
fails 'no lock named' 2 'wants --target' "$bin/lockpin" --target "$tmp/target.json"
done_testing
