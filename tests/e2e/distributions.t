#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# distributions: the presets of Ubuntu and Alpine, for both architectures, from a registry's base
# and real wheels to an image.
. "$(dirname "$0")/../tap.sh"
. "$top/tests/servers.sh"
needs skopeo docker-registry jq tar
cd "$tmp" || exit 1
export REGISTRY_AUTH_FILE=$tmp/auth.json # nobody's own
serve_registry

# Given stand-ins of the distributions' images, Ubuntu's without a Python, and standalone builds of
# one
image() { # name architecture arguments of mkbase...
	"$top/tests/support/mkbase" --arch "$2" "$tmp/layout-$1-$2" "${@:3}"
	skopeo copy -q --dest-tls-verify=false "oci:$tmp/layout-$1-$2:latest" \
		"docker://$registry/$1:$2" || cannot "a stand-in of $1"
}
standalone() { # architecture: makes python-ARCHITECTURE.tar
	"$top/tests/support/mkbase" --tar --usr python --python 3.12.11 --glibc '' --arch "$1" \
		"python-$1.tar" python/lib/python3.12/os.py=1
}
for arch in amd64 arm64; do
	image ubuntu22 $arch --python '' --glibc 2.35 etc/os-release=ID=ubuntu
	image ubuntu24 $arch --python '' --glibc 2.39 etc/os-release=ID=ubuntu
	image alpine $arch --python 3.12.11 --musl 1.2.5 etc/os-release=ID=alpine
	standalone $arch
done

project() { # name assignments...
	mkdir -p "$1"
	echo markupsafe >"$1/requirements.in"
	{
		printf \
			'PYLOCK_NAME := a\nPYLOCK_PULL_OPTIONS := '\
'--src-tls-verify=false\nPYLOCK_ACCEPT.library/markupsafe/* := the base is a stand-in\n'
		printf '%s\n' "${@:2}"
		printf 'include %s/mk/pylock.mk\n' "$top"
	} >"$1/Makefile"
}
run() { make --no-print-directory -s -C "$1" PYLOCK_STORE="$tmp/store" "${@:2}" >"$tmp/out" 2>&1; }
blob() { printf '%s/blobs/sha256/%s' "$1" "$(cut -c8- <<<"$2")"; }
# The paths in the topmost package layer of an image.
contents() { # layout
	local manifest
	manifest=$(blob "$1" "$(jq -r '.manifests[0].digest' "$1/index.json")")
	jq -r '.layers[].digest' "$manifest" | while read -r digest; do
		tar -tf "$(blob "$1" "$digest")"
	done
}

declare -A wheel=([amd64]=x86_64 [arm64]=aarch64)
for arch in amd64 arm64; do
	for name in ubuntu22 ubuntu24; do
		target=$name-$arch
		project $target "PYLOCK_TARGETS := $target" \
			"PYLOCK_BASE := docker://$registry/$name:$arch"
		run $target image
		like "$target: brings no Python, which is said" "$(cat out)" \
			"the base of $target brings no Python: set PYLOCK_PYTHON"
		project $target "PYLOCK_TARGETS := $target" \
			"PYLOCK_BASE := docker://$registry/$name:$arch" 'PYLOCK_PYTHON := 3.12.11' \
			"PYLOCK_PYTHON_FROM := file://$tmp/python-$arch.tar\\#sha256=$(sha256sum \
				"python-$arch.tar" | cut -c1-64)"
		run $target image verify
		is "$target: an image, verified" $? 0 || note "$(cat out)"
		like "$target: of a wheel for its C library" "$(cat $target/pylock.$target.toml)" \
			"cp312-cp312-manylinux[a-z0-9_.]*_${wheel[$arch]}\.whl"
		like "$target: with the interpreter" "$(contents $target/build/$target/image)" \
			'opt/python/bin/python3\.12'
	done
	target=alpine-$arch
	project $target "PYLOCK_TARGETS := $target" "PYLOCK_BASE := docker://$registry/alpine:$arch"
	run $target image verify
	is "$target: an image, verified" $? 0 || note "$(cat out)"
	like "$target: of a wheel for musl" "$(cat $target/pylock.$target.toml)" \
		"cp312-cp312-musllinux_1_2_${wheel[$arch]}\.whl"
	is "$target: whose objects are musl's" \
		"$(contents $target/build/$target/image |
			grep -c "_speedups\.cpython-312-${wheel[$arch]}-linux-musl\.so")" 1
	is "$target: for its architecture" \
		"$(skopeo inspect --config "oci:$target/build/$target/image:latest" |
			jq -r .architecture)" $arch
	is "$target: which says what it stands on" \
		"$(skopeo inspect --config "oci:$target/build/$target/image:latest" |
		jq \
		-r \
		'.config.Labels |
		[."org.opencontainers.image.base.name", ."org.opencontainers.image.base.digest"] |
		join("@")')" \
		"$registry/alpine:$arch@$(skopeo inspect --tls-verify=false --format '{{.Digest}}' \
			"docker://$registry/alpine:$arch")"
	first=$(cat $target/build/$target/image.digest)
	rm -rf $target/build
	ok "$target: from its locks" run $target image PYLOCK_LOCKED=1
	is "$target: the same image" "$(cat $target/build/$target/image.digest)" "$first"
done

# A package that has no wheel for musl, nor an sdist that is pure, says what there is instead.
project glibc-only 'PYLOCK_TARGETS := alpine-amd64' "PYLOCK_BASE := docker://$registry/alpine:amd64"
echo 'nvidia-nvtx-cu12==12.4.127' >glibc-only/requirements.in
run glibc-only image
is 'only wheels for glibc: exit status' $? 2
like 'which is said' "$(cat out)" 'nvidia-nvtx-cu12'
done_testing
