#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# bench/limit.sh: `make image` of wheels, for which all but the wheels is forgotten, beside the
# least that these libraries can do with the same bytes on the same processors (limit.c). The wheels
# are those of the audiobook project for a GPU server (83 packages, 3 GB), or of TARGET in PROJECT.
# Needs 20 GB of disk.
set -eu
. "$(dirname "$0")/../tap.sh"
unset MAKEFLAGS MAKELEVEL MFLAGS
target=${TARGET:-cuda-amd64}
store=${PYLOCK_STORE:-${XDG_CACHE_HOME:-$HOME/.cache}/pylock.mk}
jobs=$(nproc)
project=$tmp/project build=$tmp/project/build/$target

mkdir "$project" "$tmp/limit"
if [ "${PROJECT-}" ]; then
	cp -r "$PROJECT"/. "$project"
	rm -rf "$project/build"
else
	cp "$top"/projects/audiobook/{requirements.in,overrides.txt,constraints.txt} "$project"
	printf 'PYLOCK_NAME := audiobook\nPYLOCK_TARGETS := %s\ninclude %s/mk/pylock.mk\n' \
		"$target" "$top" >"$project/Makefile"
fi
run() { make -s --no-print-directory -C "$project" TARGET="$target" "$@" >"$tmp/out" 2>&1 || {
	tail -n 20 "$tmp/out" >&2; exit 1; }; }
run image
# The wheels, those that were built among them, and the command that `limit` is.
mapfile -t wheels < <(jq -r '.wheels[]?' "$build"/layers/*.json | sort -u |
	sed -E "s|^(..)(.*)|$store/sha256/\1/\1\2|")
# shellcheck disable=SC2046 # words of pkg-config
cc -O2 -D_GNU_SOURCE -std=c17 -I"$top/tools" -o "$tmp/limit.program" "$top/tests/bench/limit.c" \
	"$top/build/libpylock.a" $(pkg-config --libs libisal libcrypto libarchive jansson) -lpthread
forget() {
	jq -r '.digest[7:]' "$build"/layers/*.json "$build/skeleton.json" "$build/documents.json" |
		while read -r blob; do rm -f "$store/sha256/${blob:0:2}/$blob"; done
	rm -rf "$build"/plan.* "$build"/layers "$build"/{skeleton,documents}.json "$build"/image* \
		"$store/keys/layer"
}
measured() { # NAME COMMAND...
	local start=$EPOCHREALTIME
	"${@:2}"
	seconds=$(awk "BEGIN { print $EPOCHREALTIME - $start }")
	printf '%9.3f s  %s\n' "$seconds" "$1"
}
printf '%d wheels, %s bytes, %d processors\n' "${#wheels[@]}" \
	"$(stat -c %s "${wheels[@]}" | awk '{ sum += $1 } END { print sum }')" "$jobs"
cat "${wheels[@]}" >/dev/null # in the page cache for both
for round in 1 2 3; do
	measured "the limit ($round)" "$tmp/limit.program" "$jobs" "$tmp/limit" "${wheels[@]}"
	limit=$seconds
	rm -f "$tmp/limit"/*
	forget
	measured "make -j$jobs image ($round)" run -j"$jobs" image
	awk "BEGIN { printf \"%9.2f    times the limit\n\", $seconds / $limit }"
done
