#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# base: a tarball in any compression and an OCI layout as bases; what is remade, and what is said.
# Debian's packages: tests/e2e.
. "$(dirname "$0")/../tap.sh"

needs jq skopeo umoci
project=$tmp/project
mkdir "$project"
printf \
	'PYLOCK_NAME := a\nPYLOCK_TARGETS := debian12-amd64\nPYLOCK_BASE := root.tar.gz\ninclude '\
'%s/mk/pylock.mk\n' "$top" >"$project/Makefile"
: >"$project/requirements.in"
root() { # directory: a small root
	mkdir -p "$1/usr/bin" "$1/etc"
	printf 'root:x:0:0::/:\n' >"$1/etc/passwd"
	printf '#!/bin/sh\n' >"$1/usr/bin/tool"
	chmod 755 "$1/usr/bin/tool"
	ln -sfn usr/bin "$1/bin"
	tar -xf "$tmp/stub.tar" -C "$1"
}
"$top/tests/support/mkbase" --tar "$tmp/stub.tar"
run() { make --no-print-directory -C "$project" PYLOCK_STORE="$tmp/store" "$@" >"$tmp/out" 2>&1; }
layer() { # the diffID of the base's layer
	local layout=$project/build/debian12-amd64/base
	jq -r '.rootfs.diff_ids[]' \
		"$layout/blobs/sha256/$(jq -r '.config.digest[7:]' \
			"$layout/blobs/sha256/$(jq -r '.manifests[0].digest[7:]' \
			"$layout/index.json")")"
}

root "$tmp/root"
tar -czf "$project/root.tar.gz" -C "$tmp/root" .
ok '-n shows what is done' run -n base
ok 'and does nothing' test ! -e "$project/build"
ok 'a tarball' run base
first=$(layer)
umoci unpack --rootless --image "$project/build/debian12-amd64/base:latest" "$tmp/unpacked" \
	>"$tmp/said" 2>&1
is 'has become a layer with what it holds' \
	"$(cd "$tmp/unpacked/rootfs" && find . -printf '%P %y %m %l\n' | sort)" \
	"$(cd "$tmp/root" && find . -printf '%P %y %m %l\n' | sort)"
for compression in xz zst bz2 plain; do
	rm -f "$project/root.tar"
	case $compression in
	xz) tar -cJf "$project/root.tar" -C "$tmp/root" . ;;
	zst) tar --zstd -cf "$project/root.tar" -C "$tmp/root" . ;;
	bz2) tar -cjf "$project/root.tar" -C "$tmp/root" . ;;
	*) tar -cf "$project/root.tar" -C "$tmp/root" . ;;
	esac
	ok "$compression: taken" run base PYLOCK_BASE=root.tar
	is "$compression: the same layer" "$(layer)" "$first"
done
run base
ok 'nothing to do when nothing changed' run -q base
touch "$project/root.tar.gz"
run base
is 'a touched tarball: the same layer' "$(layer)" "$first"
printf 'more\n' >"$tmp/root/etc/more"
tar -czf "$project/root.tar.gz" -C "$tmp/root" .
run base
ok 'another content: another layer' test "$(layer)" != "$first"
rm -rf "$tmp/store/sha256" "$project/build/debian12-amd64/base"
ok 'a layer that is gone from the store and from here' run base
like 'is made again' "$(cat "$tmp/out")" 'BASE +root\.tar\.gz'
ok 'and is there' test -n "$(layer)"

head -c 100 "$project/root.tar.gz" >"$project/cut.tar.gz"
run base PYLOCK_BASE=cut.tar.gz
is 'a tarball that ends early: exit status' $? 2
like 'one line' "$(cat "$tmp/out")" 'baselayer: cut\.tar\.gz: '
run base PYLOCK_BASE=nothing.tar
like 'a base that is not there' "$(cat "$tmp/out")" \
	"PYLOCK_BASE is 'nothing\.tar', which is not there"
run base-upgrade
like 'nothing to lock' "$(cat "$tmp/out")" \
	"PYLOCK_BASE is 'root\.tar\.gz': there are no Debian packages to lock"
