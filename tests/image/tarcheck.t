#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# tarcheck: of a base's layer that readers take for different things we say so; any other we read as
# runtimes do, by Go's archive/tar, which is asked where there is one.
. "$(dirname "$0")/../tap.sh"
cd "$tmp" || exit 1
python=$top/build/setup/venv/bin/python
mkdir odd && "$python" -B "$top/tests/support/oddtars.py" odd
table() { LC_ALL=C sort odd/table; }

# What we find, as the table has it
reads() { # NAME
	local said=refused
	if "$bin/basefacts" --tree tree "odd/$1" >facts 2>err; then
		said=$(tr '\n\0' '%\n' <tree | paste - - |
			sed -nE 's/\t[fc].*$//p; s/\tl (.*)/>\1/p' | LC_ALL=C sort | paste -sd' ')
	else
		grep -qE '^basefacts: .*: not a valid tar archive: ' err ||
			said="an error: $(cat err)"
		[ "$(wc -l <err)" -eq 1 ] || said='more than a line'
	fi
	printf '%s\t%s\n' "$1" "$said"
}
cut -f1 odd/table | while read -r name; do reads "$name"; done | LC_ALL=C sort >ours
ok 'each archive is refused, or read as the standards have it' diff <(table) ours
if command -v go >/dev/null; then
	go run "$top/tests/support/readtar.go" odd/*.tar |
		LC_ALL=C sort >go.txt
	ok 'Go reads what is not refused as we do' cmp <(grep -v 'refused$' ours) \
		<(LC_ALL=C join -t"$(printf '\t')" -j1 <(grep -v 'refused$' ours | cut -f1) go.txt)
fi
note "odd archives: $(wc -l <ours), refused: $(grep -c 'refused$' ours), the others read as Go does"
done_testing
