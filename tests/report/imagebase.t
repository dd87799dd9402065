#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# imagebase.sh: what a revision and an image have, held against git and the manifest.
. "$(dirname "$0")/../tap.sh"
. "$(dirname "$0")/../servers.sh"
needs git skopeo docker-registry
cd "$tmp" || exit 1
export REGISTRY_AUTH_FILE=$tmp/auth.json GIT_CONFIG_GLOBAL=/dev/null
export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@a.invalid
export GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@a.invalid
serve_registry
program=$top/tools/report/imagebase.sh
base() { "$program" --target t --arch amd64 --store "$tmp/store" "$@"; }
one=$(printf '%064d' 1)
git init -q p
cd p || exit 1
mkdir sub && cd sub || exit 1 # the project need not be at the top
printf '# a comment\nsmall.1 %s sha256:%s sha256:%s 70 80 -\n' "$one" "$one" "$one" >layers.t.lock
printf '# pip\nsix==1.16.0 --hash=sha256:%s\nfoo==2.0+cu1 \\\n' "$one" >requirements.lock.t.txt
printf '# name version\nlibc6 2.36-9 amd64 1 %s pool/x.deb\n' "$one" >base.t.lock
printf 'PYLOCK_NAME := a\n' >Makefile
git add . && git commit -qm first
printf 'PYLOCK_NAME := a\nPYLOCK_CMD := b\n' >Makefile
base HEAD >out
is 'packages' "$(jq -c .packages out)" '{"six":"1.16.0","foo":"2.0+cu1"}'
is 'layers' "$(jq -c .layers out)" "[{\"name\":\"small.1\",\"digest\":\"sha256:$one\",\"size\":70}]"
is 'packages of the base' "$(jq -c .debian out)" '{"libc6":"2.36-9"}'
is 'lines of makefiles' "$(jq -c .configuration out)" '["+PYLOCK_CMD := b"]'
is 'the revision' "$(jq -r .what out)" "revision $(git rev-parse HEAD | cut -c1-12)"
git rm -q --cached layers.t.lock && git commit -qm second
is 'no lock of layers' "$(base HEAD | jq -c .layers)" null
git rm -q --cached requirements.lock.t.txt && git commit -qm third
base HEAD >out 2>err
is 'no lock at all: refused' "$?" 1
like 'it is said' "$(cat err)" 'HEAD: that revision has no requirements.lock.t.txt'

"$top/tests/support/mkbase" "$tmp/image"
skopeo copy -q --dest-tls-verify=false "oci:$tmp/image" "docker://$registry/a:v1"
base "$registry/a:v1" >out
is 'layers of an image' "$(jq -r '.layers[] | "\(.digest) \(.size)"' out)" \
	"$(skopeo inspect --raw --tls-verify=false "docker://$registry/a:v1" |
		jq -r '.layers[] | "\(.digest) \(.size)"')"
is 'with its transport' "$(base "docker://$registry/a:v1" | jq -c .layers)" "$(jq -c .layers out)"

# fails NAME STATUS REGEX ARGUMENTS...
fails() {
	base "${@:4}" >out 2>err
	is "$1: status" "$?" "$2"
	like "$1" "$(cat err)" "$3"
	is "$1: nothing is printed" "$(cat out)" ''
}
fails 'neither' 1 'v9: neither a revision of this repository nor an image' v9
fails 'an option for git' 2 '--upload-pack=x: no such option' --upload-pack=x
fails 'no image' 1 'baseimage.sh: ' "$registry/none:v1"
fails 'two' 2 'one BASE is wanted' HEAD HEAD
like '--help' "$("$program" --help)" '^usage: imagebase.sh '
done_testing
