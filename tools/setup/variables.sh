#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# variables.sh: what the names of variables might have been meant to be, and where they are set.
#
#   variables.sh nearest NAME CANDIDATE...
#       the candidate that is spelt nearly so, if one is
#   variables.sh misspelt 'NAME...' 'KNOWN...' [FILE...]
#       the first NAME that is nearly one of KNOWN and that no FILE reads, and that one
#   variables.sh where NAME FILE...
#       FILE:LINE, where the last assignment in these makefiles is
#   variables.sh lines COMMAND...
#       what the command prints, |pylock> at the end of each line
#   variables.sh table DEFAULTS...
#       all variables, one a line: HEADING, NAMES, NAME, KIND, FLAGS, DEFAULT, TEXT
#   variables.sh page DEFAULTS...
#       the same as a manual page
#   variables.sh show 'DEFAULTS...' FILE...
#       of each line NAME, HOW, AS, VALUE on stdin: its value, where it is from, its default
set -eu -o pipefail
# shellcheck source=tools/lib/inputfile.sh
. "$(dirname "$0")/../lib/inputfile.sh"
largest_makefile=$((16 << 20)) # bytes

usage() {
	sed -n '/^#   variables/,/^set/ { /^set/d; s/^# \{0,3\}//p; }' "$0"
	exit "$1"
}
end() { printf 'variables: %s\n' "$1" >&2; exit "$2"; }

# Names on stdin, one a line: those that are one or two slips from a candidate, each with that, the
# nearest first. A slip is a letter that is missing, too many or another, or two that changed
# places; short names may have one, or, when it matters, none. Loosely, PYLOCK_ENVIRON is near
# PYLOCK_ENV.
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
				if (i > 1 && j > 1 && substr(a, i, 1) == substr(b, j - 1, 1) &&
				    substr(a, i - 1, 1) == substr(b, j, 1))
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
				if (index(a, b) == 1 || index(b, a) == 1)
					allowed = how == "loose" ? distance : allowed < 1 ? 0 : 2
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
		grep -qwF -e "$name" -- "${@:3}" /dev/null || {
			printf '%s %s\n' "$name" "$meant"
			break
		}
	done
}

where() { # name, files...
	local name=$1 file
	shift
	for file; do
		[ -n "$(input_problem "$file" "$largest_makefile")" ] || awk -v name="$name" '
			{
				line = $0
				while (match(line, /^[ \t]*(override|export|private|define)[ \t]+/))
					line = substr(line, RLENGTH + 1)
				sub(/^[ \t]+/, "", line)
				if (substr(line, 1, length(name)) == name &&
				    substr(line, length(name) + 1) ~ /^[ \t]*([:?+!]*=|$)/) found = FNR
			}
			END { if (found) print FILENAME ":" found }' "$file"
	done | tail -n 1
}

# Names that share a comment have it, and the names as it has them, each in a line of its own.
table() { # files of defaults/
	awk '
		# What a kind is called.
		function called(kind, what) {
			what = kind; sub(/^[^:]*:/, "", what); sub(/:.*/, "", kind)
			if (kind == "choice") { gsub(/[|]/, " or ", what); return what }
			if (kind == "yes-no") return "yes or no"
			if (kind == "number") return what == kind ? "number" : "number, " what " or more"
			if (kind == "size") return "bytes, or such as 256M"
			if (kind == "duration") return "seconds, or such as 90s, 5m, 2h"
			if (kind == "image-path") return "path in the image"
			if (kind == "shell-words") return "words, with quotes as in a shell"
			if (kind == "package") return "name of a package"
			if (kind == "packages" && what == "yes-no") return "yes, no, or names of packages"
			if (kind == "packages" && what == "all") return "all, or names of packages"
			if (kind == "packages") return "names of packages"
			return kind
		}
		function trim(text) { sub(/^ +/, "", text); sub(/ +$/, "", text); return text }
		function bare(name) { sub(/^PYLOCK_/, "", name); sub(/<[^>]*>$/, "*", name); return name }
		# A line that goes on in the next one
		/\\$/ { sub(/ *\\$/, ""); held = held $0 " "; next }
		held != "" { sub(/^ +/, ""); $0 = held $0; held = "" }
		/^# --- / { heading = $0; gsub(/^# --- | -*$/, "", heading); open = 0; next }
		/^# PYLOCK_/ {
			at = index($0, ": "); names = substr($0, 3, at - 3); open = 1
			n = split(names, each, ", ")
			for (i = 1; i <= n; i++) { row[++rows] = each[i]; of[rows] = names; under[rows] = heading }
			text[names] = substr($0, at + 2); next
		}
		/^#  / { if (open) text[names] = text[names] " " trim(substr($0, 2)); next }
		{ open = 0 }
		/^_pylock_kind[.]/ {
			name = substr($1, 14); kind[name] = $3; flags[name] = ""
			for (i = 4; i <= NF; i++) flags[name] = flags[name] (i == 4 ? "" : " ") $i
		}
		/^PYLOCK_/ { name = bare($1); sub(/^[^=]*= */, ""); value[name] = trim($0) }
		END {
			for (i = 1; i <= rows; i++) {
				name = bare(row[i])
				print under[i] "\t" of[i] "\t" row[i] "\t" called(kind[name]) "\t" \
					flags[name] "\t" value[name] "\t" text[of[i]]
			}
		}' "$@"
}

