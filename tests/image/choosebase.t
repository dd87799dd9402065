#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# choosebase: of a layout or index with several images the one for the platform, as skopeo takes it.
. "$(dirname "$0")/../tap.sh"
needs jq skopeo
cd "$tmp" || exit 1
choose() { "$bin/choosebase" --platform "$@"; }
digest_of() { jq -r '.manifests[0].digest' "$1/index.json"; }
multi() { # layout option... image...: made anew
	rm -rf "$1"
	"$top/tests/support/mkmulti" "$@"
}
# What skopeo takes of a layout's tag 1: the digest of the manifest.
skopeo_takes() { # layout arch variant
	rm -rf taken
	skopeo --override-os linux --override-arch "$2" --override-variant "$3" copy -q "oci:$1:1" \
		dir:taken 2>said || return
	printf 'sha256:%s' "$(sha256sum <taken/manifest.json | cut -c1-64)"
}

# Given images that differ in what they are for, and one more for arm64
for arch in amd64 arm64; do
	"$top/tests/support/mkbase" --arch $arch $arch "etc/arch=$arch"
done
for variant in v5 v6 v7 v8; do
	"$top/tests/support/mkbase" --arch arm --variant $variant arm-$variant
done
"$top/tests/support/mkbase" --arch arm64 --env SECOND=1 second

# An index in the index, with attestations, in both formats
# skopeo does not read docker's in a layout, so it is asked for OCI's.
images=(amd64=linux/amd64 arm64=linux/arm64/v8 arm-v6=linux/arm/v6 arm-v7=linux/arm/v7)
multi oci "${images[@]}"
for format in '' --docker; do
	multi m $format --attest "${images[@]}"
	for wanted in amd64 arm64 arm64/v8 arm/v6 arm/v7; do
		arch=${wanted%/*} variant=''
		[ "$arch" = "$wanted" ] || variant=${wanted#*/}
		is "${format:-OCI}: linux/$wanted, as skopeo" \
			"$(choose "linux/$wanted" m | cut -d' ' -f1)" \
			"$(skopeo_takes oci "$arch" "$variant")"
	done
	fails "${format:-OCI}: none for the platform" 1 \
		'^choosebase: m/index\.json: has no image for linux/s390x; it has linux/amd64, '\
'linux/arm/v6, linux/arm/v7, linux/arm64$' choose linux/s390x m
done
fails 'another system' 1 'has no image for windows/amd64; it has' choose windows/amd64 m
is 'how many layers it has' "$(choose linux/arm64 m)" "$(digest_of arm64) 1"
multi m arm-v5=linux/arm/v5 arm-v6=linux/arm/v6 amd64=linux/amd64
is 'a lower variant runs, the highest of them best, as skopeo' \
	"$(choose linux/arm/v7 m | cut -d' ' -f1)" "$(skopeo_takes m arm v7)"
is 'no variant is v7' "$(choose linux/arm m | cut -d' ' -f1)" "$(digest_of arm-v6)"
multi m arm-v8=linux/arm/v8 amd64=linux/amd64
fails 'a higher variant does not run' 1 \
	'has no image for linux/arm/v7; it has linux/amd64, linux/arm/v8' choose linux/arm/v7 m
is 'nor by skopeo' "$(skopeo_takes m arm v7)" ''
multi m amd64=linux/amd64/v3 second=linux/amd64 arm64=linux/arm64
is 'nor does amd64/v3 everywhere' "$(choose linux/amd64 m | cut -d' ' -f1)" "$(digest_of second)"
is 'where it does, it is the better one' "$(choose linux/amd64/v3 m | cut -d' ' -f1)" \
	"$(digest_of amd64)"
multi m amd64=linux/x86_64 arm64=linux/aarch64
is 'names of architectures as the kernel has them' "$(choose linux/arm64 m | cut -d' ' -f1)" \
	"$(digest_of arm64)"

