#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# bench/layer.sh: the layers of the audiobook project's wheels, by layer and by uv pip install, tar
# and gzip -6, on as many cores as there are. Both start from wheels on the disk and end with files.
# PYLOCK_TEST_WHEELS may name another directory of wheels.
set -eu
top=$(cd "$(dirname "$0")/../.." && pwd)
. "$top/tests/e2e/wheels.sh"
tmp=$(mktemp -d "${TMPDIR:-/tmp}/pylock-bench.XXXXXX")
trap 'rm -rf "$tmp"' EXIT
uv=$top/build/setup/venv/bin/uv
layer=("$top/build/bin/layer" --python 3.11 --prefix /opt/venv \
	--site /opt/venv/lib/python3.11/site-packages)

timed() { # NAME COMMAND...: seconds
	local start end
	start=$EPOCHREALTIME
	"${@:2}" >/dev/null
	end=$EPOCHREALTIME
	seconds=$(awk "BEGIN { print $end - $start }")
	printf '%8.2f s  %s\n' "$seconds" "$1"
}

with_uv() {
	"$uv" pip install -q --cache-dir "$tmp/cache" --target "$tmp/target" \
		--python-platform aarch64-manylinux_2_36 --python-version 3.11 \
		--no-deps --no-index "$wheels"/*.whl
}
with_tar() {
	tar -C "$tmp/target" --sort=name --mtime=@315532800 -cf - . | gzip -6 >"$tmp/layer.tar.gz"
}
with_layer() {
	find "$wheels" -name '*.whl' -printf '%s %p\n' | sort -rn | cut -d' ' -f2- |
		xargs -P "$(nproc)" -n 1 "${layer[@]}" --store "$tmp/store" "$@"
}
with_one() { "${layer[@]}" -o "$tmp/one.tar.gz" "$wheels"/*.whl; }

cat "$wheels"/*.whl >/dev/null
printf '%d wheels, %d MB, %d cores\n' "$(find "$wheels" -name '*.whl' | wc -l)" \
	"$(($(du -sb "$wheels" | cut -f1) / 1000000))" "$(nproc)"
timed 'layer, a layer for each wheel' with_layer
ours=$seconds
timed 'layer, one layer for all, one core' with_one
timed 'uv pip install --target, cold' with_uv
theirs=$seconds
timed 'tar | gzip -6 of that' with_tar
theirs=$(awk "BEGIN { print $theirs + $seconds }")
awk "BEGIN { printf \"%8.1f    times as long as layer: uv, tar and gzip\n\", $theirs / $ours }"
printf '%8d MB of layers, %d MB by gzip\n' "$(($(stat -c %s "$tmp/one.tar.gz") / 1000000))" \
	"$(($(stat -c %s "$tmp/layer.tar.gz") / 1000000))"
largest=$(find "$wheels" -name '*.whl' -printf '%s %p\n' | sort -n | tail -n 1 | cut -d' ' -f2-)
"$python" - "${layer[@]}" -o "$tmp/x" "$largest" <<'end'
import os, resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
usage = resource.getrusage(resource.RUSAGE_CHILDREN)
print(f"{usage.ru_maxrss / 1024:8.1f} MiB of memory for {os.path.basename(sys.argv[-1])}")
end
