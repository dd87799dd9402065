#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# load-bases: docker, whose version may not read zstd, and podman take images on bases whose layers
# are compressed and called in any way; a registry has the base's own blobs.
. "$(dirname "$0")/../tap.sh"
. "$top/tests/servers.sh"
needs docker podman skopeo gcc jq
cd "$tmp" || exit 1

# Given a project with a package, and a program that says what it finds
mkdir index && "$top/tests/support/mkindex" index alpha==1
serve_nginx "$tmp/index"
cat >look.c <<'EOF'
#include <stdio.h>
#include <unistd.h>
int main(void)
{
	puts(access("/etc/base", F_OK) ? "no base" :
	     access("/opt/venv/lib/python3.11/site-packages/alpha.py", F_OK) ? "no alpha" : "complete");
	return 0;
}
EOF
gcc -static -Os -o look look.c
case $(uname -m) in x86_64) arch=amd64 ;; aarch64) arch=arm64 ;; esac
mkdir p
printf \
	'PYLOCK_NAME := loaded\nPYLOCK_TARGETS := debian12-%s\nPYLOCK_INDEX_URL := '\
'%s/simple\nPYLOCK_BASE ?= base\nPYLOCK_ENTRYPOINT := /bin/look\nPYLOCK_TAG ?= 1\ninclude '\
'%s/mk/pylock.mk\n' \
	"$arch" "$nginx" "$top" >p/Makefile
echo alpha >p/requirements.in
run() {
	make --no-print-directory -C p PYLOCK_STORE="$tmp/store" UV_CACHE_DIR="$tmp/uv" "$@" >out \
		2>&1 || {
		tail -n 20 out >&2 && return 1
	}
}
image=p/build/debian12-$arch/image
manifest() { cat "$image/blobs/sha256/$(jq -r '.manifests[0].digest[7:]' "$image/index.json")"; }
base() { "$top/tests/support/mkbase" --arch "$arch" "$@" etc/base=1 "0755:bin/look=@look"; }
serve_docker
serve_podman

for kind in plain gzip zstd chunked docker docker-zstd mistaken mistaken-plain foreign; do
	base --layers 3 --as $kind "p/$kind"
	ok "$kind: docker loads it" run load PYLOCK_BASE=$kind PYLOCK_TAG=$kind
	is "$kind: and runs it" "$(docker run --rm --network none loaded:$kind 2>&1)" complete
	is "$kind: with the layers that the configuration names" \
		"$(docker image inspect loaded:$kind | jq -c '.[0].RootFS.Layers')" \
		"$(jq -c .rootfs.diff_ids \
			"$image/blobs/sha256/$(manifest | jq -r '.config.digest[7:]')")"
	is "$kind: nothing of it stays" \
		"$(find "p/build/debian12-$arch/load" -type f | grep -vc manifest.json)" 0
	ok "$kind: podman takes the layout" podman pull -q "oci:$image:latest"
	is "$kind: and runs it" "$(podman_run "$(podman images -q --no-trunc | head -n 1)" 2>&1)" \
		complete
	podman rmi -af >said 2>&1
	is "$kind: the base's blobs stay as they are" \
		"$(manifest | jq -c '[.layers[:3][].digest]')" \
		"$(jq -c '[.layers[].digest]' \
			"p/$kind/blobs/sha256/$(jq -r '.manifests[0].digest[7:]' \
			"p/$kind/index.json")")"
done
is 'what registries need not have stays so' "$(manifest | jq -r '.layers[0].mediaType')" \
	application/vnd.oci.image.layer.nondistributable.v1.tar+gzip

# zstd in a registry: the base is there and is not sent again
serve_registry
skopeo copy -q --dest-tls-verify=false oci:p/zstd:latest "docker://$registry/loaded:base"
is 'the registry has the base as zstd' \
	"$(skopeo inspect --raw --tls-verify=false "docker://$registry/loaded:base" |
		jq -r '.layers[0].mediaType')" \
	application/vnd.oci.image.layer.v1.tar+zstd
ok 'a base of zstd from a registry' run load PYLOCK_BASE="docker://$registry/loaded:base" \
	PYLOCK_PULL_OPTIONS=--src-tls-verify=false PYLOCK_TAG=pulled
is 'runs' "$(docker run --rm --network none loaded:pulled 2>&1)" complete
before=$(grep -c '"PUT /v2/loaded/blobs/' "$registry_log")
ok 'is pushed' skopeo copy -q --dest-tls-verify=false "oci:$image:latest" \
	"docker://$registry/loaded:image"
is 'without the layers of the base' \
	"$(($(grep -c '"PUT /v2/loaded/blobs/' "$registry_log") - before))" \
	"$(($(manifest | jq '.layers | length') - 3 + 1))"

# As many layers as docker takes, and as podman does
base --layers 120 p/many
ok 'a base of 120 layers' run load PYLOCK_BASE=many PYLOCK_TAG=many
is 'runs in docker' "$(docker run --rm --network none loaded:many 2>&1)" complete
ok 'podman takes it' podman pull -q "oci:$image:latest"
is 'and runs it' "$(podman_run "$(podman images -q --no-trunc | head -n 1)" 2>&1)" complete
podman rmi -af >said 2>&1
base --layers 124 p/more
ok 'a base of 124 layers' run image PYLOCK_BASE=more
like 'of which it is said that docker does not take it' "$(cat out)" \
	"126 layers, 124 of them the base's: docker's graph drivers take 125"
ok 'podman takes it' podman pull -q "oci:$image:latest"
is 'and runs it' "$(podman_run "$(podman images -q --no-trunc | head -n 1)" 2>&1)" complete
run load PYLOCK_BASE=more 2>said
like 'docker does not' "$(cat out)" 'max depth exceeded'
done_testing
