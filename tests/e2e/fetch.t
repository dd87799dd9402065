#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# fetch: from the real index, locate and fetch get the very files that pip downloads.
. "$(dirname "$0")/../tap.sh"

python=$top/build/setup/venv/bin/python
index=$(cat "$top/build/setup/index") || exit

# Given files that pip has downloaded: wheels of every size, one for another machine, and an sdist,
packages='einops==0.8.0 numpy==1.26.4 certifi==2024.8.30 cryptography==43.0.1 '\
'pydantic-core==2.23.4 scipy==1.14.1'
pip() {
	"$python" -m pip download --quiet --no-deps --disable-pip-version-check --no-cache-dir \
		--dest "$tmp/pip" "$@"
}
# shellcheck disable=SC2086 # words
ok 'pip downloads wheels for arm64' pip --only-binary :all: --platform manylinux2014_aarch64 \
	--platform manylinux_2_28_aarch64 \
	--python-version 3.12 $packages
ok 'pip downloads an sdist' pip --no-binary :all: six==1.16.0

# and a plan that knows their names and hashes,
for path in "$tmp"/pip/*; do
	file=${path##*/}
	name=$(printf '%s' "${file%%-*}" | tr '[:upper:]_.' '[:lower:]--')
	jq -cn --arg name "$name" --arg filename "$file" --arg sha256 \
		"$(sha256sum "$path" | cut -c1-64)" \
		'{$name, version: ($filename | split("-")[1] | rtrimstr(".tar.gz")), index: '\
'"default", file: {$filename, $sha256, size: null}}'
done | jq -cs '{packages: .}' >"$tmp/plan.json"
jq -n --arg url "$index" '{indexes: {default: {$url}}}' >"$tmp/policy.json"
is 'there are seven' "$(jq '.packages | length' "$tmp/plan.json")" 7

# when they are located and fetched,
ok 'locate finds them' "$bin/locate" --policy "$tmp/policy.json" "$tmp/plan.json"
"$bin/locate" --policy "$tmp/policy.json" "$tmp/plan.json" >"$tmp/list"
ok 'fetch gets them' "$bin/fetch" --store "$tmp/store" --link "$tmp/links" "$tmp/list"

# then they are the same, and nothing is asked again.
ok 'they are what pip has' diff -r "$tmp/pip" "$tmp/links"
is 'a second time there is nothing to do' \
	"$("$bin/locate" --store "$tmp/store" --policy "$tmp/policy.json" "$tmp/plan.json")" ''
jq -c '.packages[0].file.sha256 = ("0" * 64)' "$tmp/plan.json" >"$tmp/changed.json"
fails 'another hash is told' 1 \
	"locked with sha256 0{64}, but index 'default' .* has it with [0-9a-f]{64}: the file was \
replaced" \
	"$bin/locate" --policy "$tmp/policy.json" "$tmp/changed.json"

done_testing
