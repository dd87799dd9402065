#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# makelock: one make at a time in a directory, until the last thing that it started has ended.
. "$(dirname "$0")/../tap.sh"
cd "$tmp" || exit 1

# `make slow` says when it begins and ends; it ends when the file `go` is there.
cat >Makefile <<EOF
export turn := \$(shell exec $bin/makelock out turn)
slow:
	@echo "begin \$(WHO)" >>log; until [ -e go ]; do sleep 0.05; done; echo "end \$(WHO)" >>log
nested:
	@echo "begin \$(WHO)" >>log; \$(MAKE) quick; echo "end \$(WHO)" >>log
quick:
	@echo "quick \$(WHO)" >>log
server:
	@setsid sleep 60 >/dev/null 2>&1 & echo \$\$! >server.pid
EOF
printf 'all:\n\t@%s out turn >turn\n' "$bin/makelock" >once.mk

seen() { # regex in FILE; waits for it
	for _ in $(seq 200); do
		grep -qE "$1" "$2" 2>/dev/null && return
		sleep 0.05
	done
	return 1
}
log() { tr '\n' ' ' <log; }

make -f once.mk all
like 'it prints whose lock it is' "$(cat turn)" '^[0-9]+\.[0-9]+$'
is 'which the file says, too' "$(cat out/.lock)" "$(cat turn)"

make slow WHO=first 2>err.first &
first=$!
ok 'a make begins' seen 'begin first' log
make quick WHO=second 2>err.second &
second=$!
ok 'the second says that it waits' seen 'makelock: out: another make works here' err.second
like 'and for whom' "$(cat err.second)" "\\(process $first\\): waiting until it has ended\$"
is 'and does nothing so far' "$(log)" 'begin first '
touch go
wait "$first"
is 'the first ends well' $? 0
wait "$second"
is 'and so does the second' $? 0
is 'one after the other' "$(log)" 'begin first end first quick second '
is 'the first said nothing' "$(cat err.first)" ''

rm -f log
ok 'a make that a make starts goes on' timeout 20 make -s nested WHO=a
is 'within it' "$(log)" 'begin a quick a end a '

# After kill -9 of make alone its recipe goes on.
rm -f go log
make slow WHO=killed 2>/dev/null &
killed=$!
ok 'a make begins, and is killed' seen 'begin killed' log
kill -9 "$killed"
wait "$killed" 2>/dev/null
make quick WHO=next 2>err.next &
next=$!
ok 'the next one waits for what is left of it' seen 'what a make started that was killed' err.next
touch go
wait "$next"
is 'and then goes on' $? 0
is 'after that' "$(log)" 'begin killed end killed quick next '

rm -f log
make server
started "$(cat server.pid)"
ok 'a server that left the session holds nothing' timeout 20 make quick WHO=b
is 'although it runs' "$(log)$(kill -0 "$(cat server.pid)" && echo runs)" 'quick b runs'

# The lock's own file may go while somebody waits for it.
rm -f go log
make slow WHO=c 2>/dev/null &
first=$!
seen 'begin c' log
make slow WHO=d 2>err.d &
second=$!
seen 'waiting' err.d
rm out/.lock
touch go
wait "$first"
wait "$second"
is 'a lock whose file was removed is taken anew' $? 0
is 'by the file that is there' "$(cut -d. -f1 out/.lock)" "$second"

ok 'what Make prints ends with Make, not with the process that holds the lock' timeout 20 \
	sh -c 'make slow WHO=e | cat >/dev/null'

mkdir linked
ln -s ../log linked/.lock
fails 'a lock that is a link is not followed' 3 '^makelock: linked/\.lock: ' \
	"$bin/makelock" linked turn
fails 'a directory is wanted' 2 '^makelock: a directory and the name of a variable are wanted' \
	"$bin/makelock" out
done_testing
