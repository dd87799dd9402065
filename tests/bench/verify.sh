#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# bench/verify.sh [TARGET]: `make verify` of audiobook when nothing is known of its layers and
# wheels, and when nothing changed; and how fast ELF files are read, from the page cache, beside
# readelf.
set -eu
top=$(cd "$(dirname "$0")/../.." && pwd)
tmp=$(mktemp -d "${TMPDIR:-/tmp}/pylock-bench.XXXXXX")
trap 'chmod -R u+w "$tmp"; rm -rf "$tmp"' EXIT
target=${1:-debian12-arm64}
project=$top/projects/audiobook
build=$project/build/$target
store=${PYLOCK_STORE:-${XDG_CACHE_HOME:-$HOME/.cache}/pylock.mk}
case $target in
*arm64) arch=aarch64 ;;
*) arch=x86_64 ;;
esac
unset MAKEFLAGS MAKELEVEL MFLAGS

run() { make -s --no-print-directory -C "$project" TARGET="$target" "$@" >/dev/null; }

timed() { # NAME COMMAND...: the best of three; sets seconds
	local start time i
	seconds=''
	for i in 1 2 3; do
		start=$EPOCHREALTIME
		"${@:2}" >/dev/null
		time=$(awk "BEGIN { print $EPOCHREALTIME - $start }")
		seconds=$(awk \
			"BEGIN { print (\"$seconds\" == \"\" || $time < $seconds + 0) ? $time : \
\"$seconds\" }")
	done
	printf '%9.3f s  %s\n' "$seconds" "$1"
}
per_second() { awk "BEGIN { printf \"%9.2f    GB/s of ELF\n\", $bytes / $seconds / 1e9 }"; }

# A store with the contents of the real one, and nothing that was found in them
forget() {
	rm -rf "$tmp/store" "$build"/{evidence,sources,verify}.json
	mkdir "$tmp/store"
	ln -s "$store/sha256" "$tmp/store/sha256"
}
unknown() {
	forget
	run -j2 verify PYLOCK_STORE="$tmp/store"
}

run -j2 image
timed "make -j2 verify, nothing known" unknown
run -j2 verify
timed "make verify, nothing changed" run verify

umoci unpack --rootless --image "$build/image:latest" "$tmp/root" >/dev/null 2>&1
cd "$tmp/root/rootfs"
jq -r '.elf[] | select(.needed) | .path' "$build/evidence.json" >"$tmp/files"
bytes=$(xargs -d '\n' stat -c %s <"$tmp/files" | awk '{ sum += $1 } END { printf "%d", sum }')
xargs -d '\n' cat <"$tmp/files" >/dev/null
half=$((($(wc -l <"$tmp/files") + 1) / 2))
with_elfcheck() {
	xargs -d '\n' -P "${1:-2}" -n $half "$top/build/bin/elfcheck" --arch $arch --glibc 2.36 \
		<"$tmp/files" || [ $? -eq 123 ]
}
with_readelf() { xargs -d '\n' -P 2 -n $half readelf -dVW <"$tmp/files" 2>&1; }
# What it says of each is what took the time.
[ "$(with_elfcheck 1 | jq -s '[.[].objects[]] | length')" -eq "$(wc -l <"$tmp/files")" ]
timed "elfcheck of $(wc -l <"$tmp/files") files, $((bytes / 1000000)) MB, two processes" \
	with_elfcheck
per_second
timed 'readelf -d -V of the same' with_readelf
per_second
