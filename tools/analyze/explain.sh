#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# explain.sh: why a stage would run again: what changed in the lock's inputs since it was made, and
# what make finds out of date.
#
#   explain.sh --lock LOCK --work DIR --cachekey PROGRAM -- COMMAND...
#
# DIR has inputs.record, the present inputs of the lock, and, when the lock was made or looked at
# here, lock.record, those it was made of. COMMAND is `make -n --trace` with a goal. Nothing is run
# or written. See explain.sh(1).
set -eu -o pipefail
# shellcheck source=tools/lib/inputfile.sh
. "$(dirname "$0")/../lib/inputfile.sh"
largest_lock=$((256 << 20)) # bytes
largest_record=$((16 << 20))

die() { printf 'explain: %s\n' "$1" >&2; exit "${2:-1}"; }

while [ $# -gt 0 ]; do
	case $1 in
	--lock) lock=$2 ;;
	--work) work=$2 ;;
	--cachekey) cachekey=$2 ;;
	--version) printf '%s %s\n' "${0##*/}" "$(cat "${0%/*}/../VERSION")"; exit ;;
	--) shift; break ;;
	*) die "$1: no such option" 2 ;;
	esac
	shift 2
done

# 64 hexadecimal digits say no more than 12.
shorten() { sed -E 's/\b([0-9a-f]{12})[0-9a-f]{52}\b/\1…/g; s/^/    /'; }

# The key of a record that cachekey wrote.
key_of() { # record
	problem=$(input_problem "$1" "$largest_record")
	[ -z "$problem" ] || die "$1: $problem"
	jq -ers 'if length == 1 then .[0].key | strings else empty end' -- "$1" 2>/dev/null ||
		die "$1: not a record of what a lock was made of"
}

problem=$([ ! -e "$lock" ] || input_problem "$lock" "$largest_lock")
[ -z "$problem" ] || die "$lock: $problem"
key=$(key_of "$work/inputs.record")
made=
[ ! -e "$work/lock.record" ] || made=$(key_of "$work/lock.record")
if [ ! -e "$lock" ]; then
	printf '%s: not there: resolve makes it\n' "$lock"
elif ! grep -q '^inputs = ' "$lock"; then
	printf '%s: made elsewhere: taken as it is\n' "$lock"
elif grep -Fqx "inputs = \"$key\"" "$lock"; then
	printf '%s: fresh: nothing is resolved\n' "$lock"
elif [ -n "$made" ] && grep -Fqx "inputs = \"$made\"" "$lock"; then
	printf '%s: not fresh: its inputs were others:\n' "$lock"
	{ "$cachekey" diff "$work/lock.record" "$work/inputs.record" || true; } | shorten
else
	printf \
		'%s: not fresh: its inputs were others; '\
'what they were is not recorded here, the lock came from elsewhere\n' \
		"$lock"
fi

# A stage whose plan is out of date, and all that follows from it, is not seen before that was made.
found=$("$@" 2>/dev/null | awk '
	/: update target .* due to: / {
		target = $0; sub(/^.*: update target \047/, "", target); why = target
		sub(/\047 due to: .*/, "", target); sub(/^.*\047 due to: /, "", why)
		if (why ~ /_pylock_always/)
			why = target ~ /\.note$/ ? "variables that it holds have other values" : "always looked at"
		if ((getline line < target) < 0) why = "is not there"
		if (length(why) > 160) why = substr(why, 1, 160) "…"
		if (target !~ /^pylock-/) { print "    " target ": " why; count++ }
	}
	/: target \047.*\047 does not exist/ {
		target = $0; sub(/^.*: target \047/, "", target); sub(/\047 does not exist.*/, "", target)
		if (target !~ /^(pylock-)?[a-z-]+$/) { print "    " target ": is not there"; count++ }
	}
	END { if (!count) print "    nothing" }') || true
printf 'what make finds to do, and because of what:\n%s\n' "$found"
