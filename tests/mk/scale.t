#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Many packages: more wheels in one layer than a command line can name. Long paths stand for more of
# them.
. "$(dirname "$0")/../tap.sh"
. "$(dirname "$0")/../servers.sh"

many=600
store=$tmp/$(printf 's%.0s' {1..200})
mkdir "$tmp/index"
# shellcheck disable=SC2046 # words
"$top/tests/support/mkindex" "$tmp/index" $(seq -f 'made-up-%g==1.0' $many)
serve_nginx "$tmp/index"
"$top/tests/support/mkbase" "$tmp/base"
export UV_CACHE_DIR=$tmp/uv

p=$tmp/project
b=$p/build/debian12-amd64
mkdir "$p"
printf '%s\n' 'PYLOCK_NAME := many' 'PYLOCK_TARGETS := debian12-amd64' \
	"PYLOCK_INDEX_URL := $nginx/simple" "PYLOCK_BASE := $tmp/base" \
	'PYLOCK_LAYER_MAX := 1' "include $top/mk/pylock.mk" >"$p/Makefile"
seq -f 'made-up-%g' $many >"$p/requirements.in"
run() { make --no-print-directory -C "$p" PYLOCK_STORE="$store" "$@" >"$tmp/out" 2>&1; }

ok "a layer of $many wheels" run layers || tap_show output "$(tail "$tmp/out")"
is 'has them all' "$(jq '.distributions | length' "$b"/layers/small.1-*.json)" $many
like 'and nothing else is left beside its record' "$(cd "$b/layers" && echo *)" \
	'^small\.1-[0-9a-f]{12}\.json$'

# When the layer has to be made again, the store has lost some of its wheels, and what says where
# they are is gone
for hash in $(jq -r '.packages[7, 500].file.sha256' "$b/plan.json"); do
	rm -f "$store/sha256/${hash:0:2}/$hash"
done
rm -r "$b/layers" "$b/fetch" "$store/keys/layer"
ok 'wheels that the store has lost are fetched again' run layers ||
	tap_show output "$(tail "$tmp/out")"
is 'and only those' "$(grep -c '^fetch: made_up' "$tmp/out")" 2

done_testing
