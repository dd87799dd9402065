#!/bin/bash
# SPDX-License-Identifier: MIT
# base-debian13: Debian 13's base made by declared steps is the one that configuring it for real
# makes, every script that the presets and audio need is modelled, and the hello project runs on it.
# shellcheck disable=SC2317 # functions are called by ok and fails
. "$(dirname "$0")/../tap.sh"
. "$(dirname "$0")/../servers.sh"
. "$(dirname "$0")/base.sh"
cd "$tmp" || exit 1
needs bwrap mmdebstrap umoci
# shellcheck disable=SC2034 # for base.sh
suite=trixie steps=("$top"/mk/bases/{debian13,debian}.steps)
audio=(git less libgomp1 libportaudio2 libsndfile1 libavcodec61 libavformat61 libavdevice61 \
	libavfilter10 libavutil59 libswresample5)

# Given what a project like audiobook needs, for both machines, then no script and no trigger is
# left over.
for machine in amd64 arm64; do
	ok "$machine: locked" lock $machine.lock $machine "${python_base[@]}" "${audio[@]}"
	ok "$machine: made" static $machine $machine.lock $machine.tar.gz
	is "$machine: everything is modelled" \
		"$(cat $machine.tar.gz.said; jq -c .unmodelled $machine.tar.gz.json)" '[]'
	rm $machine.tar.gz
done
is 'its Python is the one that the presets say' \
	"$(sed -n 's/^python3\.13-minimal \([0-9.]*\)-.*/\1/p' amd64.lock)" \
	"$(preset debian13 PYLOCK_BASE_PYTHON)"
is 'its C library is the one that the presets say' \
	"$(sed -n 's/^libc6 \([0-9.]*\)-.*/\1/p' amd64.lock)" "$(preset debian13 PYLOCK_GLIBC)"

# Given the packages of which steps make something, when they are configured for real, then the root
# is the same, and works alike.
ok 'some: locked' lock some.lock amd64 "${python_base[@]}" less libblas3 libgomp1 fontconfig \
	libgdk-pixbuf-2.0-0 pkgconf
ok 'some: made' static amd64 some.lock some.tar.gz
ok 'some: configured for real' configure amd64 some.lock real.tar
ok 'some: the same root' same_root some.tar.gz real.tar
unpack some.tar.gz ours && unpack real.tar real
works some "$PWD/ours" "$PWD/real"
rm -rf ours real

# Given the hello project on the preset, then its image is made, verified, and runs.
mkdir hello
cp "$top"/projects/hello/{hello.py,requirements.in} hello
sed "s,debian12-amd64 debian12-arm64,debian13-amd64,; s,\.\./\.\./mk,$top/mk," \
	"$top/projects/hello/Makefile" >hello/Makefile
ok 'hello: made and verified' make --no-print-directory -C hello PYLOCK_STORE="$store" image verify
is 'hello: everything is modelled' "$(jq -c .unmodelled hello/build/debian13-amd64/base.json)" '[]'
image=$PWD/hello/build/debian13-amd64/image
like 'hello: it runs' "$(run_in_image "$image" x86_64 python3 /app/hello.py 2>&1)" \
	"^hello from Python $(preset debian13 \
		PYLOCK_BASE_PYTHON) on x86_64: a layer is 1\.0 MB at most\$"
is 'hello: the standard library works' "$(run_in_image "$image" x86_64 python3 -c '
import ctypes, hashlib, lzma, pwd, sqlite3, ssl, subprocess, zoneinfo
assert len(ssl.create_default_context().get_ca_certs()) > 100
subprocess.run("ls / >/dev/null", shell=True, check=True)
print(pwd.getpwuid(0).pw_dir, zoneinfo.ZoneInfo("Europe/Berlin"))' 2>&1)" '/root Europe/Berlin'

done_testing
