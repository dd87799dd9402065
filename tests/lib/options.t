#!/bin/bash
# SPDX-License-Identifier: MIT
# What the command lines of all programs have in common: help, @FILE, and one line on stderr for a
# wrong one.
. "$(dirname "$0")/../tap.sh"
cd "$tmp" || exit 1

# Of the help on stdin: options that the synopsis lacks, or that one form of it has twice. One that
# says [OPTION]... has all that are listed.
unlike_synopsis() {
	awk \
		'/^usage: / || (!listed && /^  *(or: )?[a-z]+ /) || (!listed && /^        /) {
			form += /^usage: / || !/^        /
			text[form] = text[form] " " $0 " "
		}
		/^$/ { listed = 1 }
		listed && /^  -/ {
			head = substr($0, 3); sub(/  .*/, "", head)
			found = 0
			n = split(head, words, /[ ,]+/)
			for (i = 1; i <= n; i++) if (words[i] ~ /^-/) {
				if (words[i] ~ /^(-h|--help)$/) found = 1
				for (f = 1; f <= form; f++) {
					if (text[f] ~ /\[OPTION\]\.\.\./) found = 1
					count = split(text[f], parts, words[i] "[] =|]") - 1
					if (count) found = 1
					if (count > 1) print words[i] " twice"
				}
			}
			if (!found) print head " not there"
		}'
}

printf -- '--what\n' >arguments
for path in "$bin"/*; do
	program=${path##*/}
	fails "$program: an unknown option" 2 \
		"^$program: --what: not an option, or its value is missing" "$path" --what
	fails "$program: an unknown letter" 2 "^$program: -x: not an option" "$path" -x
	# what stands behind the command that confine runs is the command's
	operand=(operand)
	[ "$program" != confine ] || operand=()
	fails "$program: two unknown letters" 2 "^$program: -xy: not an option" "$path" \
		"${operand[@]}" -xy
	fails "$program: an unknown option with control characters" 2 \
		"^$program: --a\\\\x1b: not an option" "$path" $'--a\e'
	fails "$program: an unknown option in a file" 2 "^$program: --what: not an option" "$path" \
		@arguments
	fails "$program: no such file of arguments" 1 "^$program: gone: cannot open" "$path" @gone
	like "$program: help" "$("$path" -h)" "^usage: $program "
	is "$program: the synopsis has each option once" "$("$path" -h | unlike_synopsis)" ''
	fails "$program: help on a full disk" 3 "^$program: standard output: No space" sh \
		-c 'exec "$0" --help >/dev/full' "$path"
	fails "$program: help with standard output closed" 3 \
		"^$program: standard output: Bad file" sh -c 'exec "$0" --help >&-' "$path"
done

done_testing
