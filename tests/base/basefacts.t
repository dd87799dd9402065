#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# basefacts: what it says of images of this machine's own files is what this machine's own tools say
# of them.
. "$(dirname "$0")/../tap.sh"
needs python3 getconf dpkg-query jq
cd "$tmp" || exit 1
layer() { "$top/tests/support/mklayer" "$@"; }
image() { "$bin/image" --blobs store --config "$1" -o "$2" "${@:3}" >/dev/null; }
facts() { "$bin/basefacts" "$1" | jq -c "$2"; }
case $(uname -m) in x86_64) arch=amd64 ;; aarch64) arch=arm64 ;; esac
echo '{"architecture":"'"$arch"'","os":"linux","config":{"Env":["PATH=/opt/py/bin:/usr/bin"]}}' \
	>config.json

# Given a root with this machine's Python, C library and databases
python=$(readlink -f /usr/bin/python3)
minor=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
full=$("$python" -c 'import platform; print(platform.python_version())')
libc=$("$python" -c '
import os

print(next(l.split()[-1] for l in open("/proc/self/maps") if "/libc.so.6" in l))')
triplet=$(basename "$(dirname "$libc")")
layer --compress none store system.json "usr/bin/python$minor=@$python" \
	"usr/bin/python3->python$minor" "usr/lib/$triplet/libc.so.6=@$libc" \
	var/lib/dpkg/status=@/var/lib/dpkg/status usr/lib/os-release=@/etc/os-release \
	'etc/os-release->../usr/lib/os-release' \
	usr/lib/python3/dist-packages/six-1.16.dist-info/METADATA=$'Name: six\nVersion: 1.16.0\n'\
$'Requires-Python: >=2.7\n' \
	"usr/local/lib/python$minor/dist-packages/torch-2.dist-info/METADATA=$(printf \
		'Name: torch\nVersion: 2.7.0a0+7c8ec84dab.nv25.4\nRequires-Dist: six (>=1)\n')" \
	opt/other/lib/python2.7/site-packages/old.egg-info=$'Name: old\nVersion: 1\n'
image config.json system system.json
"$bin/basefacts" system >system.facts
is 'the version of Python' "$(jq -c '.interpreters | map([.path, .version])' system.facts)" \
	"[[\"/usr/bin/python$minor\",\"$full\"]]"
is 'the version of the C library' "$(jq -c .libc system.facts)" \
	"{\"glibc\":\"$(getconf GNU_LIBC_VERSION | cut -d' ' -f2)\"}"
# shellcheck disable=SC2016 # dpkg's variable
is 'the packages that dpkg has' "$(jq .packages.dpkg system.facts)" \
	"$(dpkg-query -W -f '${db:Status-Status}\n' | grep -c '^installed$')"
is 'os-release' \
	"$(jq -r '.release | [.ID, .VERSION_ID, .VERSION_CODENAME, .PRETTY_NAME][]' system.facts)" \
	"$(. /etc/os-release &&
		printf '%s\n' "$ID" "$VERSION_ID" "$VERSION_CODENAME" "$PRETTY_NAME")"
is 'architecture' "$(jq -r .architecture system.facts)" "$arch"
is 'the sites into which Python looks' "$(jq -c '.interpreters[0].sites' system.facts)" \
	"[\"/usr/lib/python3/dist-packages\",\"/usr/local/lib/python$minor/dist-packages\"]"
is 'the distributions in all sites' \
	"$(jq -c '.sites | map([.path, (.distributions | map([.name, .version, .requiresDist]))])' \
		system.facts)" \
	"[[\"/opt/other/lib/python2.7/site-packages\",[[\"old\",\"1\",[]]]],\
[\"/usr/lib/python3/dist-packages\",[[\"six\",\"1.16.0\",[]]]],\
[\"/usr/local/lib/python$minor/dist-packages\",[[\"torch\",\"2.7.0a0+7c8ec84dab.nv25.4\",[\"six \
(>=1)\"]]]]]"
is 'nobody, when there is no passwd' "$(jq -c '[.users, .groups]' system.facts)" '[[],[]]'
layer store accounts.json etc/passwd=@/etc/passwd etc/group=@/etc/group
image config.json accounts accounts.json
"$python" - >wanted.json <<'END'
import grp, json, pwd

print(
    json.dumps(
        [
            [[u.pw_name, u.pw_uid, u.pw_gid, u.pw_dir, u.pw_shell] for u in pwd.getpwall()],
            [[g.gr_name, g.gr_gid, g.gr_mem] for g in grp.getgrall()],
        ]
    )
)
END
is 'users and groups, as the C library reads them' \
	"$(facts accounts \
		'[(.users | map([.name, .uid, .gid, .home, .shell])),
	(.groups | map([.name, .gid, .members]))]')" \
	"$(jq -c . wanted.json)"
