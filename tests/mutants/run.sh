#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# run.sh [ROOM]...: whether the quick tests notice mistakes. Each line of list.txt is a mistake: it
# is made in a copy of the tree, and one of the tests that the line names has to fail, which passed
# before. Exit status 1, with the lines, when one passes, or a line changes nothing (any more).
set -eu
top=$(cd "$(dirname "$0")/../.." && pwd)
work=$top/build/mutants
list=$top/tests/mutants/list.txt
mkdir -p "$work/build"
cd "$work"
rm -rf tools mk tests projects
cp -rp "$top"/{tools,mk,tests,projects,Makefile} .
for built in bin lib unit; do
	[ ! -e "$top/build/$built" ] || cp -rpu "$top/build/$built" build/
done
ln -sfn "$top/build/setup" build/setup
make -s tools >build/log 2>&1 || { tail -n 20 build/log; exit 3; }

# The programs that are built for a test: a unit test, or the program that the test is named after.
built() { # test
	case $1 in
	unit/*) echo "build/$1" ;;
	*) program=$(basename "$1" .t) && grep -qE "/$program\\b" mk/lib/programs.mk &&
		echo "build/bin/$program" ;;
	esac || :
}

passes() { # test; what cannot be built does not
	local test=$1
	# shellcheck disable=SC2046 # none, or one
	set -- $(built "$test")
	[ $# -eq 0 ] || make -s "$@" >build/log 2>&1 || return 1
	case $test in unit/*) test=build/$test ;; esac
	prove -Q "$test" >build/log 2>&1
}

declare -A good=()
good() { # tests...: whether all of them pass as the tree is
	local test
	for test; do
		[ -n "${good[$test]:-}" ] || passes "$test" || return 1
		good[$test]=yes
	done
}

noticed() { # tests...: whether one of them fails
	local test
	for test; do passes "$test" || return 0; done
	return 1
}

made=0 missed=0
while IFS=$'\t' read -r file expression tests; do
	case $file in '' | '#'*) continue ;; esac
	room=${file#tools/} room=${room%%/*}
	[ $# -eq 0 ] || case " $* " in *" $room "*) ;; *) continue ;; esac
	made=$((made + 1))
	# shellcheck disable=SC2086 # words
	if ! good $tests; then
		echo "a test fails without the mistake: $tests"
		missed=$((missed + 1))
		continue
	fi
	sed -i.whole -E "$expression" "$file"
	# shellcheck disable=SC2086 # words
	if cmp -s "$file" "$file.whole"; then
		echo "changes nothing: $file: $expression"
		missed=$((missed + 1))
	elif ! noticed $tests; then
		echo "not noticed: $file: $expression"
		missed=$((missed + 1))
	fi
	mv "$file.whole" "$file"
	touch "$file"
done <"$list"
echo "$((made - missed)) of $made mistakes are noticed"
[ "$missed" -eq 0 ]
