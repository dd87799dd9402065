#!/usr/bin/env bash
# base: a tarball in any compression and an OCI layout as bases; what is remade, and what is said. Debian's packages: tests/e2e.
. "$(dirname "$0")/../tap.sh"

project=$tmp/project
mkdir "$project"
printf 'PYLOCK_NAME := a\nPYLOCK_TARGETS := debian12-amd64\nPYLOCK_BASE := root.tar.gz\ninclude %s/mk/pylock.mk\n' "$top" >"$project/Makefile"
: >"$project/requirements.in"
root() { # directory: a small root
	mkdir -p "$1/usr/bin" "$1/etc"
	printf 'root:x:0:0::/:\n' >"$1/etc/passwd"
	printf '#!/bin/sh\n' >"$1/usr/bin/tool"
	chmod 755 "$1/usr/bin/tool"
	ln -sfn usr/bin "$1/bin"
	tar -xf "$tmp/stub.tar" -C "$1"
}
"$top/tests/mkbase" --tar "$tmp/stub.tar"
run() { make --no-print-directory -C "$project" PYLOCK_STORE="$tmp/store" "$@" >"$tmp/out" 2>&1; }
layer() { # the diffID of the base's layer
	local layout=$project/build/debian12-amd64/base
	jq -r '.rootfs.diff_ids[]' "$layout/blobs/sha256/$(jq -r '.config.digest[7:]' "$layout/blobs/sha256/$(jq -r '.manifests[0].digest[7:]' "$layout/index.json")")"
}

root "$tmp/root"
tar -czf "$project/root.tar.gz" -C "$tmp/root" .
ok '-n shows what is done' run -n base
ok 'and does nothing' test ! -e "$project/build"
ok 'a tarball' run base
first=$(layer)
umoci unpack --rootless --image "$project/build/debian12-amd64/base:latest" "$tmp/unpacked" >"$tmp/said" 2>&1
is 'has become a layer with what it holds' "$(cd "$tmp/unpacked/rootfs" && find . -printf '%P %y %m %l\n' | sort)" "$(cd "$tmp/root" && find . -printf '%P %y %m %l\n' | sort)"
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
like 'a base that is not there' "$(cat "$tmp/out")" "PYLOCK_BASE is 'nothing\.tar', which is not there"
run base-upgrade
like 'nothing to lock' "$(cat "$tmp/out")" "PYLOCK_BASE is 'root\.tar\.gz': there are no Debian packages to lock"
ln -s "$project/build/debian12-amd64/base" "$tmp/layout"
run base PYLOCK_BASE="$tmp/layout" TARGET=debian12-amd64
ok 'a layout is taken where it lies' test "$(grep -c BASE "$tmp/out")" -eq 0
done_testing
