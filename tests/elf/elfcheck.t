#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# elfcheck: what it says of libraries equals what readelf says, and made-up ones miss each thing
# that a target may lack.
. "$(dirname "$0")/../tap.sh"
cd "$tmp" || exit 1
needs readelf gcc jq
python=$top/build/setup/venv/bin/python
made() { "$python" -B "$top/tests/support/made_elf.py" "$@"; }
elfcheck() { "$bin/elfcheck" "$@"; }
arm() { elfcheck --arch aarch64 --glibc 2.36 "$@"; }
aarch64='"machine":183'

# --- as readelf -----------------------------------------------------------------------

# Given libraries and programs of this machine, and made-up ones of others
mkdir -p root/lib
find /usr/lib/*-linux-gnu /usr/bin -maxdepth 1 -xtype f \( -name 'lib[a-j]*.so.?' -o \
	-name 'lib[a-j]*.so.??' -o -name '[a-c]*' \) |
	sort | head -n 150 | xargs cp -Lt root/lib
made root/lib/libbig.so \
	'{"machine":22,"order":"big","soname":"libbig.so.1","needed":["libc.so.6"],'\
'"rpath":"/opt/big","versions":{"libc.so.6":["GLIBC_2.9","GLIBC_2.17",["GLIBC_2.99",2]]}}'
made root/lib/libsmall.so \
	'{"machine":40,"class":32,"needed":["libc.so.6","libm.so.6"],"runpath":"$ORIGIN",'\
'"versions":{"libc.so.6":["GLIBC_2.4"],"libm.so.6":["GLIBC_2.29"]}}'
cat >said.py <<'EOF'
"""What readelf says of the ELF files in a directory, as elfcheck would print it."""

import json, os, re, subprocess, sys

machines = {
    "AArch64": "aarch64",
    "Advanced Micro Devices X86-64": "x86_64",
    "IBM S/390": "s390x",
    "ARM": "armv7l",
}
objects = []
for folder, _, names in os.walk(sys.argv[1]):
    for name in names:
        path = os.path.join(folder, name)
        if open(path, "rb").read(4) != b"\x7fELF":
            continue
        text = subprocess.run(["readelf", "-hdVW", path], capture_output=True, text=True).stdout
        versions = {}
        for version, flags in re.findall(
            r"Name: (\S+)  Flags: (.*?)  Version", text.partition("Version needs section")[2]
        ):
            if "WEAK" in flags:
                continue
            base, number = re.fullmatch(r"(.+?)_(\d[\d._]*)|(.*)", version).groups("")[:2]
            base = base or version
            key = lambda n: [int(part) for part in re.split("[._]", n) if part]
            versions[base] = max(versions.get(base, ""), number, key=key)
        one = lambda tag: (re.findall(r"\(%s\).*\[(.*)\]" % tag, text) or [None])[0]
        said = {
            "path": os.path.relpath(path, sys.argv[1]),
            "machine": machines[re.search(r"Machine: +(.*)", text)[1]],
            "needed": re.findall(r"\(NEEDED\).*\[(.*)\]", text),
            "versions": versions,
            "soname": one("SONAME"),
            "rpath": one("RPATH"),
            "runpath": one("RUNPATH"),
        }
        objects.append({key: value for key, value in said.items() if value is not None})
objects.sort(key=lambda said: said["path"])
json.dump(objects, sys.stdout)
EOF
arm root >all.json
is 'exit status 1: some are for another machine' $? 1
python3 said.py root | jq -S . >wanted
jq -S '.objects | map(del(.cuda, .source, .unmet))' all.json >got
ok "machines, names, needs and versions are readelf's ($(jq length wanted) files)" diff wanted got
ok 'there are 100 of them and more' test "$(jq length wanted)" -ge 100
ok 'among them versions of several names' jq -e 'map(.versions | keys[]) | unique | length > 5' \
	wanted
ok 'and all members are there' jq \
	-e '.objects | all(has("cuda") and has("unmet") and .source == "root")' all.json

# --- a directory, a wheel, a file ---------------------------------------------------------

mkdir -p site/pkg/deep site/pkg.libs
made site/pkg/_x.so \
	"{$aarch64,\"needed\":[\"libc.so.6\",\"libown.so.1\"],\
\"versions\":{\"libc.so.6\":[\"GLIBC_2.17\"]}}"
made site/pkg.libs/libown-1234.so "{$aarch64,\"soname\":\"libown.so.1\"}"
echo 'print()' >site/pkg/__init__.py
printf '\177EL' >site/pkg/short
: >site/pkg/empty
mkfifo site/pkg/deep/fifo
ln -s ../_x.so site/pkg/deep/link.so
arm site >site.json
is 'exit status 0: all is met' $? 0
is 'ELF files alone, in order' "$(jq -c '[.objects[].path]' site.json)" \
	'["pkg/_x.so","pkg.libs/libown-1234.so"]'
is 'with a slash behind it, the same' "$(arm site/ | jq -c .objects[0].path)" '"pkg/_x.so"'
rm site/pkg/deep/fifo site/pkg/deep/link.so
(cd site && "$python" -c '
import sys, zipfile
with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED) as z:
    for name in sys.argv[2:]:
        z.write(name, compress_type=zipfile.ZIP_STORED if name.startswith("pkg.libs") else None)
' ../pkg.whl pkg/_x.so pkg/__init__.py pkg/short pkg/empty pkg.libs/libown-1234.so)
objects='[.objects[] | del(.source)] | sort_by(.path)'
is 'a wheel is as the directory' "$(arm pkg.whl | jq -cS "$objects")" \
	"$(jq -cS "$objects" site.json)"
is 'a file, too' \
	"$(arm site/pkg.libs/libown-1234.so | jq -c '.objects[] | [.path, .soname, .unmet]')" \
	'["libown-1234.so","libown.so.1",[]]'
is 'several arguments provide for each other' \
	"$(arm site/pkg site/pkg.libs | jq -c '[.objects[] | [.source, .unmet]]')" \
	'[["site/pkg",[]],["site/pkg.libs",[]]]'
printf '%s\n' --arch aarch64 --glibc 2.36 site >arguments
is 'arguments from a file' "$(elfcheck @arguments)" "$(cat site.json)"
mkdir none
is 'nothing at all is JSON, too' "$(arm none)" '{"objects":[]}'

# --- what is not met ----------------------------------------------------------------------

unmet() { # NAME OBJECT WANTED OPTION...
	made one.so "$2"
	elfcheck "${@:4}" one.so >one.json
	is "$1: exit status" $? "$([ "$3" = '[]' ] && echo 0 || echo 1)"
	is "$1" "$(jq -c '.objects[0].unmet' one.json)" "$3"
}
arm64=(--arch aarch64 --glibc 2.36)
unmet 'another machine' '{"machine":62}' '[{"kind":"machine","wanted":"aarch64"}]' "${arm64[@]}"
unmet 'a newer glibc' "{$aarch64,\"versions\":{\"libc.so.6\":[\"GLIBC_2.17\",\"GLIBC_2.38\"]}}" \
	'[{"has":"2.36","kind":"glibc","needs":"2.38"}]' "${arm64[@]}"
unmet 'a newer glibc that is not insisted on' \
	"{$aarch64,\"versions\":{\"libc.so.6\":[\"GLIBC_2.17\",[\"GLIBC_2.38\",2]]}}" '[]' \
	"${arm64[@]}"
unmet 'glibc where musl is' \
	"{$aarch64,\"needed\":[\"libc.so.6\"],\"versions\":{\"libc.so.6\":[\"GLIBC_2.17\"]}}" \
	'[{"has":"musl 1.2","kind":"glibc","needs":"2.17"},{"kind":"needed",'\
'"soname":"libc.so.6"}]' --arch aarch64 --musl 1.2
unmet 'a library that nobody has' "{$aarch64,\"needed\":[\"libstdc++.so.6\",\"libcuda.so.1\"]}" \
	'[{"kind":"needed","soname":"libcuda.so.1"}]' "${arm64[@]}"
unmet 'one that the driver has' \
	"{$aarch64,\"needed\":[\"libstdc++.so.6\",\"libcuda.so.1\",\"libx.so\"]}" '[]' \
	"${arm64[@]}" --provided libx.so,libcuda.so.1
cuda='"sections":{".nv_fatbin":[[{"arch":80},{"arch":90,"flags":1048576,"header":96}],[{"kind":1,'\
'"arch":90}]],"__nv_relfatbin":[[{"kind":1,"arch":87}]]}'
unmet 'no code for the GPU' "{$aarch64,$cuda}" '[{"capability":"8.7","kind":"cuda"}]' \
	"${arm64[@]}" --cuda 8.7
is 'the architectures' "$(jq -c '.objects[0].cuda' one.json)" \
	'{"ptx":[90],"relocatablePtx":[87],"relocatableSass":[],"sass":[80,"90a"]}'
unmet 'code for other GPUs' "{$aarch64,$cuda}" '[]' "${arm64[@]}" --cuda 8.0,8.6,9.0,12.1
unmet 'one of several has none' "{$aarch64,$cuda}" '[{"capability":"7.5","kind":"cuda"}]' \
	"${arm64[@]}" --cuda 8.6,7.5
unmet 'no GPU is asked for' "{$aarch64,$cuda}" '[]' "${arm64[@]}"
unmet 'an unknown kind is said' "{$aarch64,\"sections\":{\".nv_fatbin\":[[{\"kind\":7}]]}}" '[]' \
	"${arm64[@]}"
is 'as its number' "$(jq -c '.objects[0].cuda.unknown' one.json)" '[7]'
unmet 'something else where CUDA code is' \
	"{$aarch64,\"sections\":{\".nv_fatbin\":\"00000000deadbeef\"}}" \
	'[{"kind":"unreadable","what":"there is something else than containers where its CUDA '\
'code is"}]' "${arm64[@]}"
unmet 'GPU code in a file of its own' '{"machine":190,"type":2}' '[]' "${arm64[@]}"

# --- hostile ------------------------------------------------------------------------------

printf '\177ELF\2\1\1' >cut.so
is 'a file that is cut off' "$(arm cut.so | jq -c '.objects[0] | [.machine, .unmet[0]]')" \
	'["unknown",{"kind":"unreadable","what":"its class, byte order or version is none of ELF"}]'
head -c 100 "$bin/elfcheck" >cut2.so
is 'also behind its header' "$(arm cut2.so | jq -c '.objects[0] | [.machine, .unmet[0]]')" \
	'["unknown",{"kind":"unreadable","what":"its table of sections lies outside of it"}]'
odd=$(printf '\xff\xfe')
made "odd-$odd.so" "{$aarch64}" && mkdir odd && mv "odd-$odd.so" odd
is 'a name that is not UTF-8' "$(arm odd | jq -c '[.objects[].path]')" '["odd-\\xff\\xfe.so"]'
TOOLS=$top/tests/support "$python" -B - <<'EOF'
import struct, zipfile

# Given an ELF file whose magic comes in pieces: empty blocks of the deflate stream before and
# between
import zlib

elf = open("one.so", "rb").read()
empty = b"\0\0\0\xff\xff" * 40000
stored = lambda data, last=0: (
    bytes([last]) + struct.pack("<HH", len(data), len(data) ^ 0xFFFF) + data
)
raw = stored(elf[:2]) + empty + stored(elf[2:], 1)
name, crc = b"x.so", zlib.crc32(elf)
common = struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, 0x21, crc, len(raw), len(elf), len(name), 0)
local = b"PK\3\4" + common + name + raw
central = b"PK\1\2\x14\3" + common + struct.pack("<HHHII", 0, 0, 0, 0o100644 << 16, 0) + name
open("pieces.whl", "wb").write(
    local + central + b"PK\5\6\0\0\0\0" + struct.pack("<HHIIH", 1, 1, len(central), len(local), 0)
)
# a wheel whose bytes are not those of its CRC
with zipfile.ZipFile("crc.whl", "w") as z:
    z.writestr("x.so", elf)
data = bytearray(open("crc.whl", "rb").read())
data[len("PK") + 28 + len("x.so") + 200] ^= 1
open("crc.whl", "wb").write(data)
# 300 files, each with as many long names as there may be: 72 MB of names
import sys

sys.path.insert(0, __import__("os").environ["TOOLS"])
from made_elf import make

many = make({"machine": 183, "needed": ["n" * 240 + str(i) for i in range(1000)]})
with zipfile.ZipFile("names.whl", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as z:
    for i in range(300):
        z.writestr("x%d.so" % i, many)
open("toomany.so", "wb").write(make({"machine": 183, "needed": ["n%d" % i for i in range(1001)]}))
EOF
is 'magic that comes in pieces' "$(arm pieces.whl | jq -c '[.objects[].machine]')" '["elf-190"]'
fails 'a wrong CRC' 1 '^elfcheck: crc.whl: x.so: ' arm crc.whl
like 'more libraries than any needs' "$(arm toomany.so)" 'it needs more than 1000 libraries'
fails 'more names than memory' 1 '^elfcheck: names.whl: x[0-9]+.so: .* MiB of names' arm names.whl
echo 'no zip' >text.whl
fails 'neither directory nor archive' 1 '^elfcheck: text.whl: ' arm text.whl
fails 'nothing there' 1 '^elfcheck: missing.whl: cannot open: No such file' arm missing.whl
is 'and nothing is printed' "$(arm root missing.whl 2>/dev/null)" ''

# --- the command line ---------------------------------------------------------------------

fails 'no architecture' 2 '--arch' elfcheck --glibc 2.36 root
fails 'two C libraries' 2 '--musl' elfcheck --arch aarch64 --glibc 2.36 --musl 1.2 root
fails 'no C library' 2 '--glibc' elfcheck --arch aarch64 root
fails "Debian's name of an architecture" 2 "'arm64' is not an architecture" elfcheck --arch arm64 \
	--glibc 2.36 root
for value in 2 2. .36 2.x 2.36.1 ''; do
	fails "--glibc '$value'" 2 'not a version' elfcheck --arch aarch64 --glibc "$value" root
done
for value in 8 87 sm_87 8.77 8.7a 8.7,x; do
	fails "--cuda $value" 2 'not a compute capability' arm --cuda "$value" root
done
fails 'no argument' 2 'a directory or a wheel' arm
fails 'an unknown option' 2 'not an option' arm --what root
like 'help' "$(elfcheck --help)" '^usage: elfcheck '
[ -w /dev/full ] &&
	fails 'a full disk' 3 '.' sh -c '"$1" --arch aarch64 --glibc 2.36 "$2" >/dev/full' - \
	"$bin/elfcheck" site
done_testing
