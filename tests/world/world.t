#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The world: projects of the shapes that people have, each from its files to an image and `verify
# RUN=1` in two commands, compared with what uv makes of the same. projects.json has a row for each:
# what its Makefile declares, and why. WORLD=all takes them all, and not only those that are quick.
. "$(dirname "$0")/../tap.sh"
world=$top/tests/world
python=$top/build/setup/venv/bin/python
# What takes hours can go on where it was ended.
again=--again
[ "${WORLD:-}" != all ] || again=${AGAIN:+--again}
export PYLOCK_WORLD_STORE=${PYLOCK_WORLD_STORE:-${XDG_CACHE_HOME:-$HOME/.cache}/pylock.mk}

is 'each project has a row' "$(jq -r '.[].name' "$world/projects.json" | sort | xargs)" \
	"$(find "$world" -mindepth 1 -maxdepth 1 -type d -printf '%f\n' | grep -v '^_' | sort | xargs)"
is 'and each declaration a reason' \
	"$(jq -r '.[] | .makefile // {} | to_entries[] | select(.value == "").key' \
		"$world/projects.json" | wc -l)" 0
while IFS=$'\t' read -r name shape declared; do
	said=$("$python" -B "$world/take.py" ${again:+"$again"} "$name" 2>&1)
	if tap_result $? "$name: $shape$declared"; then
		note "$name: $said"
	else
		tap_show "$name" "$said"
	fi
done < <(jq -r --arg which "${WORLD:-quick}" '.[] | select($which == "all" or .quick) |
	[.name, .shape, (.makefile // {} | keys | map(", with `\(.)`") | join(""))] | @tsv' \
	"$world/projects.json")
done_testing
