#!/bin/bash
# SPDX-License-Identifier: MIT
# baselayer: packages, or a root's tarball, become one layer; what nobody modelled is named, what is
# hostile refused.
# shellcheck disable=SC2317 # functions are called by ok and fails
. "$(dirname "$0")/../tap.sh"
needs strace dpkg-deb jq
cd "$tmp" || exit 1
umask 022

sha() { sha256sum | cut -c1-64; }

package() { # name architecture: builds the directory NAME as NAME.deb
	mkdir -p "$1/DEBIAN"
	printf 'Package: %s\nVersion: 1.0\nArchitecture: %s\nMaintainer: x <y>\nDescription: x\n' \
		"$1" "$2" >"$1/DEBIAN/control"
	SOURCE_DATE_EPOCH=0 dpkg-deb --root-owner-group -b "$1" "$1.deb" >/dev/null
}

script() { # package script: its text is standard input
	mkdir -p "$1/DEBIAN"
	cat >"$1/DEBIAN/$2"
	chmod 755 "$1/DEBIAN/$2"
}

# Given three packages: the base, a tool with an alternative, and one with a script that nobody
# knows
mkdir -p base/bin base/etc base/usr/bin base/tmp tool/usr/bin other/usr/bin
echo shell >base/bin/sh
echo conf >base/etc/base.conf
mkdir -p base/DEBIAN
echo /etc/base.conf >base/DEBIAN/conffiles
chmod 1777 base/tmp
chmod 4755 base/bin/sh
ln base/bin/sh base/bin/ash
printf '#!/bin/sh\nset -e\ncp /usr/share/base /etc/copied\n' | script base postinst
package base all
echo tool >tool/usr/bin/mytool
printf '#!/bin/sh\nset -e\nupdate-alternatives --install /usr/bin/tool tool /usr/bin/mytool 10\n' |
	script tool postinst
package tool arm64
echo other >other/usr/bin/other
printf '#!/bin/sh\nuseradd other\n' | script other postinst
package other all

# And steps for the base's script
fingerprint=$(printf '#!/bin/sh\nset -e\ncp /usr/share/base /etc/copied\n' | sha | cut -c1-16)
cat >test.steps <<STEPS
merge bin
package base
  script postinst $fingerprint
  copy /etc/base.conf /etc/copied
  file 0600 0:42 /etc/shadow
  |root:*::
  omit the rest
STEPS

# When they become a layer
json=$("$bin/baselayer" --arch arm64 -o layer.tar.gz --files files --steps test.steps base.deb \
	tool.deb other.deb 2>said)
is 'exit status' $? 0

# Then it holds what unpacking and configuring them would have made
is 'entries' "$(TZ=UTC tar --full-time -tvzf layer.tar.gz | tr -s ' ' |
	sed 's/ 1980-01-01 00:00:00//' | grep -v ' var/lib/dpkg/[is][nt]')" \
"lrwxrwxrwx 0/0 0 bin -> usr/bin
drwxr-xr-x 0/0 0 etc/
drwxr-xr-x 0/0 0 etc/alternatives/
lrwxrwxrwx 0/0 0 etc/alternatives/tool -> /usr/bin/mytool
-rw-r--r-- 0/0 5 etc/base.conf
-rw-r--r-- 0/0 5 etc/copied
-rw------- 0/42 9 etc/shadow
drwxrwxrwt 0/0 0 tmp/
drwxr-xr-x 0/0 0 usr/
drwxr-xr-x 0/0 0 usr/bin/
-rwsr-xr-x 0/0 6 usr/bin/ash
-rw-r--r-- 0/0 5 usr/bin/mytool
-rw-r--r-- 0/0 6 usr/bin/other
hrwsr-xr-x 0/0 0 usr/bin/sh link to usr/bin/ash
lrwxrwxrwx 0/0 0 usr/bin/tool -> /etc/alternatives/tool
drwxr-xr-x 0/0 0 var/
drwxr-xr-x 0/0 0 var/lib/
drwxr-xr-x 0/0 0 var/lib/dpkg/
drwxr-xr-x 0/0 0 var/lib/dpkg/alternatives/
-rw-r--r-- 0/0 40 var/lib/dpkg/alternatives/tool
-rw-r--r-- 0/0 6 var/lib/dpkg/arch
drwxr-xr-x 0/0 0 var/lib/dpkg/triggers/
-rw-r--r-- 0/0 0 var/lib/dpkg/triggers/File
-rw-r--r-- 0/0 0 var/lib/dpkg/triggers/Unincorp"

