#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Every program, whatever its language, has one version, that of tools/VERSION, which heads the
# CHANGELOG.
. "$(dirname "$0")/../tap.sh"

version=$(cat "$top/tools/VERSION")
like 'it is a number' "$version" '^[0-9]+\.[0-9]+\.[0-9]+$'
is 'it heads the CHANGELOG' \
	"$(sed -n '/^## /{s/^## \([0-9.]*\).*/\1/p; q}' "$top/CHANGELOG.md")" "$version"
for page in "$top"/tools/man/*.1; do
	program=$(basename "$page" .1)
	case $program in
	*.py) path=$(echo "$top"/tools/*/"$program") run=("$top/build/setup/venv/bin/python" "$path") ;;
	*.sh) path=$(echo "$top"/tools/*/"$program") run=("$path") ;;
	*) run=("$bin/$program") ;;
	esac
	is "$program" "$("${run[@]}" --version 2>&1 </dev/null)" "$program $version"
	ok "$program: its page says so" grep -q "^\.Fl -version$" "$page"
done
done_testing
