#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Many packages, more wheels in one layer than a command line can name, for which long paths stand;
# and many files.
. "$(dirname "$0")/../tap.sh"
. "$(dirname "$0")/../servers.sh"

many=300
long=$(printf 's%.0s' {1..200})
store=$tmp/$long/$long
mkdir "$tmp/index"
# shellcheck disable=SC2046 # words
"$top/tests/support/mkindex" "$tmp/index" $(seq -f 'made-up-%g==1.0' $many)
serve_nginx "$tmp/index"
python=$top/build/setup/venv/bin/python
version=$("$python" -c 'import sys; print("%d.%d.%d" % sys.version_info[:3])')
"$top/tests/support/mkbase" --python "$version" "$tmp/base"
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
for hash in $(jq -r '.packages[7, 250].file.sha256' "$b/plan.json"); do
	rm -f "$store/sha256/${hash:0:2}/$hash"
done
rm -r "$b/layers" "$b/fetch" "$store/keys/layer"
ok 'wheels that the store has lost are fetched again' run layers ||
	tap_show output "$(tail "$tmp/out")"
is 'and only those' "$(grep -c '^fetch: made_up' "$tmp/out")" 2

# With .pyc files
ok 'their .pyc files' run layers PYLOCK_PYC=yes PYLOCK_PYC_PYTHON="$python" ||
	tap_show output "$(tail "$tmp/out")"
hash=$(jq -rn 'first(inputs | select(.distributions) | .files[7:] | "\(.[:2])/\(.)")' \
	"$(find "$b/layers" -name '*.json' -newer "$b/plan.json")")
is 'are all there' "$(grep -c '\.pyc$' "$store/sha256/$hash")" $many

# Many files of the project's own
mkdir "$p/app"
(cd "$p/app" && seq 5000 | split -l 1 -a 4)
printf 'PYLOCK_FILES := app:/app\n%s' "$(cat "$p/Makefile")" >"$p/Makefile"
ok '5,000 files' run image || tap_show output "$(tail "$tmp/out")"
before=$(jq -r .digest "$b/files.json")
ok 'are as they were' run -q image
echo other >"$p/app/xaddd"
ok 'one of them is not' run image
is 'which is seen' "$(jq -r --arg before "$before" '.digest != $before' "$b/files.json")" true

done_testing
