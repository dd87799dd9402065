#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Every program in C, while memory runs out and calls of the system fail: it ends with 3 and a line,
# or as it would without. N places of each kind (1), by SEED (1): `make test-failures N=9 SEED=7`.
. "$(dirname "$0")/../tap.sh"
needs strace cc
"$top/build/setup/venv/bin/python" -B "$top/tests/random/failures.py" --bin "$bin" --work "$tmp" \
	--count "${N:-1}" --seed "${SEED:-1}" >"$tmp/found"
is 'what is wrong with how they ended' $? 0 || cat "$tmp/found" >&2
note "$(tail -n 1 "$tmp/found")"
done_testing
