#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# help.sh: what `make help` prints, out of the comments in mk/.
#
#   help.sh MK-DIRECTORY TOPIC NAME TARGETS
set -eu

mk=$1 topic=$2 name=$3 targets=$4
shift 4 # the rest are the files of the variables
defaults=("$@")

# The fragments of the stages; what the folders of presets, bases, builders and variables hold is
# none.
fragments() {
	find "$mk" -name '*.mk' ! -path '*/targets/*' ! -path '*/bases/*' ! -path '*/builders/*' \
		! -path '*/defaults/*'
}
fragment() { fragments | grep -E "/$1\.mk\$" | head -n 1; }

# The comment that a fragment opens with.
opening() { sed -n '/^# SPDX/d; /^#/!q; s/^# \{0,1\}//p' "$1"; }

# The variables, with kind and default, under their headings; with an argument only those whose
# names have it.
variables() {
	"$(dirname "$0")/variables.sh" table "${defaults[@]}" | awk -F '\t' -v wanted="${1:-}" '
		function wrap(text, words, count, i, line) {
			count = split(text, words, " ")
			for (i = 1; i <= count; i++) {
				if (line != "" && length(line words[i]) > 94) { print "  " line; line = "   " }
				line = line (line == "" ? "" : " ") words[i]
			}
			print "  " line
		}
		wanted != "" && index($2, wanted) == 0 { next }
		$1 != heading { heading = $1; if (wanted == "") print (NR == 1 ? "" : "\n") heading }
		$2 != names { names = $2; print ""; wrap(names ": " $7) }
		{
			printf "      %s: %s%s%s\n", $3, $4, $5 ~ /target/ ? ", per target" : "",
				$6 == "" ? "" : "; default: " $6
		}'
}

# The targets of the fragments, in the order in which they are used, in two columns; what is too
# long goes below itself.
targets() {
	local stage
	for stage in resolve analyze fetch wheels base layers image verify mend device sbom \
		cost publish bundle store help; do
		sed -n '/^# Targets/,/^#\{0,1\} *$/ { /^# Targets/d; s/^# //p; }' \
			"$(fragment "$stage")"
	done | sed 's/\$(TARGET)/the target/g' | awk '
		function wrap(text, words, count, i, line) {
			count = split(text, words, " ")
			for (i = 1; i <= count; i++) {
				if (line != "" && length(line words[i]) > 84) { printf "%s\n%34s", line, ""; line = "" }
				line = line (line == "" ? "" : " ") words[i]
			}
			print line
		}
		function flush() {
			if (name == "") return
			printf((length(name) > 31 ? "  %s\n%34s" : "  %-32s%s"), name, "")
			wrap(text)
		}
		index($0, "          ") == 1 { sub(/^ */, ""); text = text " " $0; next }
		{
			flush()
			sub(/^ */, "")
			at = match($0, /   */)
			name = substr($0, 1, at - 1)
			text = substr($0, at + RLENGTH)
		}
		END { flush() }'
}

case $topic in
'')
	printf '%s: from requirements to image. Targets, each also as pylock-<name>:\n\n' "$name"
	targets
	printf '\n  TARGET=<name>    one of: %s; or all. Default: %s\n' "$targets" "${targets%% *}"
	printf '  V=1              show the commands\n'
	printf \
		'\nmake help topic=targets, topic=variables, topic=PYLOCK_<NAME>, or topic=<fragment>: %s\n' \
		"$(fragments | sed 's,.*/,,; s,\.mk$,,' | sort | tr '\n' ' ')"
	;;
variables) variables ;;
targets)
	for preset in targets/*.mk "$mk"/targets/*.mk; do
		[ ! -e "$preset" ] || sed -n '/^# SPDX/d; s/^# \([^:]*\): /\1\t/p; q' "$preset" |
			awk -F '\t' '{ printf "  %-16s %s\n", $1, $2 }'
	done
	;;
PYLOCK_*) variables "$topic" | grep . || {
	printf 'help: %s: no such variable; see topic=variables\n' "$topic" >&2
	exit 1
} ;;
*)
	[ -n "$(fragment "$topic")" ] || {
		printf 'help: %s: no such topic; see make help\n' "$topic" >&2
		exit 1
	}
	opening "$(fragment "$topic")"
	;;
esac
