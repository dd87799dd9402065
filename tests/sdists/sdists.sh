#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Popular sdists, built as `make wheels` builds them, for arm64 and amd64, each twice: the second
# time everything but the recorded requirements is forgotten, and another byte is an error. Prints a
# row of each, and writes the table, in Markdown, to build/sdists.md. Arguments: names of packages,
# all of packages.txt without any.
#
# Not a part of `make test`: it takes an hour and the network.
set -u -o pipefail

top=$(cd "$(dirname "$0")/../.." && pwd)
list=$top/tests/sdists/packages.txt
store=${PYLOCK_STORE:-${XDG_CACHE_HOME:-$HOME/.cache}/pylock.mk}
results=$top/build/sdists table=$top/build/sdists.md
tmp=$(mktemp -d)
trap 'rm -rf --one-file-system "$tmp"' EXIT
trap 'exit 130' INT TERM

project() { # name version lines target
	rm -rf --one-file-system "${tmp:?}/$1" && mkdir -p "$tmp/$1"
	printf '%s==%s\n' "$1" "$2" >"$tmp/$1/requirements.in"
	printf '%s\n' "PYLOCK_NAME := $1" "PYLOCK_TARGETS := $4" "PYLOCK_NO_BINARY := $1" "$3" \
		"include $top/mk/pylock.mk" >"$tmp/$1/Makefile"
}

# forget NAME: the store has no wheel of it.
forget() {
	local key hash
	grep -liE "\"filename\": ?\"${1//-/_}-" "$store"/keys/built/*.json 2>/dev/null |
		while IFS= read -r key; do
			hash=$(jq -r '.result.wheel.sha256 // ""' "$key")
			rm -f "$key" ${hash:+"$store/sha256/${hash:0:2}/$hash"}
		done
	rm -rf "$tmp/$1"/build/*/built
}

build() { # name
	nice make --no-print-directory -s -C "$tmp/$1" PYLOCK_STORE="$store" wheels \
		>"$tmp/out" 2>&1
}

# failed NAME: why, and the whole log.
failed() {
	cat "$tmp/out" "$tmp/$1"/build/*/built/"$1"/build.log >"$log" 2>/dev/null
	printf 'fails: %s' "$(grep -E '^(buildwheel|sdistmetadata|routeindex)\.py: |^resolve: ' \
		"$tmp/out" | tail -n 1 | sed 's/^[a-z.]*: //' | cut -c1-160)"
}

# tried NAME VERSION LINES TARGET: what became of it, in a few words.
tried() {
	local begin=$SECONDS log=$results/$1.$4.log
	project "$@"
	forget "$1"
	build "$1" || {
		failed "$1"
		return
	}
	begin=$((SECONDS - begin))
	if [ "$(find "$tmp/$1"/build/*/built -name '*.whl' | wc -l)" -ne 1 ]; then
		printf 'fails: no wheel was built'
		return
	fi
	forget "$1"
	build "$1" || {
		failed "$1"
		return
	}
	rm -f "$log"
	printf 'ok, %s s' "$begin"
}

mkdir -p "$results"
while read -r backend name version lines; do
	case $backend in '' | '#'*) continue ;; esac
	[ $# -eq 0 ] || [[ " $* " = *" $name "* ]] || continue
	for arch in ${ARCHES:-arm64 amd64}; do
		tried "$name" "$version" "$lines" "debian12-$arch" </dev/null >"$tmp/said"
		printf '%s\n' "$(cat "$tmp/said")" >"$results/$name.$arch"
		printf '%-18s %-18s %-10s %s: %s\n' "$backend" "$name" "$version" "$arch" \
			"$(cat "$tmp/said")"
	done
done <"$list"

{
	printf '| back end | sdist | arm64 | amd64 |\n|---|---|---|---|\n'
	while read -r backend name version _; do
		case $backend in '' | '#'*) continue ;; esac
		printf '| %s | %s %s | %s | %s |\n' "$backend" "$name" "$version" \
			"$(cat "$results/$name.arm64" 2>/dev/null)" \
			"$(cat "$results/$name.amd64" 2>/dev/null)"
	done <"$list"
} >"$table"
printf 'sdists: %s of %s are built, twice with the same bytes; the table is %s\n' \
	"$(cat "$results"/*.a??64 | grep -c '^ok')" "$(cat "$results"/*.a??64 | wc -l)" "$table"
! grep -q '| fails' "$table"
