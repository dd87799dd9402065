#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# PYLOCK_OWNER: packages with different files at one path; what is said, decided, shown, and made
# again when a rule changes.
. "$(dirname "$0")/../tap.sh"
. "$(dirname "$0")/../servers.sh"
needs jq

python=$top/build/setup/venv/bin/python
export UV_CACHE_DIR=$tmp/uv
# Given two packages with a layer each, three that share one, and files of all kinds that they have
# in common
mkdir -p "$tmp/index/files"
PYTHONPATH=$top/tests/support "$python" -B - "$tmp/index/files" <<'end'
import random, sys
from wheels import Wheel

def wheel(name, scripts=(), large=False, **files):
    made = Wheel(name, "1.0")
    made.add(f"{name}/__init__.py", b"def tool(): pass\n")
    if large:
        made.add(f"{name}/noise", random.Random(name).randbytes(1_500_000))
    for path, content in files.pop("files", {}).items():
        made.add(path.replace("DATA", f"{made.stem}.data"), content.encode())
    if scripts:
        made.add_info(
            "entry_points.txt",
            ("[console_scripts]\n" + "".join(f"{s} = {name}:{s}\n" for s in scripts)).encode(),
        )
    made.write(sys.argv[1])

wheel(
    "big",
    large=True,
    scripts=["tool"],
    files={
        "shared/code.py": "big = 1\n",
        "shared/deep/er.py": "big = 2\n",
        "tests/__init__.py": "",
        "same.txt": "same\n",
    },
)
wheel(
    "large",
    large=True,
    scripts=["tool"],
    files={
        "shared/code.py": "large = 1\n",
        "shared/deep/er.py": "large = 2\n",
        "tests/__init__.py": "",
        "same.txt": "same\n",
    },
)
wheel(
    "alpha",
    files={"DATA/data/LICENSE": "alpha\n", "a b=c#d:e$.txt": "alpha\n", "tests/__init__.py": ""},
)
wheel(
    "beta",
    files={"DATA/data/LICENSE": "beta\n", "a b=c#d:e$.txt": "beta\n", "tests/__init__.py": ""},
)
wheel("gamma", files={"DATA/data/lib64/libgamma.so": "not elf\n", "same.txt": "same\n"})
end
"$top/tests/support/mkindex" "$tmp/index"
serve_nginx "$tmp/index"
"$top/tests/support/mkbase" "$tmp/base"

new_project() { # DIRECTORY LINE...
	mkdir -p "$1"
	printf '%s\n' big large alpha beta gamma >"$1/requirements.in"
	{
		printf '%s\n' 'PYLOCK_NAME := sample' 'PYLOCK_TARGETS := debian12-amd64' \
			"PYLOCK_INDEX_URL := $nginx/simple" "PYLOCK_BASE := $tmp/base"
		printf '%s\n' "${@:2}" "include $top/mk/pylock.mk"
	} >"$1/Makefile"
}
# run DIRECTORY ARGUMENTS...: what make did, a word per step, sorted; the output stays in $tmp/out.
run() {
	make --no-print-directory -C "$1" PYLOCK_STORE="${store:-$tmp/store}" "${@:2}" >"$tmp/out" \
		2>&1 || echo FAILED
	sed -nE 's/^  ([A-Z]+) +(LAYER )?([^ ]*).*/\1:\3/p' "$tmp/out" |
		grep -E '^(LAYER|IMAGE|PLAN):' | sed -E 's/^(IMAGE|PLAN):.*/\1/' |
		sort -u | tr '\n' ' ' | sed 's/ $//'
}
digest() { cat "$1/build/debian12-amd64/image.digest"; }
site=opt/venv/lib/python3.11/site-packages
unpacked() { # DIRECTORY: the image's files, in $tmp/root
	local image=$1/build/debian12-amd64/image layer
	rm -rf "$tmp/root" && mkdir "$tmp/root"
	for layer in $(jq -r '.layers[].digest[7:]' \
		"$image/blobs/sha256/$(jq -r '.manifests[0].digest[7:]' "$image/index.json")"); do
		tar -C "$tmp/root" -xf "$image/blobs/sha256/$layer"
	done
}

# When nobody says whose they are, then each line to write is said: first those of one layer, then
# those between layers.
p=$tmp/project
new_project "$p"
like 'in a layer that packages share' "$(run "$p" image; cat "$tmp/out")" \
	'alpha 1.0 and beta 1.0 have different files there: write `PYLOCK_OWNER.LICENSE := '\
'alpha`, or beta'
like 'a path that Make cannot have in a name' "$(cat "$tmp/out")" \
	'`PYLOCK_OWNER.a\?b\?c\?d\?e\?.txt := alpha`'
rules=('PYLOCK_OWNER.LICENSE := beta' 'PYLOCK_OWNER.a?b?c?d?e?.txt := Alpha')
new_project "$p" "${rules[@]}"
like 'between layers' "$(run "$p" image; cat "$tmp/out")" \
	"/$site/shared/code.py and 1 more: big 1.0 and large 1.0 have different files there: write \
\`PYLOCK_OWNER.shared/\\* := big\`, or large"
like 'two launchers of one name' "$(cat "$tmp/out")" \
	'/opt/venv/bin/tool: big 1.0 and large 1.0 .* `PYLOCK_OWNER.bin/tool := big`, or large'
