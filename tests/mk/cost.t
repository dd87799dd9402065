#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What an image costs before it is made, and what is another in it than in an earlier one: held
# against what make then fetches, makes and sends, as the index and the registry count it.
. "$(dirname "$0")/../tap.sh"
. "$(dirname "$0")/../servers.sh"
needs skopeo docker-registry git
cd "$tmp" || exit 1
export REGISTRY_AUTH_FILE=$tmp/auth.json UV_CACHE_DIR=$tmp/uv
export GIT_CONFIG_GLOBAL=/dev/null GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@a.invalid
export GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@a.invalid
mkdir index p
"$top/tests/support/mkindex" index alpha==1.0 alpha==1.1 'beta==1.0;alpha' gamma==1.0 \
	delta==1.0#sdist
serve_nginx "$tmp/index"
serve_registry
"$top/tests/support/mkbase" base
printf 'alpha==1.0\nbeta\n' >p/requirements.in
printf '%s\n' 'PYLOCK_NAME := sample' 'PYLOCK_TARGETS := debian12-amd64' \
	"PYLOCK_BASE := $tmp/base" "PYLOCK_INDEX_URL := $nginx/simple" \
	"PYLOCK_REPOSITORY := $registry/team/app" "include $top/mk/pylock.mk" >p/Makefile
build=p/build/debian12-amd64
run() { make --no-print-directory -C p PYLOCK_STORE="$tmp/store" "$@" >out 2>err; }
cost() { jq -c "$1" "$build/cost.json"; }

ok 'a lock' run resolve
ok 'cost before anything' run cost
is 'both wheels are to be fetched' "$(cost '[.fetch.files, .fetch.of]')" '[2,2]'
is 'their bytes are those of the files' "$(cost .fetch.bytes)" \
	"$(cat index/files/alpha-1.0-*.whl index/files/beta-*.whl | wc -c)"
is 'nothing is made' "$(find store -path '*sha256*' -name '[0-9a-f]*' -size +2k 2>/dev/null |
	wc -l)" 0
like 'sizes that are not known are said to be about' "$(cat out)" \
	'make +[0-9] of [0-9] layers?, about'
ok 'an image' run image verify push PYLOCK_TAG=v1
: >"$nginx_log"
ok 'cost after it' run cost FORMAT=json
is 'nothing is to be done' "$(jq -c '[.fetch.files, .make.layers, .push.layers]' out)" '[0,0,0]'
is 'the image has the bytes of its manifest' "$(jq .image.bytes out)" \
	"$(jq '[.layers[].size] | add' "$build/image/blobs/sha256/$(sed 's/^sha256://' \
		"$build/image.digest")")"
is 'a package has the files that pip would write' \
	"$(jq '.packages[] | select(.name == "alpha") | .files' out)" \
	"$(unzip -Z1 index/files/alpha-1.0-*.whl | grep -cv '/$' | awk '{print $1 + 1}')" # INSTALLER
is 'the index was not asked for files' "$(grep -c '\.whl' "$nginx_log")" 0

# A revision, a bump, and what it moves.
git -C p init -q
git -C p add Makefile ./*.in ./*.toml ./*.txt ./*.lock 2>/dev/null || git -C p add -A -- \
	':!build'
git -C p commit -qm first
printf 'alpha==1.1\ngamma\n' >p/requirements.in
sed -i '2a PYLOCK_CMD := python3' p/Makefile
ok 'another lock' run resolve
ok 'diff beside a revision' run diff BASE=HEAD FORMAT=json
is 'packages that came, went and moved' \
	"$(jq -c '[.packages[] | "\(.name) \(.old) \(.new)"]' out)" \
	'["alpha 1.0 1.1","beta 1.0 null","gamma null 1.0"]'
like 'the line of the makefile' "$(jq -r '.configuration[]' out)" '\+PYLOCK_CMD := python3'
ok 'cost for who has the revision' run cost BASE=HEAD
is 'a pull of what is new' "$(cost '.pull.layers')" "$(cost '.make.layers')"
ok 'the whole way of a package' run explain PACKAGE='Alpha gamma' BASE=HEAD
like 'its line, file and layer, and why that is new' "$(cat out)" 'requirements.in:1 .*
  alpha 1.1
    file    alpha-1.1-py3-none-any.whl, sha256:[0-9a-f]{12}, [0-9]+ bytes, of index default
    layer   small.1, not made yet, with 1 other package
    new     revision [0-9a-f]{12} has alpha 1.0
  gamma 1.0'
ok 'the image' run image verify
ok 'diff beside the image in the registry' run diff "BASE=$registry/team/app:v1" FORMAT=json
is 'has the same packages' "$(jq -c '[.packages[] | "\(.name) \(.old) \(.new)"]' out)" \
	'["alpha 1.0 1.1","beta 1.0 null","gamma null 1.0"]'
manifest=$build/image/blobs/sha256/$(sed 's/^sha256://' "$build/image.digest")
skopeo inspect --raw --tls-verify=false "docker://$registry/team/app:v1" >old.json
is 'layers that are new are those of the manifests' \
	"$(jq -r '.layers.added[].digest' out | sort)" \
	"$(jq -r --slurpfile old old.json \
		'[$old[0].layers[].digest] as $had | .layers[].digest | select(IN($had[]) | not)' \
		"$manifest" | sort)"
ok 'cost of a push' run cost
: >"$registry_log"
want=$(cost .push.bytes)
ok 'the push' run push PYLOCK_TAG=v2
sent=$(grep -o '[0-9]* of [0-9]* blobs sent, .*;' err)
like 'it sends what cost said, and the configuration' "$sent" "$(cost '.push.layers + 1') of"
ok 'and no layer is left' run cost
is 'to be pushed' "$(cost .push.bytes)" 0
ok 'its bytes were some' test "$want" -gt 0

# Budgets.
run cost PYLOCK_BUDGET_IMAGE=1K
is 'a budget that is exceeded' "$?" 2
like 'is named' "$(cat out err)" 'PYLOCK_BUDGET_IMAGE := 1 kB: exceeded'
ok 'one that is kept' run cost PYLOCK_BUDGET_IMAGE=1G PYLOCK_BUDGET_PUSH=1M

ok 'explain of a layer that is there' run explain PACKAGE=alpha "BASE=$registry/team/app:v2"
like 'and the same' "$(cat out)" 'same    image .* has the same layer'

# What is wrong.
run cost FORMAT=xml
is 'a format that is none' "$?" 2
run diff
is 'diff of nothing' "$?" 2
like 'says what to write' "$(cat err)" 'write BASE=<git revision>'
run diff BASE=nothing
is 'a revision that is none' "$?" 2
like 'is named' "$(cat err)" 'nothing: neither a revision of this repository nor an image'
run cost "BASE=$registry/team/none:v1"
is 'an image that is not there' "$?" 2
printf '%s\n' 'alpha==1.0' 'delta' >p/requirements.in
ok 'an sdist' run resolve
ok 'its cost' run cost
is 'a wheel to build' "$(cost .build.names)" '["delta 1.0"]'
done_testing