# And dpkg takes it for an installed root
mkdir root && tar -C root -xpzf layer.tar.gz
is 'dpkg -l' "$(dpkg --root="$PWD/root" -l | awk '/^ii/ {print $2, $3}')" \
	$'base 1.0\nother 1.0\ntool:arm64 1.0'
is 'dpkg -S' "$(dpkg --root="$PWD/root" -S /usr/bin/mytool)" 'tool:arm64: /usr/bin/mytool'
is 'dpkg --verify' "$(dpkg --root="$PWD/root" --verify)" ''

# And the script that nobody modelled is named, on stderr and in the descriptor
own=$(printf '#!/bin/sh\nuseradd other\n' | sha | cut -c1-16)
is 'named on stderr' "$(cat said)" "baselayer: other: postinst is not modelled ($own)"
is 'named in the descriptor' "$(jq -c .unmodelled <<<"$json")" \
	"[\"other: postinst is not modelled ($own)\"]"
is 'declared omissions' "$(jq -c .omitted <<<"$json")" '["base: the rest"]'

# And the descriptor says what the file is
is 'digest' "$(jq -r .digest <<<"$json")" "sha256:$(sha <layer.tar.gz)"
is 'diffID' "$(jq -r .diffID <<<"$json")" "sha256:$(gzip -dc layer.tar.gz | sha)"
is 'list of files' "$(grep ' usr/bin/' files)" "4755 $(echo shell | sha) usr/bin/ash
0644 $(echo tool | sha) usr/bin/mytool
0644 $(echo other | sha) usr/bin/other
4755 $(echo shell | sha) usr/bin/sh
0777 $(printf /etc/alternatives/tool | sha) usr/bin/tool"
is 'golden digest' "$(jq -r .digest <<<"$json")" \
	sha256:f0d99edbc766254af406253d02b0172b67e88741600e866c052d0617daa60844

# The bytes do not depend on order, names, umask, time zone, locale or directory
mkdir elsewhere
cp tool.deb elsewhere/0123
(umask 077
	cd elsewhere &&
		TZ=Asia/Tokyo LC_ALL=C "$bin/baselayer" --arch arm64 -o layer.tar.gz \
		--steps ../test.steps \
	tool_1.0_arm64.deb=0123 ../other.deb ../base.deb >/dev/null 2>&1)
ok 'the same layer elsewhere' cmp layer.tar.gz elsewhere/layer.tar.gz
printf '%s\n' base.deb tool.deb other.deb >debs
is 'packages from a file' \
	"$("$bin/baselayer" --arch arm64 -o x --steps test.steps @debs 2>/dev/null |
		jq -r .digest)" "sha256:$(sha <layer.tar.gz)"

# Nothing of this machine is inside
not_inside() { ! gzip -dc layer.tar.gz | grep -qaF -e "$tmp" -e nameserver; }
ok 'nothing of this machine' not_inside

# With a store, layer and list are content there
json=$("$bin/baselayer" --arch arm64 --store store --steps test.steps @debs 2>/dev/null)
digest=$(jq -r '.digest[7:]' <<<"$json") files=$(jq -r '.files[7:]' <<<"$json")
ok 'layer in the store' cmp layer.tar.gz "store/sha256/${digest:0:2}/$digest"
ok 'list in the store' cmp files "store/sha256/${files:0:2}/$files"
is 'nothing else in the store' "$(find store/tmp -mindepth 1)" ''

# A root's tarball gives the same tree, whatever its compression
for compressor in cat gzip xz zstd bzip2 'xz --format=lzma'; do
	tar -C root --owner=0 --group=0 --numeric-owner -cf - . | $compressor >root.tar
	"$bin/baselayer" --arch arm64 -o "rootfs.tar.gz" root.tar >rootfs.json
	is "rootfs by $compressor" \
		"$(gzip -dc rootfs.tar.gz | tar -tvf - | grep -v ' etc/shadow' | sha)" \
		"$(gzip -dc layer.tar.gz | tar -tvf - | grep -v ' etc/shadow' | sha)"
done

