#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# buildroot.sh: the packages of a lock in a directory of the store, complete or not at all, without
# running anything of them.
. "$(dirname "$0")/../tap.sh"
needs dpkg-deb
cd "$tmp" || exit 1
buildroot=$top/tools/wheels/buildroot.sh

# Given an archive of two packages, one with a script that must not be run
mkdir -p debian/pool debian-security
deb() { # name path content
	mkdir -p "$1/DEBIAN" "$1/$(dirname "$2")"
	printf \
		'Package: %s\nVersion: 1\nArchitecture: amd64\nMaintainer: m '\
'<m@example.org>\nDescription: d\n' "$1" >"$1/DEBIAN/control"
	printf '#!/bin/sh\ntouch %s/was-run\n' "$tmp" >"$1/DEBIAN/postinst"
	chmod 755 "$1/DEBIAN/postinst"
	printf '%s' "$3" >"$1/$2"
	dpkg-deb --root-owner-group -b "$1" "debian/pool/$1_1_amd64.deb" >log
	printf '%s 1 amd64 %s %s debian/pool/%s_1_amd64.deb\n' "$1" \
		"$(stat -c %s "debian/pool/$1_1_amd64.deb")" \
		"$(sha256sum <"debian/pool/$1_1_amd64.deb" | cut -c1-64)" "$1"
}
{
	deb compiler usr/bin/gcc gcc
	deb base-files lib/share/base x
	mkdir -p library/usr/lib/arch
	ln -s /usr/lib/arch/libx.so.1 library/usr/lib/libx.so
	deb library usr/lib/arch/libx.so.1 x
} >lock
root() {
	"$buildroot" --tools "${bin%/bin}" --store "$tmp/store" --mirror "file://$tmp/debian" \
		--mirror "file://$tmp/debian-security" "$@"
}

# When the root is asked for
path=$(root lock)
is 'a root is made' $? 0
like 'in the store' "$path" "^$tmp/store/roots/[0-9a-f]{32}\$"
is 'with the packages' "$(cat "$path/usr/bin/gcc" "$path/usr/lib/share/base")" gccx
is 'in a merged /usr' "$(readlink "$path/lib" "$path/bin" | xargs)" 'usr/lib usr/bin'
is 'and the link that a script would have made' "$(readlink "$path/usr/bin/cc")" gcc
ok 'and none to what is not there' test ! -e "$path/usr/bin/c++"
is 'a link of a library does not lead out of the root' "$(readlink "$path/usr/lib/libx.so")" \
	arch/libx.so.1
ok 'nothing of them was run' test ! -e was-run
rm -rf debian store/sha256
is 'asked again, nothing is fetched' "$(root --offline lock)" "$path"

# When it cannot be made
rm -rf --one-file-system store/roots
root --offline lock >printed 2>said
is 'offline, without the packages: exit status' $? 1
ok 'nor from an archive that is gone' bash -c '! "$@" >printed 2>said' refused "$buildroot" \
	--tools "${bin%/bin}" --store "$tmp/store" \
	--mirror "file://$tmp/debian" --mirror "file://$tmp/debian-security" lock
is 'nothing is printed' "$(cat printed)" ''
is 'nothing half made is there' "$(ls store/roots)" ''
fails 'a lock that does not say what it is of' 1 \
	'^buildroot\.sh: lock: does not say what it is of: `# suite`' "$buildroot" --upgrade lock
fails 'no lock' 1 '^buildroot\.sh: none: No such file or directory$' root none
fails 'two' 2 '^buildroot\.sh: exactly one LOCK' root lock lock
fails 'no store' 2 '^buildroot\.sh: --tools and --store are missing' "$buildroot" lock
done_testing
