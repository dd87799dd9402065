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

"$@" <&0 &
test=$!
trap 'kill -- "-$test" 2>/dev/null' INT TERM HUP
{
	sleep "${TEST_LIMIT:-1800}"
	printf '#   %s: ended after %s s; it waited for\n' "$1" "${TEST_LIMIT:-1800}"
	processes "$test"
	kill -- "-$test"
	sleep 10
	kill -KILL -- "-$test"
} >&2 </dev/null &
watch=$!
wait "$test"
status=$?
{ kill -- "-$watch" && wait "$watch"; } 2>/dev/null # without a word about it
exit "$status"
