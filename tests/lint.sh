#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# lint.sh: rules of our own, for what no other linter knows.
set -u
shopt -s extglob
cd "$(dirname "$0")/.." || exit 3
bad=0
work=$(mktemp)
trap 'rm -f "$work"' EXIT

complain() { # what, offending lines
	[ -z "$2" ] && return
	printf 'lint: %s\n%s\n' "$1" "$2" | sed '2,$s/^/  /' >&2
	bad=1
}

# What is run by its name.
programs() {
	sed -n '/^_pylock_program_sources/,$p' mk/lib/programs.mk | tr ' ' '\n' |
		sed -n '/[/]/s,.*,tools/&.c,p'
	for f in tools/*/*.py tools/*/*.sh; do
		sed -n "1s,^#!.*,$f,p" "$f"
	done | grep -vE '/(setup|unbundle|doctor|compiler|pep517hook|help)\.'
}

fragments=(mk/*.mk mk/*/*.mk tools/tools.mk tests/tests.mk Makefile)
# One program looks at the inputs, another waits for other makes. Where an error is about to be
# said, or to be ruled out, a program may be asked.
complain 'a $(shell) at parse time costs every run of make' \
	"$(grep -nE '\$\(shell ' "${fragments[@]}" | grep -vF '$(shell $(_pylock_ask) ' |
		grep -vE '^mk/inputs(\.mk:[0-9]*:_pylock_stale :=|/makelock\.mk:)')"
# Between two words that are nothing $(foreach) leaves a blank. In what joins continued lines, tests
# of a $(foreach), and of a variable that begins with one.
complain 'a $(foreach) is compared with nothing, or asked whether it is: it needs a $(strip)' \
	"$(cat "${fragments[@]}" | sed -e ':a' -e '/\\$/{N;s/\\\n//;ba' -e '}' >"$work"
	   { grep -E 'ifn?eq +\(?"?\$\(foreach|\$\((if|and|or) +\$\(foreach' "$work"
	     grep -oE '^[a-z_]+ *:?= *\$\(foreach ' "$work" | sed 's/ *:\{0,1\}=.*//' | sort -u |
	     	while read -r name; do
		grep -E "ifn?eq +\\(\\\$\\($name\\)|\\$\\((if|and|or) +\\\$\\($name\\)" \
			"$work"; done; } | cut -c1-160)"
complain 'a variable of the framework that is neither PYLOCK_ nor _pylock_' \
	"$(grep -nE '^[a-zA-Z][A-Za-z0-9_.]* *[:?+]?= ' mk/*.mk mk/*/*.mk |
		grep -vE ':(PYLOCK_|_pylock_|TARGET )')"
complain 'a function that two fragments define: the later one counts, in silence' \
	"$(grep -HoE '^(define _pylock_[A-Za-z_.]+|_pylock_[A-Za-z_.]+ *= )' mk/*.mk |
		sed 's/:define /:/; s/ *= *$//' | sort -u |
	   awk -F: \
	   '{ files[$2] = files[$2] " " $1; n[$2]++ } END { for (f in n) if (n[f] > 1) print f '\
'":" files[f] }' | grep -v '^_pylock_lock_base:')"
complain 'a fragment above 150 lines' "$(wc -l "${fragments[@]}" | awk '$1 > 150 && $2 != "total"')"
complain 'a function of C above 60 lines' \
	"$(awk \
		'/^{/ { start = FNR } /^}/ { if (start && FNR - start > 61) print FILENAME ":" start; start = 0 }
		FNR == 1 { start = 0 }' tools/*/*.c)"
# The macro asks for its array again for each element.
complain 'json_array_foreach over what a function looks for: put it into a variable first' \
	"$(grep -nE -A1 'json_array_foreach ?\(' tools/*/*.c |
		grep -E 'foreach ?\([a-z_]+\(|-[0-9]+-\s+[a-z_]+\(.*index|-[0-9]+-\s+[a-z_]+\(.*\bi,' |
		grep -vE '\b(json_[a-z_]+|want_array)\(')"
complain 'a line above 100 columns' \
	"$(grep -nE '^.{101}' "${fragments[@]}" mk/*/*.jq tools/*/*.{c,h,cc,sh,jq} tests/*.sh \
		tests/*/*.{c,h,py,sh,t} tools/man/*.[17] ./*.md |
	   grep -vE '^[^:]*md:[0-9]*:(\||.*://)' | cut -c1-100)"
