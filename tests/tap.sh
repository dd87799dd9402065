# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# tap.sh: what every shell test sources: . "$(dirname "$0")/../tap.sh"
#
#   ok NAME COMMAND...           passes when the command succeeds
#   is NAME GOT WANTED           passes when the two strings are equal; where WANTED is what a
#                                command prints, "$(...)", two that are empty are not
#   like NAME GOT REGEX          passes when GOT matches the extended regular expression
#   fails NAME STATUS REGEX COMMAND...
#                                passes when the command ends with STATUS and prints exactly one
#                                line on stderr, which matches
#   note TEXT...                 a comment in the output
#   needs COMMAND...             ends the test, as failed, when one of them is missing: a skipped
#   test is one that nobody sees done_testing                 the last line of a test
#
# $top is the top of the repository, $bin the programs under test, $tmp a directory that is removed
# at the end. `started PID` ends that background process with the test.

set -u
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
bin=${PYLOCK_BIN:-$top/build/bin}
tmp=$(mktemp -d "${TMPDIR:-/tmp}/pylock-test.XXXXXX")
tap_began=$PWD
tap_count=0
tap_failed=0
tap_pids=()
export LC_ALL=C.UTF-8
unset MAKEFLAGS MAKELEVEL MFLAGS MAKEOVERRIDES

tap_cleanup() {
	local pid
	for pid in "${tap_pids[@]}"; do
		kill "$pid" 2>/dev/null || :
		# a process that was killed is no failure of a script under set -e
		wait "$pid" 2>/dev/null || :
	done
	chmod -R u+w "$tmp" 2>/dev/null || :
	rm -rf "$tmp"
}
trap tap_cleanup EXIT

started() { tap_pids+=("$1"); }

note() { printf '# %s\n' "$*"; }

tap_result() { # status name
	tap_count=$((tap_count + 1))
	if [ "$1" -eq 0 ]; then
		printf 'ok %d - %s\n' "$tap_count" "$2"
	else
		printf 'not ok %d - %s\n' "$tap_count" "$2"
		printf '#   %s: not ok %d - %s\n' "${0##*/}" "$tap_count" "$2" >&2
		tap_failed=1
	fi
	return "$1"
}

# On stderr, which prove shows without -v: what failed on another machine can be read in its log.
tap_show() { # label text
	printf '%s\n' "$2" | head -n 40 | cut -c1-400 | sed "s/^/#   $1: /" >&2
}

ok() {
	local name=$1 output status
	shift
	output=$("$@" 2>&1)
	status=$?
	tap_result "$status" "$name" || { tap_show "status $status" "$output"; return 1; }
}

# Whether the last word of the call of `is` is what a command printed: two of those that failed are
# equal, too.
tap_computed() {
	local call='' line last='"[ ]*([|;}].*)?$'
	while IFS= read -r line; do
		call+=$line$'\n'
		[[ $line == *\\ ]] || ! bash -n -c "$call" 2>/dev/null || break
	done < <(cd "$tap_began" && tail -n "+${BASH_LINENO[1]}" "${BASH_SOURCE[2]}")
	call=${call%$'\n'}
	[[ $call =~ \)$last && ! $call =~ (\'\'|[^=]\"\")[\ ]*([|\;}].*)?$ ]]
}

is() {
	[ "$2" = "$3" ] && { [ -n "$3" ] || ! tap_computed; }
	tap_result $? "$1" || { tap_show got "$2"; tap_show wanted "$3"; return 1; }
}

like() {
	[[ $2 =~ $3 ]]
	tap_result $? "$1" || { tap_show got "$2"; tap_show 'wanted a match of' "$3"; return 1; }
}

fails() {
	local name=$1 wanted=$2 pattern=$3 said status good=0
	shift 3
	said=$("$@" 2>&1 >/dev/null)
	status=$?
	[ "$status" -eq "$wanted" ] && [[ $said =~ $pattern ]] &&
		[[ $said != *$'\n'* ]] || good=1
	tap_result "$good" "$name" || {
		tap_show "status $status, said" "$said"
		tap_show "wanted $wanted and" "$pattern"
		return 1
	}
}

needs() {
	local command
	for command; do
		command -v "$command" >/dev/null && continue
		printf 'Bail out! %s: not found; make setup test installs it\n' "$command"
		exit 1
	done
}

done_testing() {
	printf '1..%d\n' "$tap_count"
	exit "$tap_failed"
}
