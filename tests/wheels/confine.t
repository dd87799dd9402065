#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# confine: what a command sees of this machine, and what it cannot reach. Its limits:
# tests/wheels/supervise.c; what hostile builds try: tests/wheels/hostile.t.
. "$(dirname "$0")/../tap.sh"
needs bwrap
cd "$tmp" || exit 1
confine=$bin/confine
mkdir work home secret
echo hidden >secret/file
box() { # options... -- command
	HOME=$tmp/secret SECRET=word "$confine" --write "$tmp/work=/build/home" \
		--set PATH=/usr/bin --chdir /build/home "$@"
}
seen() { box -- sh -c "$1" 2>&1 | sed '/^+ .* s in all$/d'; }

is 'version' "$("$confine" --version)" "confine $(cat "$top/tools/VERSION")"
like 'help' "$("$confine" --help)" '^usage: confine '
fails 'no command' 2 '^confine: no command is given' "$confine"
fails 'an option that is none' 2 '^confine: ' "$confine" --none -- true
fails 'a place that is not absolute' 2 "^confine: --read: 'a=/b' is not PLACE=DEST" \
	"$confine" --read a=/b -- true
fails 'a destination that is not' 2 "^confine: --write: '/a=b' is not PLACE=DEST" \
	"$confine" --write /a=b -- true
fails 'no variable' 2 "^confine: --set: '=b' is not NAME=VALUE" "$confine" --set =b -- true
fails 'no time' 2 '^confine: .*--timeout' "$confine" --timeout soon -- true
fails 'a directory that is not there' 3 '^confine: /nowhere: ' \
	"$confine" --write /nowhere=/build/x -- true

# What it sees
is 'its environment is what was set' "$(seen 'env | grep -v ^_= | sort | xargs')" \
	'PATH=/usr/bin PWD=/build/home'
is 'of the root only what it needs' "$(seen 'ls /' | grep -vE '^(s?bin|libx?[0-9]*)$' | xargs)" \
	'build dev etc proc tmp usr'
is 'no file of the user' "$(seen "cat $tmp/secret/file")" \
	"cat: $tmp/secret/file: No such file or directory"
is 'no accounts' "$(seen 'cat /etc/passwd')" 'cat: /etc/passwd: No such file or directory'
like 'its own processes' "$(seen 'ls -d /proc/[0-9]* | wc -l')" '^[345]$'
is 'one network device, which leads nowhere' \
	"$(seen 'tail -n +3 /proc/net/dev | cut -d: -f1 | xargs; cat /proc/net/route | wc -l')" \
	$'lo\n1'
is 'no open file' "$(
	exec 7<secret/file
	seen 'ls /proc/self/fd | xargs'
)" '0 1 2 3'
is 'and its input is empty' "$(echo x | seen 'cat')" ''
is 'no capability' "$(seen 'grep Cap /proc/self/status | cut -f2 | sort -u')" 0000000000000000
is 'no more privileges, and a filter' "$(seen 'grep -E "NoNewPrivs|Seccomp:" /proc/self/status |
	cut -f2 | xargs')" '1 2'

# What it can write
for place in /usr/x /x /dev/x /proc/sys/kernel/core_pattern /etc/x /proc/self/oom_score_adj; do
	# Opened and not written.
	like "nothing at $place" "$(seen ": >>$place")" 'Read-only file system'
done
is 'its directory' "$(seen 'echo a >a; cat a')$(cat work/a)" aa
is 'what is in memory' \
	"$(seen 'for d in /tmp /build /dev/shm; do : >$d/x && echo $d; done | xargs')" \
	'/tmp /build /dev/shm'
is 'nothing of that stays' "$(ls work)" a
is 'nor may it mount' "$(seen 'mount -o remount,rw /usr >/dev/null 2>&1; echo $?')" 32
is 'or make namespaces' "$(seen 'unshare -U true >/dev/null 2>&1; echo $?')" 1
is 'what it may read it cannot write' "$(box --read "$tmp/secret=/build/s" -- sh -c \
	'cat /build/s/file; : >>/build/s/file' 2>&1 | grep -cE '^hidden$|Read-only')" 2

# Unconfined
is 'in no box it has the environment that was set' \
	"$("$confine" --unconfined --set A=b --chdir "$tmp" -- /bin/sh -c 'echo $A $SECRET; pwd' |
		head -n 2 | xargs)" "b $tmp"
is 'and its processes end with it' \
	"$("$confine" --unconfined -- /bin/sh -c 'setsid sleep 78.8 >/dev/null 2>&1 & sleep 0.2' \
		>/dev/null; pgrep -fxc 'sleep 78.8')" 0

# When confine is ended, so is all that it started
box -- sh -c 'echo here; sleep 79.9' >out &
pid=$!
until grep -q here out; do sleep 0.05; done
kill -KILL "$pid"
wait "$pid" 2>/dev/null
for _ in 1 2 3 4 5 6 7 8 9 10; do pgrep -fx 'sleep 79.9' >left || break; sleep 0.2; done
is 'nothing is left when confine is killed' "$(cat left)" ''

# Limits, by the options
box --timeout 1 -- sleep 60 >out
is 'time: exit status' $? 1
like 'is said' "$(cat out)" $'\nconfine: it takes more than the seconds that PYLOCK_BUILD_TIMEOUT'
box --memory 134217728 -- python3 -c \
	'import os, time; os.fork(); a = bytearray(100 << 20); time.sleep(60)' >out
like 'memory' "$(cat out)" $'\nconfine: it takes more than the memory that PYLOCK_BUILD_MEMORY'
box --disk 1000000 -- sh -c 'i=0; while [ $i -lt 3000 ]; do : >f$i; i=$((i + 1)); done' >out
like 'disk, of empty files' "$(cat out)" $'\nconfine: it takes more than the disk'
done_testing