is "the image's own configuration" "$(facts accounts .config)" \
	'{"Env":["PATH=/opt/py/bin:/usr/bin"]}'
is 'with a store it says the same' "$("$bin/basefacts" --store store system)" "$(cat system.facts)"
is 'and again' "$("$bin/basefacts" --store store system)" "$(cat system.facts)"

# Interpreters that do not have their version in them: made-up ELF files
"$python" - <<'END'
import struct

for name, machine in (("amd64", 62), ("arm64", 183)):
    for kind, said in (
        ("bare", b""),
        ("3.12.4", b"\0003.12.4\0"),
        ("odd", b"\0003.12.\0003.12.4x\000x3.12.9\0003.12.5rc1\0"),
        (
            "glibc",
            b"\0GLIBC_2.2.5\0GLIBC_2.9\0GLIBC_2.35\0GLIBC_2.17\0GLIBC_PRIVATE\0GLIBC_2.99x\0"
            + b"y" * 70000
            + b"\0GLIBC_2.34\0",
        ),
        ("musl", b"\0001.2\0001.2.4\0001.2.5\0"),
    ):
        header = b"\x7fELF" + bytes([2, 1, 1]) + bytes(9) + struct.pack("<HH", 3, machine)
        open(f"{name}-{kind}", "wb").write(header + said)
END
layer store library.json "usr/local/bin/python3.12=@$arch-bare" \
	"usr/local/lib/libpython3.12.so.1.0=@$arch-3.12.4"
layer store header.json "opt/py/bin/python3.12=@$arch-bare" \
	opt/py/include/python3.12/patchlevel.h=$'#define PY_MAJOR_VERSION\t3\n#define PY_VERSION  '\
$' '\
$'   \t"3.12.7+"\n'
layer store odd.json "usr/bin/python3.12=@$arch-odd" usr/bin/python3.12.sh=x \
	usr/bin/python3.13=text "usr/sbin/python3.12=@$arch-3.12.4"
layer --overlay store gone.json usr/bin/.wh.python3.12=
image config.json pythons library.json header.json odd.json
is 'from its library, its header or itself; in the order of PATH' \
	"$(facts pythons '.interpreters | map([.path, .version, .from])')" \
	'[["/opt/py/bin/python3.12","3.12.7","opt/py/include/python3.12/patchlevel.h"],'\
'["/usr/bin/python3.12","3.12.5rc1","usr/bin/python3.12"],["/usr/local/bin/python3.12","3.12.4",'\
'"usr/local/lib/libpython3.12.so.1.0"]]'
image config.json gone library.json header.json odd.json gone.json
is 'what a layer above removes is not there' "$(facts gone '.interpreters | map(.path)')" \
	'["/opt/py/bin/python3.12","/usr/local/bin/python3.12"]'
layer store bare.json "usr/bin/python3.12=@$arch-bare"
jq -c '.config.Env += ["PYTHON_VERSION=3.12.9"]' config.json >variable.json
image variable.json variable bare.json
is "from the image's environment" "$(facts variable '.interpreters | map([.version, .from])')" \
	'[["3.12.9","PYTHON_VERSION"]]'
layer store status.json \
	var/lib/dpkg/status=$'Package: python3.12-minimal\nStatus: install ok installed\nVersion: '\
$'3.12.3-1ubuntu0.5\n\nPackage: gone\nStatus: deinstall ok config-files\nVersion: 1\n\nPackage: '\
$'cuda-cudart-12-9\nStatus: install ok installed\nVersion: 12.9.79-1\n'
image config.json dpkg bare.json status.json
is 'from dpkg' "$(facts dpkg '.interpreters | map([.version, .from])')" '[["3.12.3","dpkg"]]'
is 'a package that is not installed does not count' "$(facts dpkg .packages)" '{"dpkg":2}'
image config.json unknown bare.json
is 'else the minor version' "$(facts unknown '.interpreters | map(.version)')" '["3.12"]'

# C libraries
layer store glibc.json "lib/libc-2.35.so=@$arch-glibc" 'lib/libc.so.6->libc-2.35.so' \
	"usr/aarch64-linux-gnu/lib/libc.so.6=@$libc" usr/lib/libc.so.6=text
image config.json glibc glibc.json
is 'the highest version definition of glibc' "$(facts glibc .libc)" '{"glibc":"2.35"}'
case $arch in amd64) other=arm64 ;; *) other=amd64 ;; esac
layer store foreign.json "lib/libc.so.6=@$other-glibc"
image config.json foreign foreign.json
is "another machine's does not count" "$(facts foreign .libc)" '{}'
layer store musl.json "lib/ld-musl-$(uname -m).so.1=@$arch-musl" \
	lib/apk/db/installed=$'C:Q1\nP:musl\nV:1.2.4-r2\n\nP:busybox\nV:1.36.1-r5\nF:bin\n'
