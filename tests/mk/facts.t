#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# facts: a base that is not what the preset says is refused, with one line for each thing; the
# interpreter is where the base has it.
. "$(dirname "$0")/../tap.sh"
needs jq tar

project=$tmp/project
mkdir -p "$project/targets"
: >"$project/requirements.in"
cat >"$project/targets/board.mk" <<'EOT'
PYLOCK_ARCH        := aarch64
PYLOCK_GLIBC       := 2.35
PYLOCK_BASE_PYTHON := 3.10.12
PYLOCK_CUDA        := 12.6
EOT
printf \
	'PYLOCK_NAME := a\nPYLOCK_TARGETS := board\nPYLOCK_BASE := %s/base\ninclude '\
'%s/mk/pylock.mk\n' "$tmp" "$top" >"$project/Makefile"
run() { make --no-print-directory -C "$project" PYLOCK_STORE="$tmp/store" "$@" >"$tmp/out" 2>&1; }
base() { rm -rf "$tmp/base" && "$top/tests/support/mkbase" "$tmp/base" "$@"; }
python() { jq -r .path "$project/build/board/python.json"; }

# refuses NAME REGEX ARGUMENTS...: the base of these arguments is refused, with one line that
# matches.
refuses() {
	local name=$1 pattern=$2
	shift 2
	base "$@"
	run base
	is "$name: exit status" $? 2
	is "$name: one line" "$(grep -vc '^make' "$tmp/out")" 1
	like "$name" "$(cat "$tmp/out")" "^pylock\.mk: $pattern"
}

good=(--arch arm64 --python 3.10.12 --glibc 2.35 --env CUDA_VERSION=12.6.11)
base "${good[@]}"
ok 'a base as the preset wants it' run base
is 'nothing is said' "$(cat "$tmp/out")" ''
is 'its interpreter' "$(python)" /usr/bin/python3.10
ok 'nothing is done again' run -q base
base "${good[@]}" --glibc 2.36 usr/local/cuda-12.6/version.json='{"cuda":{"version":"12.6.68"}}'
ok 'a newer C library, and the CUDA that is wanted' run base
base "${good[@]}" --python 3.10.4
ok 'another micro version is taken' run base
like 'and said' "$(cat "$tmp/out")" \
	'the base of board has Python 3\.10\.4, and its preset says 3\.10\.12'
base "${good[@]}" --env PATH=/opt/conda/bin:/usr/bin \
	'opt/conda/bin/python3.10=>usr/bin/python3.10' 'usr/bin/python3->python3.10'
ok 'an interpreter elsewhere' run base
is 'the first in PATH is taken' "$(python)" /opt/conda/bin/python3.10
is 'a hard link has the version of its file' \
	"$(jq -r .version "$project/build/board/python.json")" 3.10.12

refuses 'another Python' \
	'the base of board has Python 3\.12\.3 \(/usr/bin/python3\.12\), and Python 3\.10 is '\
'wanted: take a base that has it, .* PYLOCK_PYTHON_FROM' \
	"${good[@]}" --python 3.12.3
refuses 'no Python' 'the base of board has no Python, and Python 3\.10 is wanted' "${good[@]}" \
	--python ''
refuses 'an older C library' \
	'the base of board has glibc 2\.31, and PYLOCK_GLIBC is 2\.35: take a newer base, or set '\
'PYLOCK_GLIBC@board to 2\.31' "${good[@]}" --glibc 2.31
refuses 'a C library that is older by number, not by letter' 'the base of board has glibc 2\.4,' \
	"${good[@]}" --glibc 2.4
refuses 'musl' 'the base of board has no glibc but musl 1\.2\.4, and PYLOCK_GLIBC is 2\.35' \
	"${good[@]}" --musl 1.2.4
refuses 'no C library' 'the base of board has no glibc, and' "${good[@]}" --glibc ''
refuses 'another CUDA' \
	'the base of board has CUDA 12\.2\.1 \(CUDA_VERSION\), and PYLOCK_CUDA is 12\.6' \
	--arch arm64 --python 3.10.12 --glibc 2.35 --env CUDA_VERSION=12.2.1
refuses 'no CUDA' 'the base of board has no CUDA, and PYLOCK_CUDA is 12\.6' --arch arm64 \
	--python 3.10.12 --glibc 2.35
# A layout whose one image is of another architecture is refused by what reads it first.
base "${good[@]}" --arch amd64
run base
is 'another architecture: exit status' $? 2
like 'another architecture' "$(cat "$tmp/out")" \
	'the base of board is for amd64, and PYLOCK_ARCH is aarch64: take an image for that '\
'platform'
base "${good[@]}" --python 3.12.3 --glibc 2.31
run base
is 'all that is wrong is said at once' \
	"$(grep -c '^pylock\.mk: the base of board has' "$tmp/out")" 2

# The same for a root file system, which was a tarball
base "${good[@]}" --glibc 2.31
tar -cf "$project/root.tar" -C "$tmp" --files-from /dev/null
for layer in "$tmp"/base/blobs/sha256/*; do
	tar -tf "$layer" >"$tmp/list" 2>&1 && cp "$layer" "$project/root.tar"
done
run base PYLOCK_BASE=root.tar
like 'a tarball' "$(cat "$tmp/out")" 'the base of board has glibc 2\.31'
ok 'and what the preset says can be changed' run base PYLOCK_BASE=root.tar PYLOCK_GLIBC@board=2.31 \
	PYLOCK_CUDA@board=

base "${good[@]}" --python 3.12.3
ok 'its Python, too' run base PYLOCK_BASE_PYTHON@board=3.12.3
is 'which is then the target.s' "$(python)" /usr/bin/python3.12

# musl
printf 'PYLOCK_ARCH := aarch64\nPYLOCK_MUSL := 1.2\nPYLOCK_BASE_PYTHON := 3.10.12\n' \
	>"$project/targets/board.mk"
base "${good[@]}" --musl 1.2.4
ok 'musl is checked as glibc is' run base
refuses 'an older musl' 'the base of board has musl 1\.1\.24, and PYLOCK_MUSL is 1\.2' \
	"${good[@]}" --musl 1.1.24
refuses 'glibc for musl' 'the base of board has no musl but glibc 2\.35' "${good[@]}"
done_testing
