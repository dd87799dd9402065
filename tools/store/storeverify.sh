#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# storeverify.sh: reads all content of a store, and removes what is not what its name says, and what
# killed programs left.
#
#   storeverify.sh STORE
#
# See storeverify.sh(1).
set -eu -o pipefail

die() { printf 'storeverify: %s\n' "$1" >&2; exit "$2"; }

case ${1:-} in
-h | --help) sed -n 's/^#   \(storeverify.*\)/usage: \1/p' "$0"; exit ;;
--version) printf '%s %s\n' "${0##*/}" "$(cat "${0%/*}/../VERSION")"; exit ;;
esac
[ $# -eq 1 ] || die 'wanted one STORE' 2
store=$1
[ -d "$store/sha256" ] || {
	printf 'store-verify: %s: there is nothing in it yet\n' "$store"
	exit
}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Names of the files whose SHA-256 is not their name, on every processor; with progress on a
# terminal.
[ ! -t 2 ] || terminal=1
find "$store/sha256" -type f -printf '%s\n' >"$work/sizes"
find "$store/sha256" -type f -print0 |
	xargs -0 -r -P "$(nproc)" -n 4 sha256sum -z 2>"$work/errors" |
	tr '\n\0' '?\n' | awk -v files="$(wc -l <"$work/sizes")" -v terminal="${terminal:-}" '
	{
		name = $0; sub(/^.*\//, "", name)
		if (substr($0, 1, 64) != name) print substr($0, 67)
		if (terminal && NR % 16 == 0)
			printf "\r\033[Kstore-verify: %d of %d files", NR, files >"/dev/stderr"
	}
	END { if (terminal) printf "\r\033[K" >"/dev/stderr" }' >"$work/wrong" || true
# What was deleted meanwhile is not missed.
if grep -v ': No such file or directory$' "$work/errors" >&2; then
	die "$store: not all of it can be read" 3
fi

status=0
while IFS= read -r path; do
	printf 'storeverify: %s: is not what its name says: removed\n' "$path" >&2
	rm -f -- "$path" || exit 3
	status=1
done <"$work/wrong"

# A program that works on a file for a day has been killed.
left=$(find "$store/tmp" "$store/partial" -mindepth 1 -type f -mmin +1440 -print \
	-delete 2>/dev/null | wc -l || true)
[ "$left" -eq 0 ] || printf 'store-verify: never finished, and removed: %d\n' "$left"
awk -v store="$store" '
	{ bytes += $1 }
	END { printf "store-verify: %s: %d files, %.1f GB, read\n", store, NR, bytes / 1e9 }
	' "$work/sizes"
exit "$status"
