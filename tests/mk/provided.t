#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# provided: what the base has already is made known to the resolver by the base's own metadata; what
# is wrong with it is said.
. "$(dirname "$0")/../tap.sh"
needs jq

project=$tmp/project
mkdir -p "$project/targets"
: >"$project/requirements.in"
printf 'PYLOCK_ARCH := aarch64\nPYLOCK_GLIBC := 2.35\nPYLOCK_BASE_PYTHON := 3.10.12\n' \
	>"$project/targets/board.mk"
project() { # lines of the makefile
	{
		printf 'PYLOCK_NAME := a\nPYLOCK_TARGETS := board\nPYLOCK_BASE := %s/base\n' "$tmp"
		printf '%s\n' "$@"
		printf 'include %s/mk/pylock.mk\n' "$top"
	} >"$project/Makefile"
}
run() {
	make -s --no-print-directory -C "$project" PYLOCK_STORE="$tmp/store" "$@" >"$tmp/out" 2>&1
}
refuses() { # name regex lines...
	local name=$1 pattern=$2
	shift 2
	project "$@"
	run base
	is "$name: exit status" $? 2
	like "$name" "$(cat "$tmp/out")" "$pattern"
}
b=$project/build/board
site=usr/local/lib/python3.10/dist-packages
"$top/tests/support/mkbase" --arch arm64 --python 3.10.12 --glibc 2.35 "$tmp/base" \
	"$site/torch-2.7.0a0.dist-info/METADATA=$(printf \
		'Metadata-Version: 2.4\nName: torch\nVersion: '\
'2.7.0a0+7c8ec84dab.nv25.4\nRequires-Python: >=3.9\nProvides-Extra: opt\nRequires-Dist: '\
'filelock\nRequires-Dist: optree>=0.1; extra == "opt"\nDynamic: license\n\nbody')" \
	"$site/torch_tensorrt-2.dist-info/METADATA=$(printf \
		'Name: torch_tensorrt\nVersion: 2.7.0a0\n')" \
	"$site/odd-1.dist-info/METADATA=$(printf 'Name: odd\nVersion: 25.4-nvinternal-x\n')" \
	"opt/other/lib/python3.9/site-packages/far-1.dist-info/METADATA=$(printf \
		'Name: far\nVersion: 1\n')"

project 'PYLOCK_PROVIDED := torch torch-tensorrt' 'PYLOCK_PROVIDED.torch := 2.7.0'
ok 'what the base provides' run base
is 'what each counts as' "$(jq -S 'map_values(del(.metadata))' "$b/provided.json")" \
	"$(jq -nS --arg site "/$site" \
	'{torch: {version: "2.7.0", base: "2.7.0a0+7c8ec84dab.nv25.4", $site},
	"torch-tensorrt": {version: "2.7.0a0", base: "2.7.0a0", $site}}')"
ok 'nothing is done again' run -q base
printf 'torch[opt]>=2.7\ntorch-tensorrt>=2.7a0\n' >"$tmp/wanted.in"
printf 'torch==2.7.0\n' >"$tmp/only.txt"
"$top/tests/support/mkindex" "$tmp/index" filelock==3.0 optree==0.2 torch==2.9.0 >"$tmp/said"
is 'a resolver resolves against the metadata' \
	"$("$top/build/setup/venv/bin/uv" pip compile -q --no-cache --no-header --no-annotate \
		--no-index --python-version 3.10 --find-links "$b/provided" \
		--find-links "$tmp/index/files" --prerelease allow --constraint "$tmp/only.txt" \
		--no-strip-extras "$tmp/wanted.in" 2>&1)" \
	"$(printf '%s\n' filelock==3.0 optree==0.2 'torch[opt]==2.7.0' torch-tensorrt==2.7.0a0)"
ok 'the wheels are wheels' "$top/build/setup/venv/bin/python" -m pip install -q --no-index \
	--no-deps --ignore-requires-python --target "$tmp/installed" "$b"/provided/*.whl
is 'changed metadata is noticed' "$(jq -r .torch.metadata "$b/provided.json")" \
	"$(sha256sum <"$tmp/installed/torch-2.7.0.dist-info/METADATA" | cut -c1-64)"
first=$(cd "$b" && sha256sum provided/*)
rm -rf "$project/build"
run base
is 'the same bytes every time' "$(cd "$b" && sha256sum provided/*)" "$first"
project 'PYLOCK_PROVIDED := torch-tensorrt'
ok 'one less' run base
is 'its wheel is gone' "$(cd "$b/provided" && echo *)" torch_tensorrt-2.7.0a0-py3-none-any.whl
project 'PYLOCK_PROVIDED := odd' 'PYLOCK_PROVIDED.odd@board := 25.4'
ok 'a version that is none, declared' run base
is 'counts as that' "$(jq -r .odd.version "$b/provided.json")" 25.4

refuses 'what the base does not have' \
	'^provided: PYLOCK_PROVIDED: the base of board has no numpy for /usr/bin/python3\.10 '\
'\(looked into: /usr/local/lib/python3\.10/dist-packages\)' \
	'PYLOCK_PROVIDED := numpy'
refuses 'what it has for another Python' \
	'^provided: PYLOCK_PROVIDED: the base of board has no far ' 'PYLOCK_PROVIDED := far'
refuses 'a version that is none' \
	"^provided: PYLOCK_PROVIDED: the base's odd says version '25\.4-nvinternal-x', .*: \
PYLOCK_PROVIDED\.odd := <version>" \
	'PYLOCK_PROVIDED := odd'
refuses 'another release than the base has' \
	'^provided: PYLOCK_PROVIDED\.torch is 2\.6\.0, but the base has '\
'2\.7\.0a0\+7c8ec84dab\.nv25\.4: write PYLOCK_PROVIDED\.torch := 2\.7\.0' \
	'PYLOCK_PROVIDED := torch' 'PYLOCK_PROVIDED.torch := 2.6.0'
refuses 'a declared version that is none' \
	"^provided: PYLOCK_PROVIDED\.torch is 'new', which is no version" \
	'PYLOCK_PROVIDED := torch' 'PYLOCK_PROVIDED.torch := new'
refuses 'a version of what is not named' \
	'PYLOCK_PROVIDED\.torch: PYLOCK_PROVIDED does not name torch' 'PYLOCK_PROVIDED := odd' \
	'PYLOCK_PROVIDED.torch := 2.7.0'
ok 'nothing half written' test ! -e "$b/provided.checked.json"
done_testing
