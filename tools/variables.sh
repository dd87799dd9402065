#!/usr/bin/env bash
# variables.sh: what the names of variables might have been meant to be, and where they are set.
#
#   variables.sh nearest NAME CANDIDATE...           the candidate that is spelt nearly so, if one is
#   variables.sh misspelt 'NAME...' 'KNOWN...' [FILE...]
#                                                    the first NAME that is nearly one of KNOWN and that no FILE reads, and that one
#   variables.sh where NAME FILE...                  FILE:LINE, where the last assignment in these makefiles is
set -eu

usage() {
	sed -n '/^#   variables/,/^set/ { /^set/d; s/^# *//p; }' "$0"
	exit "$1"
}
end() { printf 'variables: %s\n' "$1" >&2; exit "$2"; }

# Names on stdin, one a line: those that are one or two slips from a candidate, each with that, the
# nearest first. A slip is a letter that is missing, too many or another, or two that changed places;
# short names may have one, or, when it matters, none. Loosely, PYLOCK_ENVIRON is near PYLOCK_ENV.
near() { # strict or loose, candidates...
	awk -v how="$1" -v candidates="${*:2}" '
		function least(a, b) { return a < b ? a : b }
		function slips(a, b, i, j, m, n, cost, d) {
			m = length(a); n = length(b)
			for (i = 0; i <= m; i++) d[i, 0] = i
			for (j = 0; j <= n; j++) d[0, j] = j
			for (i = 1; i <= m; i++) for (j = 1; j <= n; j++) {
				cost = substr(a, i, 1) != substr(b, j, 1)
				d[i, j] = least(least(d[i - 1, j], d[i, j - 1]) + 1, d[i - 1, j - 1] + cost)
				if (i > 1 && j > 1 && substr(a, i, 1) == substr(b, j - 1, 1) && substr(a, i - 1, 1) == substr(b, j, 1))
					d[i, j] = least(d[i, j], d[i - 2, j - 2] + 1)
			}
			return d[m, n]
		}
		# What a name says after PYLOCK_ and before its member.
		function said(name) { sub(/^PYLOCK_/, "", name); sub(/[.@].*/, "", name); return toupper(name) }
		BEGIN { count = split(candidates, known, " ") }
		{
			best = 99
			for (i = 1; i <= count; i++) {
				a = said($0); b = said(known[i])
				allowed = length(a) < 4 ? how == "loose" : length(a) < 6 ? 1 : 2
				distance = slips(a, b)
				if (index(a, b) == 1 || index(b, a) == 1) allowed = how == "loose" ? distance : allowed < 1 ? 0 : 2
				if (distance <= allowed && distance < best) { best = distance; found = known[i] }
			}
			if (best < 99) print best "\t" $0 "\t" found
		}' | sort -s -n | cut -f 2-
}

nearest() { # name, candidates...
	printf '%s\n' "$1" | near loose "${@:2}" | awk -F '\t' '
		{
			target = match($1, /@[^@]*$/) ? substr($1, RSTART) : ""
			member = substr($1, 1, length($1) - length(target))
			if (!sub(/^[^.]*[.]/, "", member)) member = "<name>"
			print $2 ($2 ~ /[.]$/ ? member : "") target
		}'
}

# A name that a makefile of the project's own has somewhere is the project's own.
misspelt() { # names, known, files...
	local name meant
	tr ' ' '\n' <<<"$1" | near strict "$2" | while IFS=$'\t' read -r name meant; do
		grep -qwF -e "$name" -- "${@:3}" /dev/null || { printf '%s %s\n' "$name" "$meant"; break; }
	done
}

where() { # name, files...
	local name=$1 file
	shift
	for file; do
		[ ! -r "$file" ] || awk -v name="$name" '
			{
				line = $0
				while (match(line, /^[ \t]*(override|export|private|define)[ \t]+/)) line = substr(line, RLENGTH + 1)
				sub(/^[ \t]+/, "", line)
				if (substr(line, 1, length(name)) == name && substr(line, length(name) + 1) ~ /^[ \t]*([:?+!]*=|$)/) found = FNR
			}
			END { if (found) print FILENAME ":" found }' "$file"
	done | tail -n 1
}

case ${1:-} in
--help) usage 0 ;;
nearest | misspelt | where) [ $# -ge 3 ] || [ "$1" = where ] || end "$1: too few arguments" 2; "$@" ;;
*) usage 2 >&2 ;;
esac
