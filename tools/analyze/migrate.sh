#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# migrate.sh: takes over a file of pins: writes what the project itself asks for, resolves with the
# pins as what is preferred, and prints where the lock differs from the file.
#
# Called by mk/analyze.mk; see migrate.sh(1).
set -eu -o pipefail

usage='usage: migrate.sh --tools DIR --work DIR --lock FILE --output FILE --seed FILE
       [--given NAME]... FROM -- COMMAND...'

die() { printf 'migrate: %s\n' "$1" >&2; exit "${2:-1}"; }

given=' '
while [ $# -gt 0 ]; do
	case $1 in
	-h | --help) printf '%s\n' "$usage"; exit 0 ;;
	--version) printf '%s %s\n' "${0##*/}" "$(cat "${0%/*}/../VERSION")"; exit ;;
	-*) [ $# -ge 2 ] || die "$1: wants a value (see migrate.sh --help)" 2 ;;
	esac
	case $1 in
	--tools) tools=$2 ;;
	--work) work=$2 ;;
	--lock) lock=$2 ;;
	--output) output=$2 ;;
	--seed) seed=$2 ;;
	--given) given+="$2 " ;;
	-*) die "$1: no such option (see migrate.sh --help)" 2 ;;
	*) break ;;
	esac
	shift 2
done
{ [ $# -ge 3 ] && [ "$2" = -- ]; } ||
	die 'wants one file, -- and a command (see migrate.sh --help)' 2
from=$1
shift 2

here=$(dirname "$0") target=$work/target.json report=$work/migrate.json
"$tools/setup/venv/bin/python" "$here/migrate.py" --tools "$tools" --target "$target" \
	--policy "$work/policy.json" --output "$output" --lock "$lock" --seed "$seed" \
	--report "$report" -- "$from"

# What the file's options have become counts already, unless the project says it in another way.
variables=()
while IFS= read -r line; do
	[[ $given == *" ${line%% *} "* ]] || variables+=("${line/ := /=}")
done < <(jq -r '.variables[]' "$report")
"$@" "${variables[@]}" ||
	die "$output is written, and $lock could not be: \`make resolve\` goes on from there"

# --- what differs -----------------------------------------------------------------

files=(-r "$output")
[ ! -e constraints.txt ] || files+=(-c constraints.txt)
"$tools/bin/why" --json --lock "$lock" --target "$target" "${files[@]}" |
	jq -r --arg lock "$lock" --arg from "$from" --slurpfile report "$report" \
		--slurpfile tool "$work/resolve/tool.json" -f "$here/migrated.jq"
