#!/bin/bash
# What the command lines of all programs have in common: help, @FILE, and one line on stderr for a wrong one.
. "$(dirname "$0")/../tap.sh"
cd "$tmp" || exit 1

printf -- '--what\n' >arguments
for path in "$bin"/*; do
	program=${path##*/}
	fails "$program: an unknown option" 2 "^$program: --what: not an option, or its value is missing" "$path" --what
	fails "$program: an unknown letter" 2 "^$program: -x: not an option" "$path" -x
	fails "$program: two unknown letters" 2 "^$program: -xy: not an option" "$path" operand -xy
	fails "$program: an unknown option with control characters" 2 "^$program: --a\\\\x1b: not an option" "$path" $'--a\e'
	fails "$program: an unknown option in a file" 2 "^$program: --what: not an option" "$path" @arguments
	fails "$program: no such file of arguments" 1 "^$program: gone: cannot open" "$path" @gone
	like "$program: help" "$("$path" -h)" "^usage: $program "
	fails "$program: help on a full disk" 3 "^$program: standard output: No space" sh -c 'exec "$0" --help >/dev/full' "$path"
	fails "$program: help with standard output closed" 3 "^$program: standard output: Bad file" sh -c 'exec "$0" --help >&-' "$path"
done

done_testing