ok 'there is no image' test ! -e "$p/build/debian12-amd64/image/index.json"

# When a line stands for each, then the image is made, and what verify says is what is in it.
rules+=('PYLOCK_OWNER.shared/* := large' 'PYLOCK_OWNER.bin/tool := big')
new_project "$p" "${rules[@]}"
is 'with a rule for each there is an image' "$(run "$p" image)" \
	'IMAGE LAYER:documents LAYER:small.1 PLAN'
first=$(digest "$p")
unpacked "$p"
is 'with the files of the owners' \
	"$(cat "$tmp/root/$site/shared/code.py" "$tmp/root/opt/venv/LICENSE" \
		"$tmp/root/$site/a b=c#d:e\$.txt")" $'large = 1\nbeta\nalpha'
like 'and their scripts' "$(cat "$tmp/root/opt/venv/bin/tool")" 'from big import tool'
is 'what is for lib64 is in lib' \
	"$(cat "$tmp/root/opt/venv/lib/libgamma.so") $(readlink "$tmp/root/opt/venv/lib64")" \
	'not elf lib'
is 'nothing changed: nothing is done' "$(run "$p" image)" ''
run "$p" verify >/dev/null
said=$(cat "$tmp/out")
like 'verify finds nothing' "$said" 'no finding that is not declared'
like 'and shows both packages, the path and the rule' "$said" \
	"note  big 1.0: /$site/shared/code.py and 1 more: the file of large 1.0 is there instead \
\\(PYLOCK_OWNER.shared/\\* := large\\)"
like 'those of one layer, too' "$said" \
	'note  alpha 1.0: /opt/venv/LICENSE: the file of beta 1.0 is there instead '\
'\(PYLOCK_OWNER.LICENSE := beta\)'
like 'and that RECORDs hold' "$said" 'files are as their RECORD says, and no other file is there'
like 'the same bytes are said once' "$said" \
	"note  several distributions claim $site/same.txt \\(with the same bytes\\)"
is 'and not for what every package has' "$(grep -c __init__ "$tmp/out")" 0

# When a rule changes, then so does what it decides, and a clean build gives the same.
rules[2]='PYLOCK_OWNER.shared/* := big'
new_project "$p" "${rules[@]}"
is 'another owner: the image, and the layer that the small ones share is looked at' \
	"$(run "$p" image)" 'IMAGE LAYER:documents LAYER:small.1 PLAN'
second=$(digest "$p")
unpacked "$p"
is 'has the file now' "$(cat "$tmp/root/$site/shared/deep/er.py")" 'big = 2'
ok 'the image is another' test "$first" != "$second"
new_project "$tmp/clean" "${rules[@]}"
cp "$p"/pylock.*.toml "$tmp/clean"
store=$tmp/store2 run "$tmp/clean" image >/dev/null
is 'a clean build with an empty store gives the same' "$(digest "$tmp/clean")" "$second"
rules[2]='PYLOCK_OWNER.shared/* := large'
new_project "$p" "${rules[@]}"
run "$p" image >/dev/null
is 'the rule as it was: the image as it was' "$(digest "$p")" "$first"

# When a rule decides nothing, then that is said and changes nothing.
new_project "$p" "${rules[@]}" 'PYLOCK_OWNER.nothing/* := big' 'PYLOCK_OWNER.* := nosuch' \
	'PYLOCK_OWNER.same.txt := big'
run "$p" image >/dev/null
is 'rules that decide nothing do not change the image' "$(digest "$p")" "$first"
run "$p" verify >/dev/null
like 'no such path' "$(cat "$tmp/out")" \
	'note  PYLOCK_OWNER.nothing/\* := big decides nothing \(no package has such a path: take '\
'it out\)'
like 'no such package' "$(cat "$tmp/out")" \
	'note  PYLOCK_OWNER.\* := nosuch decides nothing \(no such package is in the image: take '\
'it out\)'
like 'the same bytes' "$(cat "$tmp/out")" 'note  PYLOCK_OWNER.same.txt := big decides nothing'
new_project "$p" "${rules[@]}" 'PYLOCK_OWNER.shared/code.py@debian12-amd64 := big'
run "$p" image >/dev/null && unpacked "$p"
is 'for one target, a path goes before a glob' \
	"$(cat "$tmp/root/$site/shared/code.py" "$tmp/root/$site/shared/deep/er.py")" \
	$'big = 1\nlarge = 2'

# When a rule goes, then it is missed.
new_project "$p" "${rules[@]:0:3}"
like 'a rule that is taken away is missed' "$(run "$p" image; cat "$tmp/out")" \
	'`PYLOCK_OWNER.bin/tool := big`, or large'
new_project "$p" "${rules[@]}"
run "$p" image >/dev/null
is 'and comes back' "$(digest "$p")" "$first"
new_project "$p" 'PYLOCK_OWNER.x := a b'
like 'two packages' "$(run "$p" image; cat "$tmp/out")" "PYLOCK_OWNER\\.x is 'a b': .*package"
new_project "$p" "${rules[@]}" 'PYLOCK_OWNER.x :='
run "$p" image >/dev/null
is 'no package: no rule' "$(digest "$p")" "$first"
new_project "$p" 'PYLOCK_OWNER := big'
like 'without a path' "$(run "$p" image; cat "$tmp/out")" \
	'PYLOCK_OWNER is not a variable of pylock.mk'
done_testing
