# SPDX-License-Identifier: MIT
# wheels.sh: the real wheels for tests and benchmarks: . "$top/tests/e2e/wheels.sh"
#
# Sets $wheels, a directory of wheels: PYLOCK_TEST_WHEELS, or those of the audiobook project's lock
# for arm64, which are downloaded once and kept in the store's directory. sdists are left out.
# $python is the Python of `make setup`.

# shellcheck shell=bash
python=${top:?}/build/setup/venv/bin/python

wheels_download() { # LOCK DIRECTORY
	local platforms=() minor part=$2.part.$$
	for minor in {36..17}; do platforms+=(--platform "manylinux_2_${minor}_aarch64"); done
	rm -rf "$part"
	mkdir -p "$part"
	grep -v -E '^(moshi|sphn)==' "$1" >"$part/lock.txt"
	"$python" -m pip download -q --no-deps --only-binary :all: --require-hashes \
		--python-version 3.11 --implementation cp \
		--abi cp311 --abi abi3 --abi none "${platforms[@]}" \
		--platform manylinux2014_aarch64 --platform linux_aarch64 \
		-d "$part" -r "$part/lock.txt" && rm "$part/lock.txt" && mv -T "$part" "$2"
}

wheels=${PYLOCK_TEST_WHEELS-}
if [ -z "$wheels" ]; then
	wheels_lock=$top/projects/audiobook/requirements.lock.debian12-arm64.txt
	wheels=${PYLOCK_STORE:-${XDG_CACHE_HOME:-$HOME/.cache}/pylock.mk}/test-wheels/$(sha256sum \
		<"$wheels_lock" | cut -c1-16)
	[ -d "$wheels" ] || wheels_download "$wheels_lock" "$wheels" || exit 3
fi
