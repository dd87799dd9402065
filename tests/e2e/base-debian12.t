#!/bin/bash
# SPDX-License-Identifier: MIT
# base-debian12: a base made of locked packages by declared steps is the one that configuring them
# for real makes, and works like it: natively for amd64, under qemu for arm64. What a base does the
# same in every suite is shown here.
# shellcheck disable=SC2317 # functions are called by ok and fails
. "$(dirname "$0")/../tap.sh"
. "$(dirname "$0")/../servers.sh"
. "$(dirname "$0")/base.sh"
cd "$tmp" || exit 1
needs bwrap mmdebstrap
suite=bookworm steps=("$top"/mk/bases/{debian12,debian}.steps)
audio=(git less libgomp1 libportaudio2 libsndfile1 libavcodec59 libavformat59 libavdevice59 \
	libavfilter8 libavutil57 libswresample4)

# The most anonymous memory that a background process has, in KiB, as far as looking now and then
# shows.
memory_of() { # pid
	local now most=0
	while now=$(awk '/^RssAnon/ { print $2 }' "/proc/$1/status" 2>/dev/null) &&
		[ -n "$now" ]; do
		[ "$now" -le "$most" ] || most=$now
		sleep 0.05
	done
	echo "$most"
}

# --- amd64: everything that the audiobook project needs
# -----------------------------------------------

# Given a lock
ok 'amd64: locked' lock amd64.lock amd64 "${python_base[@]}" "${audio[@]}"
is 'the lock names no server' "$(grep -c '://' amd64.lock)" 0
is 'its Python is the one that the presets say' \
	"$(sed -n 's/^python3\.11-minimal \([0-9.]*\)-.*/\1/p' amd64.lock)" \
	"$(preset debian12 PYLOCK_BASE_PYTHON)"
cp amd64.lock first.lock
ok 'amd64: locked again' lock amd64.lock amd64 "${audio[@]}" "${python_base[@]}"
ok 'the same lock' cmp first.lock amd64.lock
no_such_package() {
	"$top/tools/debian/baselock.sh" --suite bookworm --arch amd64 -o amd64.lock no-such-package
}
said=$(no_such_package 2>&1)
is 'a package that does not exist' $? 1
like 'apt explains it' "$said" 'Unable to locate package no-such-package'
ok 'and the lock is as it was' cmp first.lock amd64.lock

# When the base is made by steps
"$bin/baselayer" --arch amd64 "${steps[@]/#/--steps=}" -o amd64.tar.gz @amd64.lock.debs \
	>amd64.tar.gz.json 2>amd64.tar.gz.said &
memory=$(memory_of $!)
wait $!
is 'amd64: made' $? 0
is 'everything is modelled' "$(cat amd64.tar.gz.said; jq -c .unmodelled amd64.tar.gz.json)" '[]'
note "omitted: $(jq -c .omitted amd64.tar.gz.json)"
note "anonymous memory: $memory KiB"
ok 'at most 64 MiB of memory' test "$memory" -gt 0 -a "$memory" -le 65536

# Then it is the root that configuring makes
ok 'amd64: configured for real' configure amd64 amd64.lock amd64-real.tar
ok 'amd64: the same root' same_root amd64.tar.gz amd64-real.tar

# And works like it
unpack amd64.tar.gz ours && unpack amd64-real.tar real && rm amd64-real.tar
works amd64 "$PWD/ours" "$PWD/real"
for library in avcodec:59 avformat:59 avdevice:59 avfilter:8 avutil:57 swresample:4 portaudio:2 \
	sndfile:1 gomp:1; do
	ok "loads lib${library%:*}" inside "$PWD/ours" python3 \
		-c "import ctypes; ctypes.CDLL('lib${library%:*}.so.${library#*:}')"
done

# An address that a certificate of a known authority vouches for is trusted, any other is not
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout key.pem -out cert.pem \
	-days 2 -subj /CN=localhost \
	-addext 'subjectAltName=DNS:localhost' 2>/dev/null
cat >https.py <<'PYTHON'
import http.server, ssl, sys, threading, urllib.request
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain("/work/cert.pem", "/work/key.pem")
server = http.server.HTTPServer(("127.0.0.1", 0), http.server.SimpleHTTPRequestHandler)
server.socket = context.wrap_socket(server.socket, server_side=True)
threading.Thread(target=server.serve_forever, daemon=True).start()
url = f"https://localhost:{server.server_port}/"
try:
    urllib.request.urlopen(url)
    sys.exit("an unknown authority was trusted")
except urllib.error.URLError as error:
    assert "CERTIFICATE_VERIFY_FAILED" in str(error), error
with open("/etc/ssl/certs/ca-certificates.crt", "a") as bundle:
    bundle.write(open("/work/cert.pem").read())
assert urllib.request.urlopen(url).status == 200
PYTHON
mkdir -p ours/work && cp key.pem cert.pem https.py ours/work
ok 'HTTPS' inside "$PWD/ours" sh -c 'ip link set lo up 2>/dev/null; python3 /work/https.py'

# And nothing of this machine is in it
names=$(tar -tzf amd64.tar.gz |
	grep -xE '(etc/(hostname|resolv.conf|apt/sources.list|machine-id)|dev/.+|tmp/.+)')
is 'no files of this machine' "$names" ''
resolver=$(sed -n 's/^nameserver //p' /etc/resolv.conf 2>/dev/null | head -n 1)
no_trace() { ! gzip -dc amd64.tar.gz | grep -qaF -e "$tmp" ${resolver:+-e "nameserver $resolver"}; }
ok 'no trace of this machine' no_trace
rm -rf ours real amd64.tar.gz

# --- arm64: without emulation; compared under it
# ----------------------------------------------------------

ok 'arm64: locked' lock arm64.lock arm64 "${python_base[@]}" "${audio[@]}"
ok 'arm64: made' static arm64 arm64.lock arm64.tar.gz
is 'arm64: everything is modelled' "$(jq -c .unmodelled arm64.tar.gz.json)" '[]'

# Configuring under qemu is slow: what scripts make for arm64 alone is in the packages below Python.
# (hello.t runs arm64's Python.)
need_machine aarch64
ok 'arm64: locked for the comparison' lock small.lock arm64 base-files base-passwd ca-certificates \
	libc-bin netbase tzdata usr-is-merged libblas3 libgomp1
ok 'arm64: made for the comparison' static arm64 small.lock small.tar.gz
mkdir elsewhere
tac small.lock.debs >elsewhere/small.lock.debs
ok 'arm64: made elsewhere' env -C elsewhere TZ=Asia/Tokyo LC_ALL=C bash \
	-c "umask 077; $(declare -f static); $(declare -p bin \
		steps); static arm64 small.lock small.tar.gz"
ok 'arm64: the same bytes' cmp small.tar.gz elsewhere/small.tar.gz
ok 'arm64: configured for real' configure arm64 small.lock real.tar
ok 'arm64: the same root' same_root small.tar.gz real.tar
unpack small.tar.gz ours && unpack real.tar real
same_inside 'arm64: ldconfig' "$PWD/ours" "$PWD/real" ldconfig -p
same_inside 'arm64: accounts' "$PWD/ours" "$PWD/real" getent passwd
is 'arm64: dpkg --verify' "$(inside "$PWD/ours" dpkg --verify)" ''

done_testing
