#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# pullblobs: blobs go from a layout into the store and back, checked; what is in neither is named.
. "$(dirname "$0")/../tap.sh"
needs jq umoci
cd "$tmp" || exit 1
pullblobs() { "$bin/pullblobs" "$@"; }
blob() { printf 'pull/blobs/sha256/%s' "$1"; }
stored() { printf 'store/sha256/%.2s/%s' "$1" "$1"; }

# Given an image that was pulled whole
"$top/tests/support/mkbase" image etc/x=1
jq -r '.manifests[0].digest[7:]' image/index.json >digest
manifest=$(cat digest)
cp "image/blobs/sha256/$manifest" manifest.json
config=$(jq -r '.config.digest[7:]' manifest.json)
layer=$(jq -r '.layers[0].digest[7:]' manifest.json)
cp -r image pull
is 'nothing is missing' "$(pullblobs --store store manifest.json pull)" ''
ok 'the layer is in the store' cmp "$(stored "$layer")" "image/blobs/sha256/$layer"
ok 'the configuration is' cmp "$(stored "$config")" "image/blobs/sha256/$config"
is 'without a second copy' "$(stat -c %h "$(stored "$layer")")" 2
is 'read only, of the time that the store gives' "$(stat -c '%a %Y' "$(stored "$layer")")" \
	'444 315532800'
ok 'the layout is one for others' umoci stat --image pull:latest
is 'of that image' "$(jq -r '.manifests[0].digest' pull/index.json)" "sha256:$manifest"

# Given only the store
rm -rf pull
is 'from the store alone' "$(pullblobs --store store manifest.json pull)" ''
is 'comes the same layout' "$(cd pull && find blobs -type f | sort)" \
	"$(cd image && find blobs -type f | sort)"
ok 'which inspect reads' "$bin/inspect" pull

# What is missing
rm -rf pull && rm -f "$(stored "$layer")"
is 'a layer that is nowhere' "$(pullblobs --store store manifest.json pull)" \
	"sha256:$layer $(stat -c %s "image/blobs/sha256/$layer")"
ok 'the rest is brought' test -e "$(blob "$config")"
ok 'the layout is not yet one' test ! -e pull/index.json
cp "image/blobs/sha256/$layer" "$(blob "$layer")"
printf x | dd of="$(blob "$layer")" bs=1 seek=600 conv=notrunc status=none
is 'one that is damaged is missing' "$(pullblobs --store store manifest.json pull 2>said)" \
	"sha256:$layer $(stat -c %s "image/blobs/sha256/$layer")"
like 'which is said' "$(cat said)" \
	"pullblobs: $(blob "$layer"): the content is not what its digest and size say; removed"
ok 'it is removed' test ! -e "$(blob "$layer")"
ok 'and not in the store' test ! -e "$(stored "$layer")"

# docker's media types count as OCI's
jq \
	'.mediaType = "application/vnd.docker.distribution.manifest.v2+json" |
	.config.mediaType = "application/vnd.docker.container.image.v1+json"
	| .layers[0].mediaType = "application/vnd.docker.image.rootfs.diff.tar"' manifest.json \
	>docker.json
cp -r image docker
is "docker's formats" "$(pullblobs --store store2 docker.json docker)" ''
ok 'are read by image' sh \
	-c \
	'echo "{\"architecture\":\"amd64\",\"os\":\"linux\"}" >c.json && '"$bin"'/image --blobs '\
'store2 --base docker --config c.json -o out'
is 'which makes them OCI' \
	"$(jq -r '.layers[0].mediaType' \
		"out/blobs/sha256/$(jq -r '.manifests[0].digest[7:]' out/index.json)")" \
		application/vnd.oci.image.layer.v1.tar

# Bad manifests
bad() { # name jq regex
	jq "$2" manifest.json >bad.json
	fails "$1" 1 "^pullblobs: bad.json: $3" pullblobs --store store bad.json elsewhere
}
bad 'not schema 2' '.schemaVersion = 1' '\.schemaVersion: not 2'
bad 'no layers' 'del(.layers)' '\.layers: missing'
bad 'a layer of another kind' '.layers[0].mediaType = "text/plain"' \
	"\.mediaType: 'text/plain' is not one of a layer"
bad 'a configuration of another kind' '.config.mediaType = "text/plain"' \
	"\.mediaType: 'text/plain' is not one of a configuration"
bad 'a digest that is a path' '.layers[0].digest = "sha256:../../../../etc/passwd"' \
	'\.digest: .* is not a SHA-256 digest'
bad 'another size' '.config.size = 1' "sha256:$config has [0-9]+ bytes, not 1"
bad 'too many layers' '.layers = [range(1001) as $i | .layers[0]]' 'more than 1000 layers'
mkdir other && touch other/file
fails 'a directory of something else' 1 \
	'other: exists and is not an OCI image layout; not touched' pullblobs --store store \
	manifest.json other
fails 'no manifest' 1 'none\.json: ' pullblobs --store store none.json elsewhere
fails 'no store' 2 'must be given' pullblobs manifest.json elsewhere
like '--help' "$(pullblobs --help)" '^usage: pullblobs '
done_testing
