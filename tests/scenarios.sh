#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# scenarios.sh JOBS TEST...: runs so many of the tests at once, but of those that start docker or
# podman one at a time.
set -eu
jobs=$1
shift
docker=$(grep -lE 'docker|podman' "$@" | paste -sd,)
rules=("--rules=seq={$docker}")
for test; do
	[[ ,$docker, == *,"$test",* ]] || rules+=("--rules=seq=$test")
done
exec prove --timer -e tests/limit.sh -j"$jobs" "${rules[@]}" "$@"