image config.json musl musl.json
is 'musl and apk' "$(facts musl '[.libc, .packages]')" '[{"musl":"1.2.4"},{"apk":2}]'

# CUDA
layer store cuda.json \
	usr/local/cuda-12.6/version.json='{"cuda":{"name":"CUDA SDK","version":"12.6.3"}}' \
	usr/local/cuda-1/version.json='{"cuda":3' \
	'usr/local/cuda->cuda-12.6'
jq -c '.config.Env += ["CUDA_VERSION=12.6.11.004"]' config.json >cuda-config.json
image cuda-config.json cuda cuda.json status.json
is 'CUDA, from each that tells' "$(facts cuda .cuda)" \
	'[{"from":"usr/local/cuda-12.6/version.json","version":"12.6.3"},'\
'{"from":"cuda-cudart-12-9","version":"12.9"},{"from":"CUDA_VERSION","version":"12.6.11.004"}]'

# Images without a database of packages for dpkg, but a file for each; os-release with quotes;
# nothing at all
layer store distroless.json var/lib/dpkg/status.d/libc6=$'Package: libc6\nVersion: 2.36\n' \
	var/lib/dpkg/status.d/libc6.md5sums=x \
	"etc/os-release=NAME=x
ID='a\"b'
VERSION_ID=\"1\\\$2\""
image config.json distroless distroless.json
is 'a file for each package' "$(facts distroless .packages)" '{"dpkg":1}'
is 'quotes' "$(facts distroless .release)" '{"ID":"ab","VERSION_ID":"1$2"}'
image config.json nothing
is 'an empty image' \
	"$(facts nothing '[.interpreters, .sites, .libc, .packages, .release, .cuda]')" \
	'[[],[],{},{},{},[]]'

# A configuration that lies about what a layer unpacks to
jq -c '.diffID = "sha256:" + .digest[7:] | .annotations["mk.pylock.overlay"] = "true"' \
	distroless.json >lie.json
image config.json lie lie.json
fails 'a diffID that is wrong' 1 '^basefacts: lie: layer sha256:.* unpacks to .* says sha256:' \
	"$bin/basefacts" lie

# What is where, for who writes over it
layer store low.json 0755:0:0:home/ 1777:7:8:tmp/ tmp/gone= 'bin->usr/bin' usr/bin/sh=x \
	'loop->loop' 0640:0:42:etc/shadow=$'root:*:1:0:99999:7:::\n' etc/passwd=old
layer --overlay store high.json tmp/.wh.gone= 0700:1000:1000:home/app/ \
	0755:1000:1000:home/app/mine= etc/passwd=$'root:x:0:0:root:/root:/bin/sh\n' 'pipe!'
image config.json where low.json high.json
"$bin/basefacts" --tree where.tree where >/dev/null
is 'directories with mode and owner, links, files, accounts' \
	"$(tr '\n' '%' <where.tree | tr '\0' '\n' | paste - - | sed 's/\t/ = /')" \
" = d 0755 0 0
bin = l usr/bin
etc = d 0755 0 0
etc/passwd = c 0644 0 0 root:x:0:0:root:/root:/bin/sh%
etc/shadow = c 0640 0 42 root:*:1:0:99999:7:::%
home = d 0755 0 0
home/app = d 0700 1000 1000
home/app/mine = f
loop = l loop
pipe = f
tmp = d 1777 7 8
usr = d 0755 0 0
usr/bin = d 0755 0 0
usr/bin/sh = f"
touch -d '1 hour ago' where.tree
cp -p where.tree before.tree
"$bin/basefacts" --tree where.tree where >/dev/null
is 'the same is not written again' "$(stat -c %Y where.tree)" "$(stat -c %Y before.tree)"

# What cannot be read
fails 'no layout' 1 '^basefacts: store: not an OCI image layout' "$bin/basefacts" store
head -c 9000000 /dev/zero | tr '\0' x >status
layer store large.json var/lib/dpkg/status=@status
image config.json large large.json
fails 'a database that is too large' 1 'var/lib/dpkg/status: larger than' "$bin/basefacts" large
fails 'no layout given' 2 'one layout must be given' "$bin/basefacts"
like '--help' "$("$bin/basefacts" --help)" '^usage: basefacts '
# Of several images, the one for a platform
for arch in arm64 amd64; do
	"$top/tests/support/mkbase" --arch $arch --python 3.11.2 $arch
done
"$top/tests/support/mkmulti" both arm64=linux/arm64 amd64=linux/amd64
for arch in arm64 amd64; do
	is "of a layout of two images, the one for linux/$arch" \
		"$("$bin/basefacts" --platform linux/$arch both)" "$("$bin/basefacts" $arch)"
done
done_testing
