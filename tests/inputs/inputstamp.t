#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# inputstamp: a stamp changes with what its inputs are, and with nothing else.
. "$(dirname "$0")/../tap.sh"
cd "$tmp" || exit 1

stamp() { "$bin/inputstamp" "$@"; }
tick() { sleep 0.03; }
mkdir -p app/deep
printf 1 >app/a
printf 2 >'app/deep/b c'
printf 'x\n' >list.in
inputs=(--stamp out/app --path app --stamp out/lock --path lock --list list)

# --- which are stale ---------------------------------------------------------------

is 'without stamps all are stale' "$(stamp "${inputs[@]}")" $'out/app\nout/lock'
ok 'which writes nothing' test ! -e out
is 'written, they are named once more' "$(stamp --write "${inputs[@]}")" $'out/app\nout/lock'
is 'and are not stale any longer' "$(stamp "${inputs[@]}")" ''
time_of() { stat -c %y "$1"; }
before=$(time_of out/app)
is 'written again' "$(stamp --write "${inputs[@]}")" ''
is 'they are not touched' "$(time_of out/app)" "$before"
is 'a stamp says what its inputs are' "$(cut -d' ' -f1,2,4- out/app)" \
	$'d 0755 app\nd 0755 app/deep\nf 0644 app/a\nf 0644 app/deep/b c'
is 'by their hashes' "$(grep -c "$(printf 1 | sha256sum | cut -c1-64)" out/app)" 1

change() { # what; commands...
	tick
	eval "$2"
	is "$1" "$(stamp "${inputs[@]}")" "$3"
	stamp --write "${inputs[@]}" >said
}
change 'touched' 'touch -d 2020-01-01 app/a app/deep app' ''
change 'other bytes' 'printf 3 >app/a' out/app
change 'of the same size and time' 'touch -r app/a kept; printf 4 >app/a; touch -r kept app/a' \
	out/app
change 'an older file in its place' 'printf 5 >new; touch -d 2020-01-01 new; mv new app/a' out/app
change 'a mode' 'chmod 600 app/a' out/app
change 'a new file in a directory in it' ': >app/deep/new' out/app
change 'a file that becomes a directory' 'rm app/a; mkdir app/a' out/app
change 'and a link' 'rmdir app/a; ln -s deep app/a' out/app
change 'that leads elsewhere' 'ln -sfn deep/new app/a' out/app
change 'a socket of a name that is no line' 'mkfifo "app/new
line"' out/app
change 'what was not there and is' ': >lock' out/lock
change 'a list of more' 'printf "app/deep/b c\nmore \$d\n" >list' out/lock
change 'what only the list names' ': >"more \$d"' out/lock
change 'a list that is gone' 'rm list' out/lock
change 'all of it' 'rm -rf app lock' $'out/app\nout/lock'

# Given stamps of the same inputs, one of which is gone, then the state is read for the others.
stamp --write "${inputs[@]}" --stamp out/again --path lock --list list >said
printf 6 >lock
rm out/lock
is 'a stamp that is gone says nothing about the next' \
	"$(stamp "${inputs[@]}" --stamp out/again --path lock --list list)" $'out/lock\nout/again'
stamp --write "${inputs[@]}" --stamp out/again --path lock --list list >said
rm out/lock
is 'nor takes it for stale' "$(stamp "${inputs[@]}" --stamp out/again --path lock --list list)" \
	out/lock
stamp --write "${inputs[@]}" >said
rm lock out/again*
stamp --write "${inputs[@]}" >said

# --- what is written and what is not --------------------------------------------------

printf 1 >lock
before=$(ls -lR --time-style=full-iso out)
stamp --look "${inputs[@]}" >said
is '--look finds what is stale' "$(cat said)" out/lock
is 'and writes nothing' "$(ls -lR --time-style=full-iso out)" "$before"
before=$(time_of out/lock)
tick
is 'settled, it is named' "$(stamp --settle "${inputs[@]}")" out/lock
is 'keeps its time' "$(time_of out/lock)" "$before"
is 'and is not stale' "$(stamp "${inputs[@]}")" ''
printf 2 >lock
touch -d 2020-01-01 made
touch made
stamp --write "${inputs[@]}" >said
ok 'a stamp is later than all that was there' test out/lock -nt made

mkdir -p src/.git src/build
: >src/.git/x
: >src/a.py
is 'of a source only what goes into an image' \
	"$(stamp --write --stamp out/src --source src --exclude build; cut -d' ' -f4 out/src)" \
	$'out/src\nsrc\nsrc/a.py'
: >src/build/x
: >src/.git/y
is 'the rest does not count' "$(stamp --stamp out/src --source src --exclude build)" ''
is 'other inputs do' "$(stamp --stamp out/src --path src)" out/src
is 'and none at all' "$(stamp --stamp out/src)" out/src
printf '[\n' >src/.dockerignore
is 'what is wrong with an input is said when it is used' \
	"$(stamp --stamp out/src --source src 2>&1)" ''
fails 'that is, here' 1 '\.dockerignore' stamp --write --stamp out/src --source src

: >plain
fails 'a stamp that cannot be written' 3 'plain' stamp --write --stamp plain/x --path src
fails 'no stamp' 2 'inputstamp: --stamp must be given' stamp
fails 'an input before it' 2 'inputstamp: --stamp must be given before its inputs' stamp --path a
fails 'an operand' 2 "inputstamp: 'a' is no option" stamp --stamp a a
done_testing
