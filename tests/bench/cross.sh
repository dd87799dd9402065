#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# bench/cross.sh: CPU time of sphn 0.2.1, Rust and C, for arm64 on x86-64: by the cross builder, and
# by hand with maturin and zig in the same root. Then again, with the store that has it.
set -eu
top=$(cd "$(dirname "$0")/../.." && pwd)
tmp=$(mktemp -d "${TMPDIR:-/tmp}/pylock-bench.XXXXXX")
trap 'rm -rf --one-file-system "$tmp"' EXIT
store=${PYLOCK_STORE:-${XDG_CACHE_HOME:-$HOME/.cache}/pylock.mk}
lock=$top/projects/audiobook/built.debian12-arm64.lock

project() { # name
	mkdir "$tmp/$1"
	printf 'sphn==0.2.1\nnumpy==1.26.4\n' >"$tmp/$1/requirements.in"
	printf '%s\n' 'PYLOCK_NAME := crossed' 'PYLOCK_TARGETS := debian12-arm64' \
		'PYLOCK_BUILD_ENV.sphn := LIBOPUS_STATIC=1' "include $top/mk/pylock.mk" \
		>"$tmp/$1/Makefile"
}
wheels() {
	make -s --no-print-directory -C "$tmp/$1" wheels >"$tmp/out" 2>&1 || {
		tail -n 20 "$tmp/out" >&2
		exit 1
	}
}
cpu() { awk '/^\+ .* s of the user, / { sum += $2 + $7 } END { printf "%.1f", sum }' "$@"; } # logs

root=$("$top/tools/wheels/buildroot.sh" --tools "$top/build" --store "$store" \
	"$top/mk/builders/rust.lock")
grep -l '"sphn-' "$store"/keys/built/*.json 2>/dev/null | xargs -r rm -f
project ours
wheels ours
ours=$(cpu "$tmp/ours/build/debian12-arm64/built/sphn/build.log")
printf '%8.1f s of CPU  the cross builder\n' "$ours"

# By hand, what is fetched is not counted.
work=$tmp/work
mkdir "$work"
sdist=$(jq -r .sphn.sdist "$lock")
tar -xzf "$store/sha256/${sdist:0:2}/$sdist" -C "$work" --no-same-owner
jq -r '.sphn.requires[]' "$lock" >"$tmp/requirements.txt"
"$top/build/setup/venv/bin/uv" pip install -q --no-deps --only-binary :all: --require-hashes \
	--python-platform x86_64-manylinux_2_40 --python-version 3.13 \
	--target "$work/tools" -r "$tmp/requirements.txt"
box() {
	bwrap --ro-bind "$root" / --bind "$work" /build --ro-bind /etc/resolv.conf \
		/etc/resolv.conf --ro-bind /etc/hosts /etc/hosts \
		--ro-bind /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt \
		--proc /proc --dev /dev --tmpfs /tmp --unshare-pid --die-with-parent \
		--setenv PATH /usr/bin:/bin:/build/tools/bin --setenv HOME /build/home \
		--setenv CARGO_HOME /build/cargo --setenv CARGO_TARGET_DIR /build/target \
		--setenv PYTHONPATH /build/tools --setenv PYO3_CROSS_PYTHON_VERSION 3.11 \
		--setenv LIBOPUS_STATIC 1 --chdir /build/sphn-0.2.1 -- "$@"
}
box cargo fetch --locked >"$tmp/fetch.log" 2>&1
# shellcheck disable=SC2016 # the inner shell's
box bash -c 'TIMEFORMAT="+ %U s of the user, %S s of the system, %R s in all"; time "$0" "$@"' \
	maturin build --profile release-no-debug --locked --offline --zig \
	--target aarch64-unknown-linux-gnu --compatibility manylinux2014 -i python3.11 \
	-o /build/dist \
	>"$tmp/theirs.log" 2>&1 || { tail -n 20 "$tmp/theirs.log" >&2; exit 1; }
theirs=$(cpu "$tmp/theirs.log")
printf '%8.1f s of CPU  maturin and zig by hand\n' "$theirs"
awk "BEGIN { printf \"%8.2f    times the CPU\n\", $ours / $theirs }"

project again
wheels again
printf '%8s    builds with a warm store\n' "$(grep -c '^  BUILD' "$tmp/out" || :)"
