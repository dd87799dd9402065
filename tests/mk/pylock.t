#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# pylock.mk: what a project must say, what it is told when it does not, and that parsing starts and
# makes nothing.
. "$(dirname "$0")/../tap.sh"

# project NAME ASSIGNMENTS...: a project in $tmp/NAME that includes the framework, as another
# repository would.
project() {
	local directory=$tmp/$1
	shift
	mkdir -p "$directory"
	{
		printf '%s\n' "$@"
		printf 'include %s/mk/pylock.mk\n' "$top"
	} >"$directory/Makefile"
	printf 'humanize\n' >"$directory/requirements.in"
}

run() { # project, arguments of make
	local directory=$tmp/$1
	shift
	make --no-print-directory -C "$directory" PYLOCK_STORE="$tmp/store" "$@"
}

# Says one line (make's own position before it) and makes nothing.
refuses() { # name regex project arguments...
	fails "$1" 2 "pylock\.mk: $2" run "${@:3}"
	is "$1: nothing is made" "$(find "$tmp/$3" -path '*/build/*' ! -type d ! -name '.[lm]*')" ''
}

good=('PYLOCK_NAME := a' 'PYLOCK_TARGETS := debian12-arm64 debian12-amd64')

# --- what must be said -------------------------------------------------------------

project nothing
refuses 'no name' 'PYLOCK_NAME is not set: write' nothing help
project named 'PYLOCK_NAME := a'
refuses 'no targets' 'PYLOCK_TARGETS is not set: write .* presets: .*debian12-arm64' named image
project words 'PYLOCK_NAME := a b' "${good[1]}"
refuses 'a name of two words' "PYLOCK_NAME is 'a b'" words help
project typo "${good[@]}" 'PYLOCK_OVERIDES := x'
refuses 'a variable that does not exist' 'PYLOCK_OVERIDES is not a variable' typo help
project typo2 "${good[@]}" 'PYLOCK_ENVIRON.X := x'
refuses 'a family that does not exist' 'PYLOCK_ENVIRON\.X is not a variable' typo2 help
project preset "${good[0]}" 'PYLOCK_TARGETS := vax-vms'
refuses 'a target without a preset' "target 'vax-vms' has no preset" preset image
project good "${good[@]}"
refuses 'a target that is none of the project' "TARGET is 'x': PYLOCK_TARGETS has debian12-arm64" \
	good TARGET=x image
project python "${good[@]}" 'PYLOCK_PYTHON := 3.12'
refuses 'a Python that the base does not bring' \
	"PYLOCK_PYTHON is '3\.12', but the base of debian12-arm64 brings" python image
project store "${good[@]}"
fails 'a store with a blank' 2 'PYLOCK_STORE is .* without blanks' run store PYLOCK_STORE='/a b' \
	help
project files "${good[@]}" 'PYLOCK_FILES := main.py'
refuses 'a file without a place' "PYLOCK_FILES: 'main\.py' is not SOURCE:PATH" files image
project missing "${good[@]}" 'PYLOCK_FILES := main.py:/app/main.py'
refuses 'a file that is not there' 'PYLOCK_FILES: main\.py is not there' missing image
project configure "${good[@]}" 'PYLOCK_BASE_CONFIGURE := maybe'
refuses 'a word that is no choice' "PYLOCK_BASE_CONFIGURE is 'maybe'" configure image
project requirements "${good[@]}"
rm "$tmp/requirements/requirements.in"
refuses 'no requirements' 'PYLOCK_REQUIREMENTS names requirements\.in, which is not there' \
	requirements image

# What cannot be resolved is said once, and nothing about files of ours that are not there yet.
project malformed "${good[@]}"
printf 'humanize==4.1 extra\n' >"$tmp/malformed/requirements.in"
like 'a malformed requirement' "$(run malformed image 2>&1)" "^lockhash: requirements\.in:1: [^
]*'humanize==4\.1 extra'
make: [^
]*: pylock-image\] Error 1$"

# --- targets -------------------------------------------------------------------------

is 'the first target is the default' \
	"$(run good -pn help 2>/dev/null | sed -n 's/^TARGET := //p')" debian12-arm64
