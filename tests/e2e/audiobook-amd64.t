#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The audiobook project's image for a server: everything in it is imported, in it, and its smoke
# test runs.
. "$(dirname "$0")/../tap.sh"
project=$top/projects/audiobook
build=$project/build/debian12-amd64
needs bwrap
make_it() { make --no-print-directory -s -C "$project" PYLOCK_LOCKED=1 TARGET=debian12-amd64 "$@"; }

ok 'make image, from the locks' make_it -j2 image
said=$(make_it verify RUN=1 2>&1)
is 'verify RUN=1: no finding that is not declared' $? 0 || note "$said"
like 'torch, its version and file' "$said" \
	'ok    torch 2\.2\.0\+cu121: /opt/venv/lib/python3\.11/site-packages/torch/__init__\.py'
like 'a tensor product, VectorQuantize, a tokenizer and a tone' "$said" \
	'ok    tests/smoke\.py: a tensor product, VectorQuantize, a tokenizer and a tone on'
is 'every critical package is imported' \
	"$(jq \
		-r \
		'[.imports[] | select(.critical and .status == "ok").distributions[]] | unique |
	join(" ")' "$build/run.json")" \
	'einops moshi torch torchao torchaudio torchvision vector-quantize-pytorch'
ok 'and all others: more than 80 modules' jq \
	-e '[.imports[] | select(.status == "ok")] | length > 80' "$build/run.json"
is 'what is not, with its reason' \
	"$(jq -r '.imports[] | select(.status != "ok") | "\(.module): \(.reason)"' \
		"$build/run.json")" \
	"moshi.server: starts its server when it is imported
recipes: torchtune's directory of recipes refuses to be imported
torchtune.training: needs a newer torch than the 2.2.0 that is wanted, which its metadata does not \
say"
is 'JUnit counts the same' "$(build=$build "$top/build/setup/venv/bin/python" -c '
import os, xml.etree.ElementTree as tree

suites = tree.parse(os.environ["build"] + "/run.xml").getroot()
print([suite.get("failures") for suite in suites])')" "['0', '0']"
is 'nothing of it stays' "$(ls -A "$build/run")" ''
done_testing
