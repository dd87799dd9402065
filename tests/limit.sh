#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# limit.sh TEST: how prove runs each test. One that hangs is ended after $TEST_LIMIT seconds (1800),
# and what it waited for is said.
set -um

processes() { # group: a line for each of its processes
	local dir line fields
	for dir in /proc/[0-9]*; do
		line=$(cat "$dir/stat" 2>/dev/null) || continue
		read -ra fields <<<"${line##*) }"
		[ "${fields[2]}" -eq "$1" ] || continue
		printf '#   process %s of %s, %s, in %s: %s\n' "${dir#/proc/}" "${fields[1]}" \
			"${fields[0]}" "$(cat "$dir/wchan" 2>/dev/null)" \
			"$(tr '\0' ' ' <"$dir/cmdline" | cut -c1-200)"
	done
}

# Ends the test when its time is over, and when nobody is left who waits for it: a process that
# stayed would hold what it inherited, such as a lock.
watch() { # test's name, its group
	local fd limit=${TEST_LIMIT:-1800}
	for fd in /proc/self/fd/*; do
		fd=${fd##*/}
		[ "$fd" -le 2 ] || exec {fd}>&-
	done
	while [ "$SECONDS" -lt "$limit" ]; do
		sleep $((limit - SECONDS < 5 ? limit - SECONDS : 5))
		kill -0 "$$" && kill -0 "$PPID" && continue
		kill -- "-$2"
		return
	done 2>/dev/null
	printf '#   %s: ended after %s s; it waited for\n' "$1" "$limit"
	processes "$2"
	kill -- "-$2"
	sleep 10
	kill -KILL -- "-$2"
}

"$@" <&0 &
test=$!
trap 'kill -- "-$test" 2>/dev/null' INT TERM HUP
watch "$1" "$test" >&2 </dev/null &
watch=$!
wait "$test"
status=$?
{ kill -- "-$watch" && wait "$watch"; } 2>/dev/null # without a word about it
exit "$status"
