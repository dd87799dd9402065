#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# bench/scale.sh [N...]: N made-up packages (100, 1,000 and 10,000), each of which needs another,
# from resolve to a registry on loopback: time and memory of each stage, and a make with nothing to
# do beside GNU make itself with the same files. Then the same for N files in PYLOCK_FILES.
#
# Memory is the most that any one process had.
set -eu
. "$(dirname "$0")/../tap.sh"
. "$(dirname "$0")/../servers.sh"
cd "$tmp"
export UV_CACHE_DIR=$tmp/uv HOME=$tmp/home
mkdir home index
"$top/tests/support/mkbase" base
serve_nginx "$tmp/index"
serve_registry

packages() { # number
	seq "$1" | awk '{ printf "p%d==1.0", $1
		if ($1 >= 10) printf ";p%d", int($1 / 10)
		print "" }'
}

project() { # directory lines of the Makefile...
	mkdir -p "$1"
	printf '%s\n' 'PYLOCK_NAME := scale' 'PYLOCK_TARGETS := debian12-amd64' \
		"PYLOCK_BASE := $tmp/base" "PYLOCK_REPOSITORY := $registry/$1" \
		'PYLOCK_INSECURE := yes' "${@:2}" "include $top/mk/pylock.mk" >"$1/Makefile"
}

# What Make itself takes for a plan of the same files, 1,000 to a layer.
plan_of_make() { # project
	mkdir "$1/made"
	jq -r '.packages[].file.sha256' "$1/build/debian12-amd64/plan.json" |
		awk -v store="$tmp/store/sha256" '
			{ file[NR] = store "/" substr($1, 1, 2) "/" $1 }
			END {
				for (i = 1; i <= NR; i++) {
					if (i % 1000 == 1) printf "\nlayer%d:", ++layers
					printf " %s", file[i]
				}
				printf "\n"
				for (i = 1; i <= NR; i++) printf "%s: ;\n", file[i]
				printf "all:"
				for (i = 1; i <= layers; i++) printf " layer%d", i
				printf "\n" }' >"$1/made/Makefile"
	touch "$1"/made/{layer{1..10},all}
}

run() { # directory goals...
	make -s -j2 --no-print-directory -C "$1" PYLOCK_STORE="$tmp/store" "${@:2}"
}

timed() { # name command...: sets seconds
	command time -o took -f '%e %U %S %M' "${@:2}" >said 2>&1 || {
		tail -n 5 said >&2
		exit 1
	}
	read -r seconds user system memory < <(tail -n 1 took)
	awk -v name="$1" "BEGIN { printf \"  %-24s %8.2f s, %8.2f s of the processor, %5d MiB\n\", \
name, $seconds, $user + $system, $memory / 1024 }"
}

# So that hundredths of a second do not matter.
ten() {
	local i
	for i in {1..10}; do "$@" || return; done
}
nothing() { # name directory goal
	export -f ten run
	export tmp top
	timed "ten of $1" bash -c 'ten run "$@"' - "$2" "$3"
}

stages=(resolve fetch layers image verify sbom push)
[ $# -gt 0 ] || set -- 100 1000 10000
make -s -C "$top" tools
for number; do
	printf '%d packages\n' "$number"
	packages "$number" | xargs -n 200000 -s 1900000 "$top/tests/support/mkindex" index
	project "p$number" "PYLOCK_INDEX_URL := $nginx/simple"
	seq -f 'p%.0f' "$number" >"p$number/requirements.in"
	for stage in "${stages[@]}"; do
		timed "$stage" make -s -j2 --no-print-directory -C "p$number" \
			PYLOCK_STORE="$tmp/store" "$stage"
	done
	nothing 'nothing to do' "p$number" image
	ours=$seconds
	plan_of_make "p$number"
	export -f ten
	timed 'ten of make itself' bash -c 'ten make -s -C "$1" all' - "p$number/made"
	awk "BEGIN { printf \"  %.1f ms each, %.1f times what make itself takes\n\", $ours * 100, \
$ours / $seconds }"

	printf '%d files in PYLOCK_FILES\n' "$number"
	project "f$number" "PYLOCK_INDEX_URL := $nginx/simple" 'PYLOCK_FILES := app:/app'
	echo p1 >"f$number/requirements.in"
	seq "$number" | awk -v top="f$number/app/" '{ print top int($1 / 100) "/" $1 }' |
		tee names | xargs -n 1000 dirname | sort -u | xargs mkdir -p
	xargs touch <names
	timed image make -s -j2 --no-print-directory -C "f$number" PYLOCK_STORE="$tmp/store" image
	nothing 'nothing to do' "f$number" image
done