ln -s "$project/build/debian12-amd64/base" "$tmp/layout"
run base PYLOCK_BASE="$tmp/layout" TARGET=debian12-amd64
ok 'a layout is taken where it lies' test "$(grep -c BASE "$tmp/out")" -eq 0

# A layout with images for several platforms, as buildx writes it: each target takes its own
for arch in amd64 arm64; do
	"$top/tests/support/mkbase" --arch $arch --env "WHICH=$arch" "$tmp/image-$arch" \
		"etc/arch=$arch"
done
sed -i 's/^PYLOCK_TARGETS.*/PYLOCK_TARGETS := debian12-amd64 debian12-arm64/' "$project/Makefile"
multi() { # directory option... : made anew
	rm -rf "${project:?}/$1"
	"$top/tests/support/mkmulti" "$project/$1" "${@:2}"
}
facts() {
	jq -r '.architecture + " " + (.config.Env | join(","))' "$project/build/$1/base.facts.json"
}
images=("$tmp/image-amd64=linux/amd64" "$tmp/image-arm64=linux/arm64/v8")
for way in '--attest' '--docker' '--flat --attest' '--flat --no-platform'; do
	# shellcheck disable=SC2086 # options
	multi multi $way "${images[@]}"
	for arch in amd64 arm64; do
		ok "$way: $arch" run base PYLOCK_BASE=multi TARGET=debian12-$arch
		is "$way: $arch has its image" "$(facts debian12-$arch)" "$arch WHICH=$arch"
	done
done
multi multi --attest "$tmp/image-amd64=linux/amd64" "$tmp/image-amd64=linux/s390x" \
	"$tmp/image-arm64=linux/ppc64le"
ok 'with a slash at its end' run base PYLOCK_BASE=multi/
ok 'by an absolute path' run base PYLOCK_BASE="$project/multi"
run base PYLOCK_BASE=multi TARGET=debian12-arm64
like 'none for the platform' "$(cat "$tmp/out")" \
	'^basefacts: multi/index\.json: has no image for linux/arm64; it has linux/amd64, '\
'linux/ppc64le'

# What PYLOCK_BASE can be taken for, with what to write
refused() { # name base regex
	run base "PYLOCK_BASE=$2"
	like "$1" "$(cat "$tmp/out")" "$3"
	is "$1: one line" "$(grep -vcE '^make|^  [A-Z]' "$tmp/out")" 1
}
mkdir -p "$project/dir/sub" "$project/a b"
cp -r "$tmp/image-amd64/." "$project/a b"
refused 'a directory that is no layout' dir/ \
	"PYLOCK_BASE is 'dir', a directory that is no OCI image layout: it has no file \
oci-layout\. Write .*tar -cf base\.tar -C dir \."
refused 'a path with a blank' 'a b' "PYLOCK_BASE is 'a b': write one word"
ln -sfn 'a b' "$project/no-blank"
ok 'a link to it works' run base PYLOCK_BASE=no-blank
refused 'a transport of skopeo' oci:multi:1 \
	'make an OCI image layout of it, `skopeo copy oci:multi:1 oci:base:latest`, and write '\
'PYLOCK_BASE := base'
refused 'an image without its transport' registry.example/python:3.11 \
	'which is not there; an image of a registry is written '\
'docker://registry\.example/python:3\.11'
skopeo copy -q "oci:$tmp/image-amd64:latest" "oci-archive:$project/oci.tar:x:latest"
refused 'the archive of a layout' oci.tar \
	'baselayer: oci\.tar: the archive of an OCI image layout, .*: unpack it, `mkdir base && '\
'tar -xf oci\.tar -C base`, and write PYLOCK_BASE := base'
skopeo copy -q "oci:$tmp/image-amd64:latest" "docker-archive:$project/saved.tar:x:latest"
refused 'what docker save writes' saved.tar \
	'baselayer: saved\.tar: an archive of docker images, .*`skopeo copy '\
'docker-archive:saved\.tar oci:base:latest`'
(cd "$project" && skopeo copy -q docker-archive:saved.tar oci:saved:latest)
ok 'which is right' run base PYLOCK_BASE=saved
done_testing
