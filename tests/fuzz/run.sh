#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# run.sh SECONDS PROGRAM: lets a fuzz harness run for so long, beginning with its seeds and what it
# learnt before. run.sh test PROGRAM: a few thousand inputs, the same every time, as TAP.
#
# An input may take 10 seconds and, sanitizers included, 512 MiB; one allocation 160 MiB, since the
# window of a zstd stream may have 128.
set -u
mode=$1 program=$2
name=${program##*/}
dir=${program%/bin/*}
seeds=$dir/seeds/$name
log=$dir/log/$name
# what is written is synced
TMPDIR=$(mktemp -d /dev/shm/pylock-fuzz.XXXXXX 2>/dev/null ||
	mktemp -d "${TMPDIR:-/tmp}/pylock-fuzz.XXXXXX")
trap 'rm -rf "$TMPDIR"' EXIT
export TMPDIR ASAN_OPTIONS=detect_leaks=0:quarantine_size_mb=8 UBSAN_OPTIONS=print_stacktrace=1
mkdir -p "$dir/corpus/$name" "$dir/findings" "$dir/log" "$TMPDIR/corpus"
limits=(-timeout=10 -rss_limit_mb=512 -malloc_limit_mb=160 -max_len=50000 -close_fd_mask=3 \
	"-artifact_prefix=$dir/findings/$name-")

if [ "$mode" = test ]; then
	echo 1..1
	"$program" "${limits[@]}" -seed=1 -runs="${FUZZ_RUNS:-5000}" "$TMPDIR/corpus" "$seeds" \
		>"$log" 2>&1 && echo "ok 1 - $name" && exit
	echo "not ok 1 - $name"
	grep -vE '^#[0-9]' "$log" | tail -n 40 | cut -c1-300 | sed 's/^/#   /' >&2
	exit 1
fi
"$program" "${limits[@]}" -max_total_time="$mode" -print_final_stats=1 "$dir/corpus/$name" \
	"$seeds" >"$log" 2>&1
status=$?
awk -v name="$name" -v status="$status" '
	/^#[0-9]/ {
		for (i = 1; i < NF; i++) {
			if ($i == "cov:") covered = $(i + 1)
			if ($i == "corp:") corpus = $(i + 1)
		}
	}
	/inline 8-bit counters\)/ { edges = $5 }
	/^stat::number_of_executed_units/ { inputs = $2 }
	/^stat::average_exec_per_sec/ { speed = $2 }
	/Test unit written to/ { found = $NF }
	END {
		printf "%-13s %9d inputs, %6d/s, %5d edges, corpus %s%s\n", name, inputs, speed, covered,
			corpus, status ? ": FOUND " found : ""
	}' "$log"
exit "$status"