complain 'a file that does not say its licence' \
	"$(for f in mk/*.mk mk/*/*.mk mk/jq/*.jq tools/*.mk tools/*/*.{c,h,cc,py,sh} tests/*.mk \
		tests/*.sh \
		tests/*/*.{c,h,py,sh,t} tools/man/*.[17] Makefile; do
	   head -n 3 "$f" | grep -qF 'SPDX-License-Identifier: MIT' || echo "$f"; done)"
complain 'a program or module above 300 lines' \
	"$(wc -l tools/*/*.{c,cc,py,sh,jq} mk/*/*.jq | awk '$1 > 300 && $2 != "total"')"
complain 'a fragment without the three sections' \
	"$(for f in mk/*.mk; do case $f in mk/defaults.mk) continue ;; esac
	   [ "$(grep -cE '^# --- (configuration|rules|targets) -' "$f")" -ge 2 ] ||
	   	echo "$f"; done)"
complain 'a program without its page' \
	"$(for f in $(programs); do
		p=$(basename "$f" .c)
		[ -e "tools/man/$p.1" ] || echo "$f"
	done)"
complain 'a test that cannot be run' "$(find tests -name '*.t' ! -perm -u+x)"
complain 'a page without EXIT STATUS' "$(grep -L '^.Sh EXIT STATUS' tools/man/*.1)"
complain 'a program without a test of its own name' \
	"$(for f in $(programs); do
		name=${f#tools/}
		name=${name%.*}
		case $f in
		*.c) [ -e "tests/$name.t" ] ;;
		*) [ -e "tests/$name.t" ] || compgen -G "tests/@(mk|e2e)/${name#*/}.t" ;;
		esac >/dev/null || echo "$f"
	done)"
complain 'a module without a unit test' \
	"$(comm -23 <(ls tools/*/*.c) <(programs | sort) |
		while read -r f; do [ -e "tests/${f#tools/}" ] || echo "$f"; done)"
complain 'a fuzz harness without seeds' \
	"$(for f in tests/fuzz/*.c; do
		n=$(basename "$f" .c)
		[ "$n" = fuzz ] || tr -d " \n" <tests/fuzz/seeds.py | grep -q "seed(\"$n\"" ||
			echo "$f"
	done)"
complain 'a variable in the fragments that has no kind in defaults/' \
	"$(grep -ohE '\$\(PYLOCK_[A-Z0-9_]+|_pylock_(variable|yes),[A-Z0-9_]+' mk/*.mk |
		grep -v WHAT | sed 's/^\$(PYLOCK_//; s/^_pylock_[a-z]*,//' | sort -u |
	   while read -r name; do
	   	grep -qE "^_pylock_kind\\.$name(\\.\\*)? := " mk/defaults/*.mk || echo "$name"
	   done)"
complain 'a variable with a comment and without a kind, or the other way round' \
	"$(diff <(sed -n \
		'/^# PYLOCK_/{s/: .*//; s/<[^>]*>/*/g; s/^# //; s/, /\n/g; s/PYLOCK_//g; p;}' \
		mk/defaults/*.mk | sort) \
	        <(sed -n 's/^_pylock_kind\.\([^ ]*\) :=.*/\1/p' mk/defaults/*.mk | sort))"
complain \
	'tools/man/pylock-variables.7 is not of mk/defaults: tools/setup/variables.sh page '\
'mk/defaults/*.mk >tools/man/pylock-variables.7' \
	"$(tools/setup/variables.sh page mk/defaults/*.mk | diff - tools/man/pylock-variables.7 |
		head -n 5)"
complain 'a kind that kinds.mk does not have' \
	"$(grep -hoE '^_pylock_kind\.[^ ]+ := [a-z-]+' mk/defaults/*.mk | sort -u -k 3 |
		while read -r name _ kind; do
	   sed -n '/^#   /p' mk/lib/kinds.mk | grep -qwe "$kind" || echo "$name: $kind"; done)"
complain 'a host of a public registry is named' \
	"$(git grep -nIiE \
		'(files\.)?python[h]osted\.|pyp[i]\.org|proxy\.gol[a]ng|registry\.npm[j]s|'\
'deb\.debi[a]n\.org|static\.crat[e]s' -- . | cut -c1-160)"
complain 'unfinished by its own words' \
	"$(git grep -nIE '\b(TODO|FIXME|XXX|HACK)\b' -- . ':!tests/lint.sh' | cut -c1-160)"
exit "$bad"
