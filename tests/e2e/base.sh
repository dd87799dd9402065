# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2154 # what tap.sh sets
# base.sh: what the tests of Debian bases share; sourced after tap.sh.
#
#   preset SUITE NAME                what mk/bases/SUITE.mk sets a variable to
#   lock LOCK ARCH PACKAGE...        locks the packages of $suite and the Essential ones, and puts
#   them into the store; the arguments
#                                    that baselayer takes for them are in LOCK.debs
#   static ARCH LOCK LAYER           the layer by the steps in $steps; its descriptor is LAYER.json,
#   what was said LAYER.said configure ARCH LOCK TAR          the root that mmdebstrap makes by
#   configuring the same packages for real same_root LAYER TAR              compares the two path by
#   path; see compare-roots.py unpack TAR DIRECTORY             a root to run something in inside
#   ROOT COMMAND...           runs it there, without network same_inside NAME OURS REAL COMMAND...
#                                    passes when it prints the same in both roots
#   works NAME OURS REAL             a base with Python, by use, is the same in both

python_base=(base-files base-passwd ca-certificates libc-bin media-types netbase python3 tzdata \
	usr-is-merged)
store=${PYLOCK_STORE:-${XDG_CACHE_HOME:-$HOME/.cache}/pylock.mk}

preset() { sed -nE "s/^$2 *:= *//p" "$top/mk/bases/$1.mk"; }

lock() {
	"$top/tools/debian/baselock.sh" --suite "$suite" --arch "$2" --essential -o "$1" "${@:3}" &&
		"$top/tools/debian/baselock.sh" --list "$1" >"$1.list" &&
		"$bin/fetch" --store "$store" "$1.list" 2>"$1.fetched" &&
		"$top/tools/debian/baselock.sh" --debs "$store" "$1" >"$1.debs"
}

static() {
	"$bin/baselayer" --arch "$1" "${steps[@]/#/--steps=}" -o "$3" "@$2.debs" >"$3.json" \
		2>"$3.said"
}

configure() {
	local repository=$tmp/repository-$1 name path names merged='bin sbin lib'
	mkdir -p "$repository"
	while IFS='=' read -r name path; do
		ln -f "$path" "$repository/$name" 2>/dev/null || cp "$path" "$repository/$name"
		dpkg-deb -f "$path"
		printf 'Filename: ./%s\nSize: %s\nSHA256: %s\n\n' "$name" "$(stat -c %s "$path")" \
			"${path##*/}"
	done <"$2.debs" >"$repository/Packages"
	names=$(sed -n 's/^Package: //p' "$repository/Packages" | paste -sd,)
	[ "$1" != amd64 ] || merged+=' lib64'
	mmdebstrap --variant=custom --architectures="$1" --include="$names" \
		--setup-hook="for d in $merged; do mkdir -p \"\$1/usr/\$d\"; ln -s \"usr/\$d\" \
\"\$1/\$d\"; done" "$suite" "$3" \
		"deb [trusted=yes] copy://$repository ./"
}

same_root() {
	python3 "$top/tests/e2e/compare-roots.py" "$top/tests/e2e/base-differences.txt" "$@"
}

unpack() {
	mkdir -p "$2/dev" && tar -C "$2" --exclude='./dev/*' --exclude='dev/*' -xf "$1"
}

inside() {
	local root=$1
	shift
	bwrap --unshare-all --die-with-parent --clearenv --setenv PATH \
		/usr/sbin:/usr/bin:/sbin:/bin --setenv HOME /root \
		--bind "$root" / --proc /proc --dev /dev --tmpfs /tmp -- "$@"
}

same_inside() {
	local name=$1 ours=$2 real=$3
	shift 3
	is "$name" "$(inside "$ours" "$@" 2>&1)" "$(inside "$real" "$@" 2>&1)"
}

works() {
	local what=$1 ours=$2 real=$3
	same_inside "$what: certificates" "$ours" "$real" python3 -c '
import hashlib, ssl
found = sorted(ssl.create_default_context().get_ca_certs(binary_form=True))
assert len(found) > 100
print(len(found), hashlib.sha256(b"".join(found)).hexdigest())'
	is "$what: certificates by their hash" "$(inside "$ours" python3 -c '
import ssl
context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
context.load_verify_locations(capath="/etc/ssl/certs")
print(len(ssl.get_default_verify_paths().capath) > 0)')" True
	same_inside "$what: accounts" "$ours" "$real" python3 -c '
import grp, pwd
print(pwd.getpwuid(0), pwd.getpwnam("www-data"), grp.getgrnam("audio"), len(pwd.getpwall()))'
	same_inside "$what: names and protocols" "$ours" "$real" python3 -c '
import mimetypes, socket

print(
    socket.getservbyname("https"),
    socket.getprotobyname("tcp"),
    socket.gethostbyname("localhost"),
    mimetypes.guess_type("x.wav"),
)'
	same_inside "$what: find_library" "$ours" "$real" python3 -c '
import ctypes.util

names = (
    "c m ssl crypto z sqlite3 ffi expat stdc++ blas lapack gomp sndfile portaudio avcodec "
    "avfilter none"
).split()
print([ctypes.util.find_library(name) for name in names])'
	same_inside "$what: dpkg -l" "$ours" "$real" dpkg -l
	same_inside "$what: dpkg -S" "$ours" "$real" dpkg -S /bin/sh /usr/bin/python3 \
		/etc/ld.so.conf
	is "$what: dpkg --verify" "$(inside "$ours" dpkg --verify)" ''
	same_inside "$what: alternatives" "$ours" "$real" update-alternatives --get-selections
	same_inside "$what: diversions" "$ours" "$real" sh -c 'dpkg-divert --list | sort'
	same_inside "$what: locale" "$ours" "$real" env LC_ALL=C.UTF-8 python3 -c '
import locale
print(locale.setlocale(locale.LC_ALL, ""), locale.nl_langinfo(locale.CODESET), "\u00e4".encode())'
	same_inside "$what: time zones" "$ours" "$real" env TZ=Asia/Tokyo date -d @0
	same_inside "$what: local time" "$ours" "$real" date -d @0
	same_inside "$what: shell" "$ours" "$real" /bin/sh \
		-c 'readlink -f /bin/sh /usr/bin/awk; awk "BEGIN { print 1 }"; cat /etc/shells'
	same_inside "$what: ldconfig" "$ours" "$real" ldconfig -p
}
