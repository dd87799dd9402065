# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2034,SC2154 # what resolve.sh has
# freshness.sh: whether the lock is that of the present inputs, part of resolve.sh(1). It ends the
# program when nothing is left to do, or may be done.

# What pip installs by follows from a fresh lock, so it is written again when it is gone; when it is
# another's, that is an error where nothing may be written. Ends the program.
export_lock() {
	local exported
	exported=$(dirname "$lock")/requirements.lock.$name.txt
	[ -e "$exported" ] || [ -z "$check" ] || exit 0
	mkdir -p "$work"
	# What is wrong with the lock is said when a plan is made of it.
	"$tools/bin/lockplan" --target "$target" --requirements "$work/requirements.txt" \
		-o "$work" "$lock" 2>/dev/null || exit 0
	! cmp -s "$work/requirements.txt" "$exported" || exit 0
	if [ -e "$exported" ]; then
		[ -z "$check" ] ||
			die "$exported: not what follows from $lock; run $remedy"
		[ -z "$locked" ] ||
			die "$exported: not what follows from $lock, and PYLOCK_LOCKED=1; \
run $remedy and commit it"
	fi
	mv "$work/requirements.txt" "$exported"
	exit 0
}

# --- is the lock fresh? ---------------------------------------------------------

# unmet LOCK [OPTION...]: what of the requirements does not hold in it, a line each.
unmet() {
	"$tools/bin/lockcheck" --lock "$1" --target "$target" "${excluded[@]/#/--exclude=}" \
		${provided:+--provided "$provided.json"} "${@:2}" "${requirements[@]/#/-r}" \
		"${constraints[@]/#/-c}" "${overrides[@]/#/-o}"
}

# What is wrong with a lock of the same inputs: a merge may have taken it from two sides.
stale='the requirements, the target or the resolver changed'

if [ -n "$trial" ]; then
	:
elif [ -z "$upgrade" ] && [ -e "$lock" ]; then
	if ! grep -q '^\[tool\.pylock-mk\]' "$lock"; then
		say "$lock: made elsewhere, taken as it is"
		exit 0
	fi
	if grep -qx "inputs = \"$key\"" "$lock"; then
		status=0
		wrong=$(unmet "$lock") || status=$?
		[ "$status" -le 1 ] || exit "$status"
		if [ "$status" -eq 0 ]; then
			[ -n "$renew" ] || export_lock
			fresh=1
		elif [ -z "$wrong" ]; then
			exit 1
		else
			stale=${wrong//$'\n'/; }
		fi
	fi
	[ -z "$check" ] || die "$lock: not fresh: $stale; run $remedy"
	[ -z "$locked" ] || die "$lock: not fresh, and PYLOCK_LOCKED=1: $stale; run $remedy \
and commit the lock"
	[ -z "${wrong:-}" ] || say "$lock: not fresh: $stale"
elif [ -z "$upgrade" ]; then
	[ -z "$check$locked" ] || die "$lock: not there; run $remedy and commit it"
fi
