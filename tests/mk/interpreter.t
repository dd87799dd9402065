#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# interpreter: a Python from elsewhere becomes a layer when the base has another; what is said when
# it is not what was asked for.
. "$(dirname "$0")/../tap.sh"
needs jq tar

project=$tmp/project
mkdir -p "$project/targets"
: >"$project/requirements.in"
printf 'PYLOCK_ARCH := x86_64\nPYLOCK_GLIBC := 2.36\nPYLOCK_BASE_PYTHON := 3.11.2\n' \
	>"$project/targets/board.mk"
"$top/tests/support/mkbase" "$tmp/base"
# Files that look like a Python of that version, in a directory of their own, for an architecture.
build() { # archive version architecture
	local lib=python/lib/python${2%.*}
	"$top/tests/support/mkbase" --tar --usr python --python "$2" --glibc '' \
		--arch "${3:-amd64}" "$tmp/python.tar" "$lib/os.py=1" \
		"$lib/site-packages/pip-1.dist-info/METADATA=Name: pip"
	gzip -n <"$tmp/python.tar" >"$project/$1"
}
sha() { sha256sum "$project/$1" | cut -c1-64; }
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

refuses 'another minor version, and no Python' \
	"PYLOCK_PYTHON is '3\.12', but the base of board brings Python 3\.11\.2: give a standalone \
build by PYLOCK_PYTHON_FROM := .*, or take a target that has 3\.12, or a PYLOCK_BASE, with \
PYLOCK_BASE_PYTHON@board" \
	'PYLOCK_PYTHON := 3.12'
build py.tar.gz 3.12.11
from=py.tar.gz#sha256=$(sha py.tar.gz)
refuses 'not the full version' \
	"PYLOCK_PYTHON is '3\.12': with PYLOCK_PYTHON_FROM write its full version, such as \
3\.12\.1" \
	'PYLOCK_PYTHON := 3.12' "PYLOCK_PYTHON_FROM := ${from/\#/\\\#}"
refuses 'a hash that make took for a comment' \
	"PYLOCK_PYTHON_FROM is 'py\.tar\.gz': write <address>.#sha256=<hex>, in a makefile with a \
backslash" \
	'PYLOCK_PYTHON := 3.12.11' "PYLOCK_PYTHON_FROM := $from"
refuses 'a file that is not there' \
	"PYLOCK_PYTHON_FROM is 'none\.tar', which is neither an address nor there" \
	'PYLOCK_PYTHON := 3.12.11' "PYLOCK_PYTHON_FROM := none.tar\\#sha256=$(sha py.tar.gz)"
refuses 'another content' 'fetch: .*py\.tar\.gz' 'PYLOCK_PYTHON := 3.12.11' \
	"PYLOCK_PYTHON_FROM := py.tar.gz\\#sha256=$(printf '%064d' 1)"

project 'PYLOCK_PYTHON := 3.12.11' "PYLOCK_PYTHON_FROM := ${from/\#/\\\#}"
ok 'a standalone build' run base
is 'its place' "$(jq -c '[.path, .version, .sites]' "$project/build/board/python.json")" \
	'["/opt/python/bin/python3.12","3.12.11",["/opt/python/lib/python3.12/site-packages"]]'
ok 'nothing is done again' run -q base
run build/board/target.json
is 'markers are for it' \
	"$(jq -r '[.python, .pythonFull] | join(" ")' "$project/build/board/target.json")" \
	'3.12 3.12.11'
digest=$(jq -r '.digest[7:]' "$project/build/board/interpreter.json")
is 'the layer has it below /opt/python' \
	"$(tar -tzf "$tmp/store/sha256/${digest:0:2}/$digest" | grep -v '^opt/$' | cut -d/ -f1,2 |
		sort -u)" opt/python
ok 'a file address' run base PYLOCK_PYTHON_FROM="file://$project/$from"
ok 'from the base when that has it' run base PYLOCK_PYTHON=
is 'then' "$(jq -r .path "$project/build/board/python.json")" /usr/bin/python3.11

build py.tar.gz 3.12.4
from=py.tar.gz#sha256=$(sha py.tar.gz)
run base PYLOCK_PYTHON_FROM="$from"
like 'another micro version' "$(cat "$tmp/out")" \
	'^pylock\.mk: PYLOCK_PYTHON_FROM is Python 3\.12\.4, and PYLOCK_PYTHON is 3\.12\.11: make '\
'them the same'
build py.tar.gz 3.13.1
run base PYLOCK_PYTHON_FROM="py.tar.gz#sha256=$(sha py.tar.gz)"
like 'another minor version' "$(cat "$tmp/out")" \
	'^pylock\.mk: PYLOCK_PYTHON_FROM has Python 3\.13\.1 \(/opt/python/bin/python3\.13\), and '\
'Python 3\.12 is wanted'
build py.tar.gz 3.12.11 arm64
run base PYLOCK_PYTHON_FROM="py.tar.gz#sha256=$(sha py.tar.gz)"
like 'another architecture' "$(cat "$tmp/out")" \
	'^pylock\.mk: PYLOCK_PYTHON_FROM has Python 3\.12 for aarch64, and PYLOCK_ARCH is x86_64'
mkdir "$tmp/beside"
tar -cf "$project/py.tar.gz" -C "$tmp" base beside
run base PYLOCK_PYTHON_FROM="py.tar.gz#sha256=$(sha py.tar.gz)"
like 'no directory of its own' "$(cat "$tmp/out")" '^baselayer: .*lies beside the directory'
done_testing
