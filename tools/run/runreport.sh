#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# runreport.sh: what came of running an image, judged and shown; see runreport.sh(1).
set -u -o pipefail
export LC_ALL=C.UTF-8
here=$(dirname "$0")
# shellcheck source=tools/lib/inputfile.sh
. "$here/../lib/inputfile.sh"

usage="usage: runreport.sh [--allow PACKAGE=REASON]... [--json FILE] [--junit FILE] RESULT

Judges what importcheck.py found in an image, and shows it.

  --allow PACKAGE=REASON  accepts findings on a package
  --json FILE             where the judged result goes
  --junit FILE            where it goes as JUnit XML
  RESULT                  what importcheck.py printed; - is standard input
  -h, --help              print this"

end() { # status message...
	local status=$1
	shift
	printf 'runreport.sh: %s\n' "$*" >&2
	exit "$status"
}

allow=() json='' junit=''
while [ $# -gt 0 ]; do
	case $1 in
	-h | --help) printf '%s\n' "$usage" && exit ;;
	--version) printf '%s %s\n' "${0##*/}" "$(cat "${0%/*}/../VERSION")"; exit ;;
	--allow | --json | --junit)
		[ $# -gt 1 ] || end 2 "$1 wants a value; see runreport.sh --help"
		case $1 in
		--allow)
			[[ $2 == ?*=* ]] || end 2 "--allow $2: write PACKAGE=REASON"
			allow+=("$2")
			;;
		--json) json=$2 ;;
		--junit) junit=$2 ;;
		esac
		shift 2
		;;
	-?*) end 2 "unknown option '$1'; see runreport.sh --help" ;;
	*) break ;;
	esac
done
[ $# -eq 1 ] || end 2 'one RESULT must be given; see runreport.sh --help'
result=$1
[ "$result" != - ] || result=/dev/stdin
work=$(mktemp -d) || exit 3
trap 'rm -rf "$work" ${json:+"$json.$$.new"} ${junit:+"$junit.$$.new"}' EXIT

# program FILE OPTION...: what a program in jq of this folder makes of the judged result.
program() {
	jq -L "$here" -f "$here/$1" "${@:2}" "$work/judged"
}

problem=$(input_problem "$result" 268435456)
[ -z "$problem" ] || end 1 "$1: $problem"
cat -- "$result" >"$work/result" || exit 3
printf '%s\0' "${allow[@]}" >"$work/allow"
jq -ces -L "$here" --rawfile allow "$work/allow" 'include "runresult";
	select(length == 1)[0] | select(is_result)
	| judged($allow | split("\u0000") | map(select(. != "")))' \
	"$work/result" >"$work/judged" 2>/dev/null ||
	end 1 "$1: not what importcheck.py prints"
if [ -n "$json" ]; then
	jq -a -S . "$work/judged" | sed 's/\x7f/\\u007f/g' >"$json.$$.new" &&
		mv -f "$json.$$.new" "$json" || exit 3
fi
if [ -n "$junit" ]; then
	program junit.jq -r >"$junit.$$.new" && mv -f "$junit.$$.new" "$junit" || exit 3
fi
program showrun.jq -r || exit 3
jq -e -L "$here" 'include "runresult"; all(.findings[]; is_declared)' "$work/judged" >/dev/null
