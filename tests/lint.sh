#!/usr/bin/env bash
# lint.sh: rules of our own, for what no other linter knows.
set -u
cd "$(dirname "$0")/.." || exit 3
bad=0

complain() { # what, offending lines
	[ -z "$2" ] && return
	printf 'lint: %s\n%s\n' "$1" "$2" | sed '2,$s/^/  /' >&2
	bad=1
}

fragments=(mk/*.mk mk/*/*.mk tools/tools.mk tests/tests.mk Makefile)
complain 'a $(shell) at parse time costs every run of make' "$(grep -nE '\$\(shell ' "${fragments[@]}")"
complain 'a variable of the framework that is neither PYLOCK_ nor _pylock_' \
	"$(grep -nE '^[a-zA-Z][A-Za-z0-9_.]* *[:?+]?= ' mk/*.mk mk/*/*.mk | grep -vE ':(PYLOCK_|_pylock_|TARGET )')"
complain 'a fragment above 180 lines' "$(wc -l "${fragments[@]}" | awk '$1 > 180 && $2 != "total"')"
complain 'a program or module above 450 lines' "$(wc -l tools/*.c tools/lib/*.c | awk '$1 > 450 && $2 != "total"')"
complain 'a fragment without the three sections' \
	"$(for f in mk/*.mk; do case $f in mk/defaults.mk) continue ;; esac
	   [ "$(grep -cE '^# --- (configuration|rules|targets) -' "$f")" -ge 2 ] || echo "$f"; done)"
complain 'a program without its page' \
	"$(for f in tools/*.c tools/*.py tools/*.sh; do p=$(basename "$f" .c); [ "$p" = help.sh ] || [ -e "tools/man/$p.1" ] || echo "$f"; done)"
complain 'a test that cannot be run' "$(find tests -name '*.t' ! -perm -u+x)"
complain 'a page without EXIT STATUS' "$(grep -L '^.Sh EXIT STATUS' tools/man/*.1)"
complain 'a program without tests' \
	"$(for f in tools/*.c; do p=$(basename "$f" .c); [ -e "tests/tools/$p.t" ] || echo "$f"; done)"
complain 'a fuzz harness without seeds' \
	"$(for f in tests/fuzz/*.c; do n=$(basename "$f" .c); [ "$n" = fuzz ] || grep -q "^seed(\"$n\"" tests/fuzz/seeds.py || echo "$f"; done)"
complain 'a variable in the fragments that defaults/ does not document' \
	"$(grep -ohE '\$\(PYLOCK_[A-Z_]+|_pylock_var,[A-Z_]+' mk/*.mk | grep -v WHAT | sed 's/^\$(//; s/^_pylock_var,/PYLOCK_/' | sort -u |
	   while read -r name; do grep -q "$name" mk/defaults/*.mk || echo "$name"; done)"
complain 'a host of a public registry is named' \
	"$(git grep -nIiE '(files\.)?python[h]osted\.|pyp[i]\.org|proxy\.gol[a]ng|registry\.npm[j]s|deb\.debi[a]n\.org|static\.crat[e]s' -- . | cut -c1-160)"
complain 'unfinished by its own words' \
	"$(git grep -nIE '\b(TODO|FIXME|XXX|HACK)\b' -- . ':!tests/lint.sh' | cut -c1-160)"
exit "$bad"
