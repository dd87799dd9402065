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

# A lock of another tool becomes a file of pins first; where pyproject.toml says in PEP 621's words
# what the project asks for, nothing else has to.
file=$from pyproject=$(dirname "$from")/pyproject.toml project='' direct=''
pyproject=${pyproject#./}
case ${from##*/} in
Pipfile.lock) file=$work/migrate.txt project=$(dirname "$from")/Pipfile ;;
uv.lock | poetry.lock | pdm.lock | pylock.toml | pylock.*.toml)
	file=$work/migrate.txt project=$pyproject
	;;
esac
[ -e "$from" ] || die "$from: there is no such file"
! grep -qx '@EXPLICIT' "$from" || die "$from: lists packages of conda, which are not those of an \
index: in that environment write \`pip list --format=freeze >requirements.txt\`, and take that"
if [ "$file" != "$from" ]; then
	[ -e "$project" ] || project=''
	"$tools/bin/lockpins" ${project:+--project "$project"} "$from" >"$file"
fi
if [ -e "$pyproject" ] && { [ "$project" = "$pyproject" ] ||
	grep -qE 'via .*pyproject\.toml|# +.*\(pyproject\.toml' "$from"; }; then
	[ -z "$("$tools/bin/pyproject" "$pyproject" 2>/dev/null)" ] || direct=$pyproject
fi
# So does the file that pip-compile made its output of.
[ "$output" -ef "$from" ] || ! [ -e "$output" ] ||
	! grep -qE -- "^ *#.* -r (\S*/)?${output//./\\.}\$" "$from" || direct=$output

here=$(dirname "$0") target=$work/target.json report=$work/migrate.json
"$tools/bin/migrate" --tools "$tools" --target "$target" \
	--policy "$work/policy.json" --output "$output" --lock "$lock" --seed "$seed" \
	--report "$report" --name "$from" ${direct:+--pyproject "$direct"} -- "$file"

# What the file's options have become counts already, unless the project says it in another way.
variables=()
while IFS= read -r line; do
	[[ $given == *" ${line%% *} "* ]] || variables+=("${line/ := /=}")
done < <(jq -r '.variables[]' "$report")
"$@" "${variables[@]}" ||
	die "${direct:-$output} is there, and $lock could not be made: \`make resolve\` goes on"

# --- what differs -----------------------------------------------------------------

files=(-r "$output")
case $direct in *.toml) files=(-r "$work/pyproject.in") ;; esac
[ ! -e constraints.txt ] || files+=(-c constraints.txt)
"$tools/bin/why" --json --lock "$lock" --target "$target" "${files[@]}" |
	jq -r --arg lock "$lock" --arg from "$from" --slurpfile report "$report" \
		--slurpfile tool "$work/resolve/tool.json" -f "$here/migrated.jq"