page() { # files of defaults/
	cat <<-'END'
		.\" SPDX-License-Identifier: MIT
		.\" Made by `tools/setup/variables.sh page` of the files in mk/defaults; do not edit.
		.Dd November 28, 2026
		.Dt PYLOCK-VARIABLES 7
		.Os
		.Sh NAME
		.Nm pylock-variables
		.Nd the variables of pylock.mk
		.Sh DESCRIPTION
		A project sets them in its Makefile, above the include, or on the command line.
		Blanks around a value are no part of it.
		Instead of
		.Li yes
		and
		.Li no ,
		in any case,
		.Li true , on , y , 1
		and
		.Li false , off , n , 0
		will do.
		An empty value stands for the default, but for lists and texts.
		.Li PYLOCK_ Ns Ar WHAT Ns @ Ns Ar target
		is for one target, where it says so.
		A name that does not exist, and a value that is not of its kind, stop make with the line to mend.
		.Pp
		.Ql make vars
		shows the values that a project has, and where they are from.
	END
	table "$@" | awk -F '\t' '
		# A line that begins with a dot or an apostrophe is a request; a backslash an escape.
		function plain(text) { gsub(/\\/, "\\e", text); return text ~ /^[.\047]/ ? "\\&" text : text }
		$1 != heading {
			if (heading != "") print ".El"
			heading = $1; print ".Ss " heading; print ".Bl -tag -width Ds"
		}
		{
			print ".It Li " plain($3)
			print plain($4) ($5 ~ /target/ ? ", per target" : "") "."
			if ($6 != "") { print "Default:"; print ".Ql " plain($6) }
			if ($2 != names) {
				names = $2; print ".Pp"
				n = split($7, words, " "); line = ""
				for (i = 1; i <= n; i++) {
					if (line != "" && (length(line words[i]) > 90 ||
					    words[i - 1] ~ /[.]$/)) { print plain(line); line = "" }
					line = line (line == "" ? "" : " ") words[i]
				}
				print plain(line)
			}
		}
		END { print ".El"; print ".Sh SEE ALSO"; print ".Xr make 1" }'
}

# HOW is typed, exported, said (in a file), or nothing (a preset, or the default); AS is the name by
# which it was said.
show() { # 'files of defaults/', makefiles...
	local rows
	rows=$(cat)
	# shellcheck disable=SC2086 # words
	{ table $1; printf -- '--\n%s\n' "$rows"; } | awk -F '\t' -v files="${*:2}" '
		function place(name, count, file, i, line, found) {
			count = split(files, file, " ")
			for (i = 1; i <= count; i++) {
				line = 0
				while ((getline text < file[i]) > 0) {
					line++
					while (match(text, /^[ \t]*(override|export|private|define)[ \t]+/))
						text = substr(text, RLENGTH + 1)
					sub(/^[ \t]+/, "", text)
					if (substr(text, 1, length(name)) == name &&
					    substr(text, length(name) + 1) ~ /^[ \t]*([:?+!]*=|$)/)
						found = file[i] ":" line
				}
				close(file[i])
			}
			return found
		}
		$1 == "--" { values = 1; next }
		!values { standard[$3] = $6; next }
		$1 != "" {
			name = $1; how = $2; said = $3; value = $0
			for (i = 1; i <= 3; i++) sub(/^[^\t]*\t/, "", value)
			from = how == "typed" ? "command line" : how == "exported" ? "environment" : place(said)
			if (from == "") from = how == "said" ? "a makefile" : name in standard ? "default" : "the preset"
			if (said != name) from = from ", by " said
			if (from != "default" && standard[name] != "") from = from "; default: " standard[name]
			printf "%-32s := %-24s # %s\n", name, value, from
		}'
}

# Make takes the newlines out of what a program prints.
lines() { # command...
	"$@" | sed 's/$/|pylock>/'
}

case ${1:-} in
--help) usage 0 ;;
--version) printf '%s %s\n' "${0##*/}" "$(cat "${0%/*}/../VERSION")"; exit ;;
nearest | misspelt) [ $# -ge 3 ] || end "$1: too few arguments" 2; "$@" ;;
where | table | page | show | lines) [ $# -ge 2 ] || end "$1: too few arguments" 2; "$@" ;;
*) usage 2 >&2 ;;
esac