# Hostile packages are refused with one line
refused() { # name pattern package...
	local name=$1 pattern=$2
	shift 2
	fails "$name" 1 "$pattern" "$bin/baselayer" --arch arm64 -o bad.tar.gz --steps test.steps \
		"$@"
}
evil() { # name transformation: a package whose only file has another name
	mkdir -p evil-data
	echo evil >evil-data/f
	tar -C evil-data -P --owner=0 --group=0 --transform "$2" -czf data.tar.gz f
	dpkg-deb --ctrl-tarfile base.deb | gzip >control.tar.gz
	echo 2.0 >debian-binary
	rm -f "$1.deb"
	ar rc "$1.deb" debian-binary control.tar.gz data.tar.gz
}
evil up 's,f,../../f,'
refused 'a path that leads out' '^baselayer: up.deb: ../../f: the path leads out' up.deb
evil absolute 's,f,/etc/f,'
refused 'an absolute path' '^baselayer: absolute.deb: /etc/f: the path is absolute' absolute.deb
evil whiteout 's,f,etc/.wh.passwd,'
refused 'a whiteout' '^baselayer: whiteout.deb: etc/.wh.passwd: the path is a name that deletes' \
	whiteout.deb
mkdir -p devices
python3 - <<'PYTHON'
import io, tarfile

def make(name, *members):
    with tarfile.open(name, "w:gz") as tar:
        for fields in members:
            info = tarfile.TarInfo(fields.pop("name"))
            for key, value in fields.items():
                setattr(info, key, value)
            tar.addfile(info, io.BytesIO(bytes(info.size)))

make("device.tar.gz", dict(name="./x", type=tarfile.CHRTYPE, devmajor=1, devminor=3))
make("pipe.tar.gz", dict(name="./x", type=tarfile.FIFOTYPE))
make("hardlink.tar.gz", dict(name="./x", type=tarfile.LNKTYPE, linkname="../../etc/passwd"))
make("dangling.tar.gz", dict(name="./x", type=tarfile.LNKTYPE, linkname="./etc/passwd"))
make(
    "through.tar.gz",
    dict(name="./x", type=tarfile.SYMTYPE, linkname="/../../tmp"),
    dict(name="./x/y", size=3),
)
make(
    "loop.tar.gz", dict(name="./x", type=tarfile.SYMTYPE, linkname="x"), dict(name="./x/y", size=3)
)
make("bomb.tar.gz", dict(name="./x", size=200 << 20))
make("below.tar.gz", dict(name="./x", size=1), dict(name="./x/y", size=1))
PYTHON
for kind in device pipe hardlink dangling loop bomb below; do
	cp $kind.tar.gz data.tar.gz
	rm -f $kind.deb
	ar rc $kind.deb debian-binary control.tar.gz data.tar.gz
done
refused 'a device' '^baselayer: device.deb: x: is a device or a pipe$' device.deb
refused 'a pipe' '^baselayer: pipe.deb: x: is a device or a pipe$' pipe.deb
refused 'a hard link that leads out' \
	'^baselayer: hardlink.deb: ../../etc/passwd: the path leads out' hardlink.deb
refused 'a hard link to nothing' \
	'^baselayer: dangling.deb: x: a hard link to etc/passwd, which is no file' dangling.deb
refused 'a loop of links' '^baselayer: loop.deb: x/y: a directory above it is a file or a loop' \
	loop.deb
refused 'a bomb' '^baselayer: bomb.deb: unpacks to far more than its size allows$' bomb.deb
refused 'a file below a file' '^baselayer: below.deb: x/y: a directory above it is a file' below.deb
head -c 400 base.deb >short.deb
refused 'a truncated package' '^baselayer: short.deb: cannot be read: ' short.deb
echo text >text.deb
refused 'no package' '^baselayer: text.deb: cannot be read: ' text.deb
refused 'a missing package' '^baselayer: none.deb: cannot open: No such file' none.deb
refused 'a package twice' '^baselayer: base.deb: the package base is given twice$' base.deb base.deb
package wrong amd64
refused 'a package for another machine' '^baselayer: wrong.deb: is for amd64, not for arm64$' \
	wrong.deb
cp -r base thief && package thief all
refused 'a file of two packages' \
	'^baselayer: thief.deb: bin/ash: is there already, from elsewhere$' base.deb thief.deb

# Hostile roots, too; but a link out of a root leads to somewhere in it
refused_root() { fails "$1" 1 "$2" "$bin/baselayer" --arch arm64 -o bad.tar.gz "$3"; }
refused_root 'a device in a root' '^baselayer: device.tar.gz: x: is a device or a pipe$' \
	device.tar.gz