is 'the environment does not choose it' \
	"$(TARGET=debian12-amd64 run good -pn help 2>/dev/null | sed -n 's/^TARGET := //p')" \
	debian12-arm64
is 'the command line does' \
	"$(run good -pn TARGET=debian12-amd64 help 2>/dev/null | sed -n 's/^TARGET = //p')" \
	debian12-amd64
is 'a variable for one target only' \
	"$(project per "${good[@]}" 'PYLOCK_APT := x' 'PYLOCK_APT@debian12-amd64 := y' \
	'show:;@echo $(call _pylock_variable,APT)' && run per show
run per show TARGET=debian12-amd64)" $'x\ny'
is 'names of variables by package and target' \
	"$(project members "${good[@]}" 'PYLOCK_ENV.B := 1' 'PYLOCK_ENV.A@debian12-arm64 := 2' \
	'PYLOCK_ENV.C@debian12-amd64 := 3' 'show:;@echo $(call _pylock_members,ENV)' &&
	run members show)" 'A B'

project own "${good[@]}"
mkdir "$tmp/own/targets"
printf 'PYLOCK_ARCH := aarch64\nPYLOCK_BASE_PYTHON := 3.11.2\n' \
	>"$tmp/own/targets/debian12-arm64.mk"
refuses 'a preset of the project goes first, and must be whole' \
	'targets/debian12-arm64\.mk sets neither PYLOCK_GLIBC' own image

# --- goals ----------------------------------------------------------------------------

like 'help lists the targets' "$(run good help)" 'image +the OCI image layout'
goals() {
	sed -e ':a' -e '/\\$/{N;s/\\\n *//;ba' -e '}' "$top/mk/lib/rules.mk" |
		sed -n 's/^_pylock_\(stages\|commands\) *:= //p' | tr ' ' '\n'
}
is 'help tells of each target' \
	"$(run good help | sed -n 's/^  \([a-z-]*\).*/\1/p' | sort -u | grep -cxF -f <(goals))" \
	"$(goals | wc -l)"
is 'no line of it is too long to read' \
	"$(run good help | sed '/^make help/d' | awk 'length > 120')" ''
like 'help at the top begins with the two commands' "$(make -s -C "$top" help)" \
	'make setup image .*make setup test'
like 'help on a fragment' "$(run good help topic=resolve)" 'from requirements\.in to a lock'
like 'help on a variable' "$(run good help topic=PYLOCK_STORE)" \
	'PYLOCK_STORE: where downloaded and made files are kept'
like 'help on nothing' "$(run good help topic=nothing 2>&1)" 'nothing: no such topic'
ok 'help makes nothing' test ! -e "$tmp/good/build"
run good -n image >"$tmp/out" 2>&1
ok 'make -n image makes nothing' test ! -e "$tmp/good/build"
run good -q image >/dev/null 2>&1
is 'make -q image: not made' $? 1
ok 'and makes nothing' test ! -e "$tmp/good/build"
is 'the default goal is image' \
	"$(run good -pn 2>/dev/null | sed -n 's/^.DEFAULT_GOAL := //p' | tail -n 1)" image
project long "${good[@]}" 'PYLOCK_SHORT := no' 'image: ; @echo mine'
is 'short names can be the projects own' "$(run long image 2>&1)" mine
like 'long names are always there' "$(run long pylock-help)" 'image +the OCI image layout'
is 'the default goal is the project own if it has one' \
	"$(project first "${good[@]}" && sed -i '1i mine: ; @echo first' "$tmp/first/Makefile" &&
		run first)" first

# --- paths with blanks -------------------------------------------------------------------

mkdir -p "$tmp/a b"
cp -r "$top/mk" "$tmp/a b/mk"
fails 'a framework in a directory with a blank' 2 'blank' make -C "$tmp/good" \
	-f \
	<(printf 'PYLOCK_NAME := a\nPYLOCK_TARGETS := debian12-arm64\ninclude %s/mk/pylock.mk\n' \
		"$tmp/a\\ b")
project 'p q' "${good[@]}"
like 'a project in one works' "$(run 'p q' help)" 'image +the OCI image layout'
run 'p q' -n resolve >"$tmp/out" 2>&1
is 'and its stages too' $? 0
done_testing
