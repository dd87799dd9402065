#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# coverage.sh DIRECTORY [PERCENT]: how many lines of each C module were run, by what gcc's
# --coverage left in DIRECTORY. A line for each module, the least covered first; exit status 1 when
# one has less than PERCENT (90).
set -eu
directory=$1 limit=${2:-90}

find "$directory/lib" -name '*.gcno' ! -path '*/fuzz/*' | sort | while read -r notes; do
	module=${notes#"$directory"/lib/}
	gcov -n "$notes" 2>/dev/null | awk -v module="${module%.gcno}" '
		/^File / { wanted = index($0, "tools/" module ".c") }
		wanted && /^Lines executed:/ {
			split($0, part, "[:% ]+")
			printf "%6.2f %% of %4d  %s\n", part[3], part[5], module
			wanted = 0
		}'
done | sort -n >"$directory/table"
cat "$directory/table"
awk -v limit="$limit" '
	{ all += $4; run += $1 * $4 / 100; if ($1 < limit) below = below " " $5 }
	END {
		printf "%6.2f %% of %d lines\n", 100 * run / all, all
		if (!all) exit 1
		if (below) { print "less than " limit " %:" below; exit 1 }
	}' "$directory/table"
