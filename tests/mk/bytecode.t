#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# PYLOCK_PYC: which packages get .pyc files, what is made again for it, and what is said when no
# interpreter is at hand.
. "$(dirname "$0")/../tap.sh"
. "$(dirname "$0")/../support/verified.sh"
. "$(dirname "$0")/../servers.sh"
needs jq

python=$top/build/setup/venv/bin/python
version=$("$python" -c 'import sys; print("%d.%d.%d" % sys.version_info[:3])')
minor=${version%.*}
tag=cpython-${minor/./}
export UV_CACHE_DIR=$tmp/uv

# Given an index with a package that does not compile, one that is built, and a base of this
# machine's version of Python
mkdir "$tmp/index" && "$top/tests/support/mkindex" "$tmp/index" alpha==1.0 beta==1.0
PYTHONPATH=$top/tests/support "$python" -B - "$tmp/index/files" <<'end'
import sys
from wheels import Wheel
wheel = Wheel("broken", "1.0")
wheel.add("broken/__init__.py", b"answer = 42\n")
wheel.add("broken/template.py", b"class {{ name }}:\n")
wheel.add("broken-1.0.data/purelib/pure.py", b"x = 1\n")
wheel.add("broken-1.0.data/scripts/tool.py", b"#!python\n")
wheel.write(sys.argv[1])
end
mkdir -p "$tmp/src/gamma-1.0"
printf 'Metadata-Version: 2.2\nName: gamma\nVersion: 1.0\n' >"$tmp/src/gamma-1.0/PKG-INFO"
printf \
	'[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = '\
'["."]\n[project]\nname = "gamma"\nversion = "1.0"\n' >"$tmp/src/gamma-1.0/pyproject.toml"
{
	cat "$top/tests/support/wheels.py"
	printf 'def build_wheel(directory, config_settings=None, metadata_directory=None):\n'
	printf \
		'    return os.path.basename(Wheel("gamma", "1.0").add("gamma.py", b"x = '\
'1\\n").write(directory))\n'
} >"$tmp/src/gamma-1.0/backend.py"
tar -czf "$tmp/index/files/gamma-1.0.tar.gz" -C "$tmp/src" gamma-1.0
"$top/tests/support/mkindex" "$tmp/index"
serve_nginx "$tmp/index"
"$top/tests/support/mkbase" --python "$version" "$tmp/base"

p=$tmp/project
mkdir "$p"
printf 'alpha\nbeta\nbroken\n' >"$p/requirements.in"
cat >"$p/Makefile" <<-EOF
	PYLOCK_NAME         := sample
	PYLOCK_TARGETS      := debian12-amd64
	PYLOCK_INDEX_URL    := $nginx/simple
	PYLOCK_BASE         := $tmp/base
	PYLOCK_BASE_PYTHON@debian12-amd64 := $version
	include $top/mk/pylock.mk
EOF

