#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# apt-sources: packages of a vendor's signed archive on loopback join Debian's in a locked base.
. "$(dirname "$0")/../tap.sh"
. "$top/tests/servers.sh"
needs gpg dpkg-deb dpkg-scanpackages jq
cd "$tmp" || exit 1

# Given an archive that a vendor has signed, with a package of its own, and one of Debian's in a
# higher version
export GNUPGHOME=$tmp/gnupg
mkdir -m 700 gnupg
key() { # name [expiry [option of gpg]...]
	gpg -q --batch "${@:3}" --passphrase '' --quick-gen-key "$1" rsa2048 sign "${2:-never}" \
		2>gpg.log && gpg --export "$1" >"$1.gpg" && gpg --armor --export "$1" >"$1.asc"
}
ok 'keys' eval \
	'key vendor && key stranger && key old 20210101T000000 --faked-system-time 20200101T000000'
deb() { # name version depends
	mkdir -p "deb/DEBIAN" "deb/usr/share/$1"
	printf \
		'Package: %s\nVersion: %s\nArchitecture: all\nMaintainer: a '\
'<a@example.org>\nDepends: %s\nDescription: made up\n' "$1" "$2" "$3" >deb/DEBIAN/control
	echo "$2" >"deb/usr/share/$1/version"
	mkdir -p archive/pool &&
		dpkg-deb --root-owner-group -Zxz -b deb "archive/pool/$1_${2}_all.deb" >deb.log &&
		rm -rf deb
}
release() { # key [option of gpg]...
	(
		mkdir -p archive/dists/r36/main/binary-amd64
		cd archive &&
			dpkg-scanpackages -m pool 2>/dev/null >dists/r36/main/binary-amd64/Packages
		cd dists/r36 && rm -f InRelease
		printf \
			'Origin: Vendor\nSuite: r36\nCodename: r36\nArchitectures: '\
'amd64\nComponents: main\nDate: %s\n%s' "$(date -uR)" "${until:+Valid-Until: $until$'\n'}" >Release
		printf 'SHA256:\n %s %s main/binary-amd64/Packages\n' \
			"$(sha256sum <main/binary-amd64/Packages | cut -c1-64)" \
			"$(stat -c %s main/binary-amd64/Packages)" >>Release
		gpg -q --batch --yes "${@:2}" -u "$1" --clearsign -o InRelease Release \
			2>>"$tmp/gpg.log"
	)
}
deb vendor-cudart 12.6.1~rc+1 netbase
deb netbase 99 libc6
release vendor
serve_nginx "$tmp/archive"

mkdir -p project/targets
cat >project/targets/board.mk <<EOF
PYLOCK_ARCH := x86_64
include $top/mk/bases/debian12.mk
EOF
write() { # sources...
	cat >project/Makefile <<-EOF
		PYLOCK_NAME        := a
		PYLOCK_TARGETS     := board
		PYLOCK_APT         := vendor-cudart
		PYLOCK_APT_SOURCES := $*
		include $top/mk/pylock.mk
	EOF
}
: >project/requirements.in
cp vendor.asc project/
run() { make --no-print-directory -C project PYLOCK_STORE="$tmp/store" "$@" >"$tmp/out" 2>&1; }

write "vendor|$nginx|r36|main|vendor.asc"
ok 'a base with a package of the vendor' run base
lock=$(cat project/base.board.lock)
like 'the lock has it, with its digest and no address' "$lock" \
	"vendor-cudart 12\.6\.1~rc\+1 all [0-9]+ $(sha256sum archive/pool/vendor-cudart* |
		cut -c1-64) vendor/pool/vendor-cudart_12\.6\.1~rc\+1_all\.deb"
is 'no address' "$(grep -c "$nginx" project/base.board.lock)" 0
like 'what it was made for' "$lock" '# sources vendor\|r36\|main'
like "Debian's own packages come from Debian" "$lock" \
	'netbase 6\.[0-9]+ all [0-9]+ [0-9a-f]+ debian/pool/main/n/netbase/'
is 'it is in the base' "$(jq -r .digest project/build/board/base.json | cut -c8- | {
	read -r d
	tar -xzOf "store/sha256/${d:0:2}/$d" usr/share/vendor-cudart/version
})" '12.6.1~rc+1'
is 'dpkg knows it' "$(jq .packages.dpkg project/build/board/base.facts.json)" \
	"$(grep -vc '^#' project/base.board.lock)"
ok 'nothing is done again' run -q base
rm -rf project/build store
ok 'from the lock' run base PYLOCK_LOCKED=1

# A moved archive is the same; another suite is not
write "vendor|$nginx/.|r36|main|vendor.asc"
ok 'another address: the lock is fresh' run base PYLOCK_LOCKED=1
write "vendor|$nginx|r37|main|vendor.asc"
run base PYLOCK_LOCKED=1
like 'another suite: it is not' "$(cat out)" \
	'base\.board\.lock is not for the suite and packages that are wanted now'
write
run base PYLOCK_LOCKED=1
like 'no source: neither' "$(cat out)" 'base\.board\.lock is not for the suite and packages'

# The key
write "vendor|$nginx|r36|main|$nginx/vendor.key|sha256=$(sha256sum <vendor.gpg | cut -c1-64)"
cp vendor.gpg archive/vendor.key
ok 'a key by address and hash, binary' run base-upgrade
is 'the same lock' "$(cat project/base.board.lock)" "$lock"
refuses() { # name regex sources...
	local name=$1 pattern=$2
	shift 2
	write "$@"
	run base-upgrade
	is "$name: exit status" $? 2
	is "$name: one line" "$(grep -vc '^make' out)" 1
	like "$name" "$(cat out)" "^baselock\.sh: $pattern"
	is "$name: the lock is as it was" "$(cat project/base.board.lock)" "$lock"
}
write "vendor|$nginx|r36|main|$nginx/vendor.key|sha256=$(printf '%064d' 0)"
run base-upgrade
like 'a key with another hash' "$(cat out)" \
	'baselock\.sh: vendor: the key of the archive cannot be had'
refuses 'a file with another hash' 'vendor: vendor\.asc has the SHA-256 [0-9a-f]*, not 0*' \
	"vendor|$nginx|r36|main|vendor.asc|sha256=$(printf '%064d' 0)"
refuses 'no key' 'vendor: the key of the archive, none\.asc, is not there' \
	"vendor|$nginx|r36|main|none.asc"
cp stranger.asc project/
refuses "a stranger's key" 'vendor: the archive is not signed by stranger\.asc' \
	"vendor|$nginx|r36|main|stranger.asc"
sed -i 's/^Origin: Vendor/Origin: Evil/' archive/dists/r36/InRelease
refuses 'a changed archive' "vendor: the archive's signature is wrong" \
	"vendor|$nginx|r36|main|vendor.asc"
cp old.asc project/
release old --faked-system-time 20200601T000000
refuses 'a key that has expired' \
	"vendor: the archive's key has expired: get the new one into old\.asc" \
	"vendor|$nginx|r36|main|old.asc"
until='Thu, 01 Jan 2026 00:00:00 UTC' release vendor
refuses 'an archive that has expired' \
	'vendor: what the archive says has expired; one of a moment is given with \|snapshot' \
	"vendor|$nginx|r36|main|vendor.asc"
write "vendor|$nginx|r36|main|vendor.asc|snapshot"
ok 'a snapshot' run base-upgrade
is 'is the same' "$(cat project/base.board.lock)" "$lock"
done_testing
