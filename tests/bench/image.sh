#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# bench/image.sh: `make image` of audiobook beside uv pip install, tar and gzip; and `make image`
# when nothing changed beside make itself.
#
# The wheels are in the store and the base is made; nothing else is: plan, layers and image are made
# anew.
set -eu
top=$(cd "$(dirname "$0")/../.." && pwd)
tmp=$(mktemp -d "${TMPDIR:-/tmp}/pylock-bench.XXXXXX")
trap 'rm -rf "$tmp"' EXIT
project=$top/projects/audiobook
build=$project/build/debian12-arm64
uv=$top/build/setup/venv/bin/uv
unset MAKEFLAGS MAKELEVEL MFLAGS

run() { make -s --no-print-directory -C "$project" "$@" >/dev/null; }

timed() { # NAME COMMAND...: sets seconds
	local start=$EPOCHREALTIME
	"${@:2}" >/dev/null
	seconds=$(awk "BEGIN { print $EPOCHREALTIME - $start }")
	printf '%9.3f s  %s\n' "$seconds" "$1"
}
ratio() { awk "BEGIN { printf \"%9.1f    %s\n\", $1 / $2, \"$3\" }"; }

with_uv() {
	"$uv" pip install --quiet --no-config --cache-dir "$tmp/cache" --target "$tmp/target" \
		--python-platform aarch64-manylinux_2_36 \
		--python-version 3.11 --no-deps --no-index "$tmp"/wheels/*.whl
}
with_gzip() { tar -C "$tmp/target" -cf - . | gzip -6 >"$tmp/layer.tar.gz"; }
forget() { # all but the wheels and the base
	rm -rf "$build"/plan.* "$build/layers" "$build"/skeleton.json "$build"/image* \
		"$store/keys/layer"
	jq -r '.layers[].digest[7:]' "$tmp/manifest" | sed '1,1d' | while read -r blob; do
		rm -f "$store/sha256/${blob:0:2}/$blob"
	done
}

run -j2 image fetch
store=${PYLOCK_STORE:-${XDG_CACHE_HOME:-$HOME/.cache}/pylock.mk}
cp "$build/image/blobs/sha256/$(jq -r '.manifests[0].digest[7:]' "$build/image/index.json")" \
	"$tmp/manifest"
mkdir "$tmp/wheels"
cp "$build"/wheelhouse/*.whl "$build"/built/*.whl "$tmp/wheels"
forget
cat "$tmp"/wheels/*.whl >/dev/null

printf '%d wheels, %d MB, %d cores\n' "$(find "$tmp/wheels" -name '*.whl' | wc -l)" \
	"$(($(du -sb "$tmp/wheels" | cut -f1) / 1000000))" "$(nproc)"
timed 'make -j2 image' run -j2 image
ours=$seconds
timed 'uv pip install --target, cold' with_uv
theirs=$seconds
timed 'tar | gzip -6' with_gzip
ratio "$theirs + $seconds" "$ours" 'times as long as make image: uv, tar and gzip'

# Nothing changed: the mean of twenty.
: >"$tmp/Makefile"
twenty() { for _ in {1..20}; do "$@" >/dev/null 2>&1 || :; done; }
timed '20 x make image, nothing changed' twenty make --no-print-directory -C "$project" image
ours=$seconds
timed '20 x make -n of an empty Makefile' twenty make -n -f "$tmp/Makefile"
awk "BEGIN { printf \"%9.1f ms over make itself, each\n\", ($ours - $seconds) * 1000 / 20 }"
