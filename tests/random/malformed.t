#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Every program that reads files, given malformed ones: it says so in a line and ends with 1. N of
# each kind (4), by SEED (1); `make test-malformed N=… SEED=…` makes more, or others.
. "$(dirname "$0")/../tap.sh"
limits=()
[[ $bin != */sanitized/* ]] || limits=(--no-limits) # sanitizers take 20 TiB of addresses
ok "malformed files" "$top/build/setup/venv/bin/python" -B "$top/tests/random/malformed.py" \
	--bin "$bin" --work "$tmp" --count "${N:-2}" --seed "${SEED:-1}" "${limits[@]}"
done_testing