# index.json with the images themselves, and with tags
multi m --flat --attest "${images[@]}"
is 'flat' "$(choose linux/arm64 m)" "$(digest_of arm64) 1"
multi m --flat --no-platform --attest amd64=linux/amd64 arm64=linux/arm64
is 'platforms that only the configurations say' "$(choose linux/arm64 m)" "$(digest_of arm64) 1"
fails 'none for the platform there' 1 \
	'has no image for linux/s390x; it has linux/amd64, linux/arm64$' choose linux/s390x m
multi m --flat arm64=linux/arm64 second=linux/arm64 amd64=linux/amd64
fails 'two for the platform' 1 \
	"^choosebase: m/index\.json: 2 images for linux/arm64, none tagged latest: $(digest_of \
		arm64) \(linux/arm64, tag linux-arm64\), $(digest_of \
		second) .*; give one a layout of its own \(skopeo copy " \
	choose linux/arm64 m
is 'the other platform has one' "$(choose linux/amd64 m)" "$(digest_of amd64) 1"
for tag in latest docker.io/library/base:latest; do
	jq -c --arg tag "$tag" \
		'.manifests[1].annotations["org.opencontainers.image.ref.name"] = $tag' \
		m/index.json >tagged
	mkdir -p t && cp -r m/. t && cp tagged t/index.json
	is "tagged $tag" "$(choose linux/arm64 t)" "$(digest_of second) 1"
done
jq \
	-c \
	'.manifests += [.manifests[0] |
	.annotations["org.opencontainers.image.ref.name"] = "other"] |
	.manifests |= (.[0:1] + .[2:])' m/index.json >tagged
cp tagged t/index.json
is 'two tags of one image' "$(choose linux/arm64 t)" "$(digest_of arm64) 1"
jq -c '.manifests[1].artifactType = "application/vnd.example.sbom"' m/index.json >tagged
cp tagged t/index.json
is 'what says that it is an artifact' "$(choose linux/arm64 t)" "$(digest_of arm64) 1"
jq -c '.manifests = [.manifests[2]]' m/index.json >tagged && cp tagged t/index.json
is 'the only image is meant, whatever it is for' "$(choose linux/arm64 t)" "$(digest_of amd64) 1"

# What is not there
multi m "${images[@]}"
rm "m/blobs/sha256/$(digest_of amd64 | cut -c8-)"
is 'a layout without the images of other platforms' "$(choose linux/arm64 m)" "$(digest_of arm64) 1"
fails 'without its own' 1 \
	"m/blobs/sha256/$(digest_of amd64 | cut -c8-): is not there, but the layout names it" \
	choose linux/amd64 m
echo '{"schemaVersion":2,"manifests":[]}' >m/index.json
fails 'a layout without images' 1 '^choosebase: m/index.json: has no image for linux/arm64$' \
	choose linux/arm64 m
fails 'no layout' 1 'not an OCI image layout' choose linux/arm64 m/blobs

# The index of a registry
multi m --attest "${images[@]}"
cp "m/blobs/sha256/$(digest_of m | cut -c8-)" index.json
is 'an index' "$(choose linux/arm64 index.json)" "$(digest_of arm64)"
fails 'none for the platform in it, by its name' 1 \
	'^choosebase: docker://base:1: has no image for linux/s390x; it has linux/amd64, '\
'linux/arm/v6' \
	choose linux/s390x --name docker://base:1 index.json
fails 'an index in it' 1 \
	'm/index.json: names another index, sha256:[0-9a-f]{64}: take that one, by its digest' \
	choose linux/arm64 m/index.json

for bad in linux linux/ /arm64 linux/arm/ linux/arm/v7/x ''; do
	fails "--platform '$bad'" 2 'not of the form OS/ARCH' choose "$bad" m
done
fails 'no platform' 2 'must be given' "$bin/choosebase" m
like '--help' "$("$bin/choosebase" --help)" '^usage: choosebase '
done_testing
