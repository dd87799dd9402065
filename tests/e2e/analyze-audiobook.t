#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# analyze on the guide's own requirements: for arm64, with the override taken away, and for a Jetson
# Orin, on a stand-in of the board's index.
. "$(dirname "$0")/../tap.sh"
. "$(dirname "$0")/../servers.sh"
cd "$tmp" || exit 1
project=$top/projects/audiobook
run() {
	make --no-print-directory -C "$1" PYLOCK_STORE="$tmp/store" PYLOCK_ANALYZE_LIMIT=600 \
		"${@:2}" >out 2>&1
}
first() {
	"$top/build/setup/venv/bin/python" "$top/tests/e2e/applyfix.py" \
		"$1/build/$2/analysis.json" "$1"
}

# Given the project without its overrides and locks, when it is analyzed for arm64
mkdir arm64
cp "$project"/{requirements.in,constraints.txt} arm64
sed "/^PYLOCK_SMOKE/d; s#^include .*#include $top/mk/pylock.mk#" "$project/Makefile" >arm64/Makefile
run arm64 analyze TARGET=debian12-arm64
is 'arm64: exit status' $? 2
like 'the explanation' "$(cat out)" 'moshi==0\.2\.2 depends on bitsandbytes.*>=0\.45,<0\.46'
like 'what there is instead, and what has a wheel' "$(cat out)" \
	'bitsandbytes 0\.45\.[0-9]: no wheel for debian12-arm64; .*manylinux_2_24_x86_64.*; '\
'0\.46\.0 has one'
# Then the one override comes first
is 'the override' "$(first arm64 debian12-arm64)" 'override bitsandbytes>=0.46'
is 'all fixes were verified' \
	"$(jq '[.fixes[].verified] | all' arm64/build/debian12-arm64/analysis.json)" true
ok 'no lock was made' test ! -e arm64/pylock.debian12-arm64.toml
ok 'with it, it resolves' run arm64 resolve TARGET=debian12-arm64
run arm64 why PACKAGE=bitsandbytes TARGET=debian12-arm64
like 'and why says what it silences' "$(cat out)" \
	'moshi 0\.2\.2 +<0\.46,>=0\.45 +overridden, would not be met'

# Given the board's index as it is, for what these need of it: no torch 2.2, and torchvision and
# torchaudio that go with one torch
needs='filelock;sympy;networkx;jinja2;fsspec;typing-extensions>=4.10'
tag=cp312-cp312-linux_aarch64
"$top/tests/support/mkindex" board "torch==2.8.0;$needs#$tag" "torch==2.9.1;$needs#$tag" \
	"torchvision==0.23.0;numpy;torch==2.8.0#$tag" \
	"torchvision==0.24.1;numpy;torch==2.9.1#$tag" "torchaudio==2.8.0;torch==2.8.0#$tag" \
	"torchaudio==2.9.1;torch==2.9.1#$tag" \
	torchao==0.12.0 "bitsandbytes==0.47.0;torch>=2.2;numpy>=1.17#$tag"
serve_nginx "$tmp/board"
orin() { # directory, requirements
	mkdir "$1"
	cp "$project/constraints.txt" "$1"
	cp "$project/$2" "$1"
	printf \
		'PYLOCK_NAME := orin\nPYLOCK_TARGETS := orin-jp6-cu129\nPYLOCK_REQUIREMENTS := '\
'%s\nPYLOCK_INDEX_URL.jetson := %s/simple\ninclude %s/mk/pylock.mk\n' \
		"$3" "$nginx" "$top" >"$1/Makefile"
}

# When the guide's pins are analyzed
orin guide requirements.in requirements.in
run guide analyze
is 'Orin: exit status' $? 2
like 'torch 2.2.0 has no CUDA build there' "$(cat out)" \
	"torch 2\.2\.0: index 'jetson' has no CUDA 12\.9 build of it for orin-jp6-cu129; it has \
2\.9\.1, 2\.8\.0"
# Then the nearest set is the one that the project keeps
first guide orin-jp6-cu129 >moved
is 'a set of pins' "$(cut -d' ' -f1 moved | sort -u)" line
is 'verified' "$(jq '.fixes[0].verified' guide/build/orin-jp6-cu129/analysis.json)" true
is 'which the project keeps' "$(sed 's/#.*//; s/ *$//' guide/requirements.in | grep . | sort)" \
	"$(sed 's/#.*//; s/ *$//' "$project/requirements.orin-jp6-cu129.in" | grep . | sort)"
orin kept requirements.orin-jp6-cu129.in ''
ok 'which resolves' run kept resolve
is 'to the wheels for the board' \
	"$(grep -o 'name = "torch[a-z]*-[^"]*linux_aarch64.whl"' kept/pylock.orin-jp6-cu129.toml |
		sort | cut -d'"' -f2)" \
	$'torch-2.8.0-cp312-cp312-linux_aarch64.whl\n'\
$'torchaudio-2.8.0-cp312-cp312-linux_aarch64.whl\ntorchvision-0.23.0-cp312-cp312-linux_aarch64.whl'
done_testing