refused_root 'a hard link out of a root' \
	'^baselayer: hardlink.tar.gz: ../../etc/passwd: the path leads out' hardlink.tar.gz
refused_root 'a bomb for a root' '^baselayer: bomb.tar.gz: unpacks to far more' bomb.tar.gz
echo text >text.tar
refused_root 'a root that is text' '^baselayer: text.tar: cannot be read: ' text.tar
head -c 60 through.tar.gz >short.tar.gz
refused_root 'a truncated root' '^baselayer: short.tar.gz: cannot be read: ' short.tar.gz
"$bin/baselayer" --arch arm64 -o through.layer through.tar.gz >/dev/null
is 'a link to the outside' "$(tar -tzf through.layer)" $'tmp/\ntmp/y\nx'
is 'nothing is left' "$(find . -name 'bad.*' -o -name '.spool*' -o -name '.bad*')" ''

# Wrong steps and wrong command lines
printf 'package tool\n  copy /nowhere /x\n' >bad.steps
fails 'steps that do not work' 1 '^baselayer: bad.steps:2: tool: /nowhere: no such file$' \
	"$bin/baselayer" --arch arm64 -o x --steps bad.steps tool.deb
printf 'package base\n  file 0600 0:42 /etc/shadow\n|own:*::\n' >own.steps
"$bin/baselayer" --arch arm64 -o own.tar.gz --steps own.steps --steps test.steps @debs >/dev/null \
	2>&1
is 'steps of two files: what the first one made stays' "$(tar -xOzf own.tar.gz etc/shadow)" \
	'own:*::'
is 'and the second one makes the rest' "$(tar -xOzf own.tar.gz etc/copied)" conf
fails 'no steps' 2 '--steps is missing' "$bin/baselayer" --arch arm64 -o x base.deb
fails 'no architecture' 2 '--arch is missing' "$bin/baselayer" -o x root.tar
fails 'an unknown architecture' 2 "'sparc' is neither amd64 nor arm64" "$bin/baselayer" \
	--arch sparc -o x root.tar
fails 'no output' 2 'either -o or --store' "$bin/baselayer" --arch arm64 root.tar
fails 'nothing to do' 2 'no packages and no root' "$bin/baselayer" --arch arm64 -o x
fails 'two roots' 2 'neither NAME.deb nor NAME.deb=PATH' "$bin/baselayer" --arch arm64 -o x \
	root.tar root.tar

# What was made before is taken from the store
recall() { "$bin/baselayer" --arch arm64 --store kept --recall "$@"; }
first=$(recall --steps test.steps @debs 2>first.said)
# Under strace no leaks can be looked for.
again=$(ASAN_OPTIONS=detect_leaks=0 strace -f --seccomp-bpf -o trace -e trace=openat \
	"$bin/baselayer" \
	--arch arm64 --store kept --recall \
	--steps test.steps @debs 2>again.said)
is 'recalled, it is the same' "$again" "$first"
ok 'what nobody modelled is said again' cmp first.said again.said
like 'and something was' "$(cat first.said)" .
ok 'no layer is written then' [ "$(grep -c 'kept/.*O_CREAT' trace)" -eq 0 ]
printf '# another\n' | cat test.steps - >other.steps
ok 'other steps have another key' recall --steps other.steps @debs
is 'two are kept' "$(find kept/keys/base -type f | wc -l)" 2
mkdir -p tree/top && echo x >tree/top/file
tar cf tree.tar -C tree top
one=$(recall tree.tar)
is 'a root is recalled, too' "$(recall tree.tar)" "$one"
below=$(recall --below /opt/py tree.tar)
is 'below a path it is another' "$(find kept/keys/base -type f | wc -l)" 4
digest=$(jq -r '.digest[7:]' <<<"$below")
is 'whose directory has that path' "$(tar -tzf "kept/sha256/${digest:0:2}/$digest" | tail -n 1)" \
	opt/py/file
fails 'a path that is relative' 2 "--below: 'opt' is not an absolute path" \
	"$bin/baselayer" --arch arm64 -o x --below opt tree.tar
fails 'a path for packages' 2 '--below is for a ROOTFS' "$bin/baselayer" --arch arm64 -o x \
	--below /opt --steps test.steps @debs
fails 'without a store' 2 '--recall is for --store' "$bin/baselayer" --arch arm64 -o x --recall \
	tree.tar
done_testing