# run ARGUMENTS...: what make did, a word per step, sorted; the output stays in $tmp/out.
run() {
	make --no-print-directory -C "$p" PYLOCK_STORE="$tmp/store" "$@" >"$tmp/out" 2>&1 ||
		echo FAILED
	sed -nE 's/^  ([A-Z]+) +(LAYER )?([^ ]*).*/\1:\3/p' "$tmp/out" |
		grep -E '^(LAYER|IMAGE|PLAN):' | sed -E 's/^(IMAGE|PLAN):.*/\1/' |
		sort -u | tr '\n' ' ' | sed 's/ $//'
}
digest() { cat "$p/build/debian12-amd64/image.digest"; }
files() { # what the package layers hold
	local layer
	for layer in "$p"/build/debian12-amd64/layers/*.json; do
		tar -tzf "$tmp/store/sha256/$(jq -r '.digest[7:9] + "/" + .digest[7:]' "$layer")"
	done | sed "s,^opt/venv/lib/python$minor/site-packages/,," | grep '\.pyc$' | LC_ALL=C sort |
		tr '\n' ' ' | sed 's/ $//'
}

# When nothing is said, there are none
run image >"$tmp/did"
is 'without PYLOCK_PYC: none' "$(files)" ''
first=$(digest)
like 'and nothing of it in the plan' \
	"$(grep -c pyc "$p/build/debian12-amd64/plan.json" "$p/build/debian12-amd64/plan.mk" |
		cut -d: -f2 | tr '\n' ' ')" '^0 0 $'

# When one package is named
rm -f "$p"/build/debian12-amd64/layers/*.json
is 'a package is named: plan, its layer, the image' "$(run image PYLOCK_PYC=Alpha)" \
	'IMAGE LAYER:documents LAYER:small.1 PLAN'
rm -rf "$p/build/debian12-amd64/layers" && run image PYLOCK_PYC=Alpha >"$tmp/did"
is 'its .pyc is there, and no other' "$(files)" "__pycache__/alpha.$tag.pyc"
one=$(digest)
ok 'the image is another' test "$one" != "$first"
is 'again: nothing is done' "$(run image PYLOCK_PYC=Alpha)" ''
ok 'make -q agrees' make -s -C "$p" PYLOCK_STORE="$tmp/store" PYLOCK_PYC=Alpha -q image
run -n image PYLOCK_PYC=Alpha >/dev/null
is 'and make -n' "$(grep -v 'Nothing to be done' "$tmp/out")" ''
is 'the target may say it' "$(run image PYLOCK_PYC@debian12-amd64=Alpha)" ''
is 'a package that is not in the lock makes no layer' "$(run image 'PYLOCK_PYC=alpha other')" \
	'IMAGE LAYER:documents PLAN'
is 'and no other image' "$(digest)" "$one"

# When all have them
run image PYLOCK_PYC=yes >"$tmp/did"
rm -rf "$p/build/debian12-amd64/layers" && run image PYLOCK_PYC=yes >"$tmp/did"
is 'all' "$(files)" \
	"__pycache__/alpha.$tag.pyc __pycache__/beta.$tag.pyc __pycache__/pure.$tag.pyc \
broken/__pycache__/__init__.$tag.pyc"
like 'what does not compile is named' "$(cat "$tmp/out")" \
	'bytecode\.py: broken-1\.0-py3-none-any\.whl: broken/template\.py gets no \.pyc: line 1: '
like 'make -n shows the compilation' \
	"$(rm -f "$p"/build/debian12-amd64/layers/*; run -n image PYLOCK_PYC=yes; cat "$tmp/out")" \
	'tools/layers/bytecode\.py .* --python'
all=$(digest)
is 'what the store has needs no interpreter' \
	"$(rm -rf "$p/build"; run image PYLOCK_PYC=yes PYLOCK_PYC_PYTHON=/nonexistent)" \
	'IMAGE LAYER:documents LAYER:skeleton LAYER:small.1 PLAN'
is 'and gives the same image' "$(digest)" "$all"
rm -rf "$p/build" "$tmp/store" && run image PYLOCK_PYC=yes -j4 >"$tmp/did"
is 'as does making it from nothing' "$(digest)" "$all"
is 'taken back: the layer is the one it was' "$(run image)" \
	'IMAGE LAYER:documents LAYER:small.1 PLAN'
is 'and the image' "$(digest)" "$first"
run image PYLOCK_PYC=yes >"$tmp/did"
rm -rf "$tmp/store/sha256" "$tmp/store/stat" "$p/build/debian12-amd64/image"
run image PYLOCK_PYC=yes >"$tmp/did"
is 'what is gone from the store is made again' "$(digest)" "$all"

# verify
accept='PYLOCK_ACCEPT.syntax/broken/*=a template'
ok 'verify' make -C "$p" PYLOCK_STORE="$tmp/store" PYLOCK_PYC=yes verify "$accept"
run verify PYLOCK_PYC=yes "$accept" >"$tmp/did"
like 'verify says that they are there' "$(cat "$tmp/out")" \
	'the \.pyc files of 3 distributions are there; 1 \.py file without, not being Python '
is 'a name that the lock does not have is a finding' \
	"$(run verify 'PYLOCK_PYC=alpha other' | tr '\n' ' ')" \
	'FAILED IMAGE LAYER:documents LAYER:small.1 PLAN'
like 'with an id' "$(cat "$tmp/out")" \
	'PYLOCK_PYC names other, which is not in the lock \[pyc/other\]'
run image >"$tmp/did"
jq -c '.packages[].pyc = true' "$p/build/debian12-amd64/plan.json" >"$tmp/plan.json"
"$bin/inspect" --pyc "$minor" "$p/build/debian12-amd64/image" >"$tmp/evidence.json"
verified --plan "$tmp/plan.json" --evidence "$tmp/evidence.json" --lock-sha256 0 >"$tmp/out"
like 'an image without them is found' "$(cat "$tmp/out")" \
	'alpha: 1 \.py file without the \.pyc that PYLOCK_PYC promises: [^ ]*/alpha\.py '\
'\[pyc/alpha\]'

# When a wheel is built
printf 'alpha\ngamma\n' >"$p/requirements.in"
rm -rf "$p/build/debian12-amd64/layers" && run image PYLOCK_PYC=gamma >"$tmp/did"
is 'a wheel that is built' "$(files)" "__pycache__/gamma.$tag.pyc"

# When something is wrong
rm -rf "$tmp/store/keys/bytecode" "$tmp/store/keys/layer" "$p/build/debian12-amd64/layers"
refuses() { # NAME REGEX ARGUMENTS...
	local name=$1 pattern=$2
	shift 2
	is "$name: exit status" "$(run "$@" | grep -o FAILED)" FAILED
	is "$name: one line" \
		"$(grep -c -E '^(pylock\.mk|bytecode\.py|/.*\*\*\* pylock\.mk|.*: pylock\.mk):' \
			"$tmp/out")" 1
	like "$name" "$(cat "$tmp/out")" "$pattern"
}
other=$minor.$((${version##*.} + 1))
printf '#!/bin/sh\nexec %s "$@"\n' "$python" >"$tmp/wrong" && chmod +x "$tmp/wrong"
"$top/tests/support/mkbase" --python "$other" "$tmp/other"
refuses 'no interpreter of that version' \
	"bytecode\.py: alpha-1\.0-py3-none-any\.whl: Python ${other//./\\.}, the image's, is \
needed to compile it, and .* is ${version//./\\.}.*: install it, or write PYLOCK_PYC_PYTHON := \
<path of one>" \
	layers PYLOCK_PYC=yes PYLOCK_BASE="$tmp/other" PYLOCK_BASE_PYTHON@debian12-amd64="$other"
refuses 'one that is named and is another' \
	"is needed to compile it, and $tmp/wrong is ${version//./\\.}: install it" \
	layers PYLOCK_PYC=yes PYLOCK_BASE="$tmp/other" PYLOCK_BASE_PYTHON@debian12-amd64="$other" \
	PYLOCK_PYC_PYTHON="$tmp/wrong"
refuses 'one that is not there' 'PYLOCK_PYC_PYTHON is /nonexistent: there is no such program' \
	layers PYLOCK_PYC=yes PYLOCK_PYC_PYTHON=/nonexistent
refuses 'a base with another version' \
	"the base of debian12-amd64 has Python ${other//./\\.}, and PYLOCK_PYC compiles for \
${version//./\\.}: set PYLOCK_BASE_PYTHON@debian12-amd64 to ${other//./\\.}" \
	base PYLOCK_PYC=yes PYLOCK_BASE="$tmp/other"
ok 'which is taken without PYLOCK_PYC' make -C "$p" PYLOCK_STORE="$tmp/store" \
	PYLOCK_BASE="$tmp/other" base
refuses 'yes and names' "PYLOCK_PYC is 'yes alpha': write \`yes\`, or names of packages" layers \
	'PYLOCK_PYC=yes alpha'
refuses 'a version that is not full' \
	"PYLOCK_PYC needs the full version of the Python of debian12-amd64, not '$minor': write \
PYLOCK_BASE_PYTHON@debian12-amd64 := $minor\.<n>" \
	layers PYLOCK_PYC=yes PYLOCK_BASE_PYTHON@debian12-amd64="$minor"
done_testing
