#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# inspect and verify on what the dynamic loader would do: an image of libraries that the linker here
# made, in which each thing goes wrong once.
. "$(dirname "$0")/../tap.sh"
. "$(dirname "$0")/../support/verified.sh"
cd "$tmp" || exit 1
needs gcc jq
python=$top/build/setup/venv/bin/python
machine=$(uname -m)
case $machine in
x86_64) oci=amd64 triplet=x86_64-linux-gnu ;;
*) oci=arm64 triplet=aarch64-linux-gnu ;;
esac
site=opt/venv/lib/python3.11/site-packages
echo \
	"{\"architecture\":\"$oci\",\"os\":\"linux\",\
\"config\":{\"Labels\":{\"mk.pylock.lock\":\"sha256:abc\"}}}" >config.json

# lib OUT SOURCE OPTION...: a shared object without the C library
lib() {
	mkdir -p "$(dirname "$1")"
	printf '%s\n' "$2" |
		gcc -shared -fPIC -nostdlib -Wl,--no-as-needed -Wl,--allow-shlib-undefined -o "$1" \
		-x c - -x none "${@:3}" || exit 1
}
soname() { printf -- '-Wl,-soname,%s' "$1"; }

# Given a base: Python, and libraries in a built-in directory and in one that the configuration
# names
lib base/usr/lib/$triplet/libdefault.so.1 'int in_default(void) { return 1; }' \
	"$(soname libdefault.so.1)"
lib base/opt/conf/libconf.so.1.2 'int in_conf(void) { return 1; }' "$(soname libconf.so.1)"
ln -s libconf.so.1.2 base/opt/conf/libconf.so.1
mkdir -p base/usr/bin base/etc/ld.so.conf.d
printf 'int PyMade_Up(void) { return 1; } int _start(void) { return 0; }\n' |
	gcc -nostdlib -fPIE -pie -Wl,-E -x c -o base/usr/bin/python3.11 - || exit 1
echo 'include /etc/ld.so.conf.d/*.conf' >base/etc/ld.so.conf
printf '# a comment\n/opt/conf\n' >base/etc/ld.so.conf.d/made.conf
: >base/etc/ld.so.cache

# files DIRECTORY: arguments of mklayer for all that is in it
files() {
	(cd "$1" && find . -type l -printf '%P->%l\n' -o -type f -printf "%P=@$1/%P\n" | sort)
}
# image OUT DISTRIBUTION...: one with the base and these
image() {
	local out=$1 entries name
	shift
	mapfile -t entries < <(files base)
	"$top/tests/support/mklayer" store base.json "${entries[@]}"
	mapfile -t entries < <(for name; do
		files "dist-$name" | sed "s,^,$site/,"
	done)
	"$top/tests/support/mklayer" store packages.json \
		'opt/venv/bin/python3->/usr/bin/python3.11' "${entries[@]}"
	rm -rf "$out"
	"$bin/image" --blobs store --config config.json -o "$out" base.json packages.json >/dev/null
}
# dist NAME [REQUIREMENT]...: makes dist-NAME a distribution of what is in it
dist() {
	"$python" - "$@" <<'PY'
import base64, hashlib, pathlib, sys

name, root = sys.argv[1], pathlib.Path("dist-" + sys.argv[1])
info = root / (name + "-1.0.dist-info")
info.mkdir(parents=True, exist_ok=True)
(info / "METADATA").write_text(
    "Metadata-Version: 2.1\nName: %s\nVersion: 1.0\n%s\n"
    % (name, "".join("Requires-Dist: %s\n" % r for r in sys.argv[2:]))
)
rows = [
    "%s,sha256=%s,%d"
    % (
        p.relative_to(root),
        base64.urlsafe_b64encode(hashlib.sha256(p.read_bytes()).digest()).rstrip(b"=").decode(),
        p.stat().st_size,
    )
    for p in sorted(root.rglob("*"))
    if p.is_file() and p.name != "RECORD"
]
(info / "RECORD").write_text("\n".join(rows + ["%s/RECORD,," % info.name]) + "\n")
PY
}
# look_at DISTRIBUTION... [-- ARGUMENTS]: what verify says of the image with these, in $said
look_at() {
	local names=()
	while [ $# -gt 0 ] && [ "$1" != -- ]; do names+=("$1"); shift; done
	image layout "${names[@]}"
	"$bin/inspect" layout >evidence.json || return
	jq -n --arg arch "$machine" \
		'{target: {name: "t", arch: $arch, python: "3.11", pythonFull: "3.11.2"},
		excluded: [],
		packages: [$ARGS.positional[] | {name: ., version: "1.0"}]}' --args "${names[@]}" \
		>plan.json
	said=$(verified --plan plan.json --evidence evidence.json --lock-sha256 abc "${@:2}")
}
# finds NAME REGEX DISTRIBUTION... [-- ARGUMENTS]: one error, which matches
finds() {
	local name=$1 pattern=$2
	shift 2
	look_at "$@"
	is "$name: exit status" $? 1
	like "$name" "$(printf '%s\n' "$said" | grep FAIL)" "$pattern"
	is "$name: nothing else" "$(jq .errors verify.json)" 1
}
# accepts NAME REGEX DISTRIBUTION... [-- ARGUMENTS]: no error; what is said matches
accepts() {
	local name=$1 pattern=$2
	shift 2
	look_at "$@"
	is "$name: exit status" $? 0 || note "$(printf '%s\n' "$said" | grep FAIL)"
	like "$name" "$said" "$pattern"
}
needed() { jq -c --arg path "$site/$1" '.elf[] | select(.path == $path).needed' evidence.json; }

# --- where libraries are found ------------------------------------------------------------

d=dist-good
lib $d/good.libs/libown.so 'int own(void) { return 1; }' "$(soname libown.so.1)"
mv $d/good.libs/libown.so $d/good.libs/libown.so.1
lib $d/good/_x.so \
	'int own(void), in_default(void), in_conf(void), PyMade_Up(void),
		maybe(void) __attribute__((weak));
	int x(void) { return own() + in_default() + in_conf() + PyMade_Up() + (maybe ? maybe() : 0); }' \
	$d/good.libs/libown.so.1 base/usr/lib/$triplet/libdefault.so.1 \
	base/opt/conf/libconf.so.1.2 "-Wl,-rpath,\$ORIGIN/../good.libs"
dist good
accepts 'all is found' '5 ELF files that packages load find their libraries' good
is \
	'by RUNPATH with $ORIGIN, in a built-in directory, and in one of the configuration, over '\
'a link' "$(needed good/_x.so)" \
	"{\"libconf.so.1\":\"opt/conf/libconf.so.1.2\",\
\"libdefault.so.1\":\"usr/lib/$triplet/libdefault.so.1\",\
\"libown.so.1\":\"$site/good.libs/libown.so.1\"}"

mv base/etc/ld.so.cache cache
finds 'without a cache the configuration does not count' \
	'good: _x\.so needs libconf\.so\.1, which is not in the '\
'image.*\[library/good/libconf\.so\.1\]' good
mv cache base/etc/ld.so.cache
mv base/etc/ld.so.conf conf && : >base/etc/ld.so.conf
finds 'what the configuration does not include does not count' \
	'good: _x\.so needs libconf\.so\.1, which is not in the image' good
mv conf base/etc/ld.so.conf
accepts 'but LD_LIBRARY_PATH does' 'no finding' good
jq '.config.Env = ["LD_LIBRARY_PATH=/nowhere:/opt/conf"]' config.json >with-path.json
mv base/etc/ld.so.cache cache && mv config.json plain.json && mv with-path.json config.json
accepts 'LD_LIBRARY_PATH of the image' 'no finding' good
mv cache base/etc/ld.so.cache && mv plain.json config.json

# A path of the file that loads a library serves the library, too, if it is an RPATH
for kind in disable enable; do
	d=dist-$kind
	lib $d/libs/libdeep.so 'int deep(void) { return 1; }' "$(soname libdeep.so)"
	lib $d/libs/libmid.so 'int deep(void); int mid(void) { return deep(); }' \
		$d/libs/libdeep.so "$(soname libmid.so)"
	lib $d/_r.so 'int mid(void); int r(void) { return mid(); }' $d/libs/libmid.so \
		-Wl,--$kind-new-dtags "-Wl,-rpath,\$ORIGIN/libs"
	mv $d/libs/libdeep.so $d/libs/libdeep.so.moved
	lib $d/libs/libdeep.so 'int deep(void) { return 1; }' "$(soname libdeep.so)"
	rm $d/libs/libdeep.so.moved
	dist $kind
done
accepts 'RPATH is handed down' 'no finding' disable
accepts 'RUNPATH is not; but its own package may load it first' 'no finding' enable
is 'by the search it is not found' \
	"$(jq -c '[.elf[] | .besides // empty | keys[]]' evidence.json)" '["libdeep.so"]'

# --- the three kinds of what is not found ----------------------------------------------------

lib dist-tor/tor/lib/libtor.so 'int tor_one(void) { return 1; } int tor_two(void) { return 1; }' \
	"$(soname libtor.so)"
lib dist-vis/vis/_C.so 'int tor_two(void); int v(void) { return tor_two(); }' \
	dist-tor/tor/lib/libtor.so
dist tor && dist vis tor
accepts 'found once another package was imported' \
	'vis finds libtor\.so only after `import tor`, which it requires \(import order\)' tor vis
dist vis
finds 'which has to be one that it requires' \
	'vis: _C\.so needs libtor\.so, which only tor has, and does not require it; import tor '\
'first \[order/vis/libtor\.so\]' tor vis
finds 'or it is missing' 'vis: _C\.so needs libtor\.so, which is not in the image' vis
echo 'libtor.so libtor1' >owners
finds 'and what to do is said' \
	'libtor\.so, which is not in the image; add PYLOCK_APT \+= libtor1 \[' vis -- \
	--owners owners
accepts 'or the driver supplies it' \
	"libtor\.so, which vis needs, comes from the device's driver \(540\.1 or newer\)" vis -- \
	--driver libtor.so=540.1 \
	--accept 'symbol/vis/*=the made-up driver has it'
accepts 'declared by its id, with the reason' \
	'libtor\.so, which is not in the image \(for a test\)' vis -- \
	--accept 'library/vis/libtor.so=for a test'
accepts 'a declaration of what does not occur is said' \
	'PYLOCK_ACCEPT\.library/vis/\* is declared and does not occur' good -- \
	--accept 'library/vis/*=for a test'

# --- symbols and versions ----------------------------------------------------------------------

dist vis tor
lib dist-tor/tor/lib/libtor.so 'int tor_one(void) { return 1; }' "$(soname libtor.so)"
dist tor
finds 'a library built for another one' \
	'vis: _C\.so wants 1 symbol that no library in reach defines: tor_two; it was built for '\
'another tor \[symbol/vis/_C\.so\]' tor vis

lib dist-part/libpart.so 'int of_whole(void); int part(void) { return of_whole(); }' \
	"$(soname libpart.so)"
lib dist-part/_whole.so 'int part(void); int of_whole(void) { return part(); }' \
	dist-part/libpart.so "-Wl,-rpath,\$ORIGIN"
dist part
accepts 'a symbol of the file that loads it' 'no finding' part

lib dist-gpu/_g.so 'int cuInit(void), other(void); int g(void) { return cuInit(); }' "$(soname g)"
lib libcuda.so 'int cuInit(void) { return 1; }' "$(soname libcuda.so.1)"
lib dist-gpu/_g.so 'int cuInit(void); int g(void) { return cuInit(); }' ./libcuda.so
dist gpu
accepts "symbols of CUDA's driver" \
	"libcuda\.so\.1, which gpu needs, comes from the device's driver" gpu -- \
	--driver libcuda.so.1=525
lib dist-gpu/_g.so \
	'int cuInit(void), not_cuda(void); int g(void) { return cuInit() + not_cuda(); }' \
	./libcuda.so
dist gpu
finds 'are told from others' \
	'gpu: _g\.so wants 1 symbol that no library in reach defines: not_cuda' gpu -- \
	--driver libcuda.so.1=525

echo 'MADE_1.0 { global: made; };' >one.map
echo 'MADE_1.0 { global: made; }; MADE_1.1 { global: newer; } MADE_1.0;' >two.map
both='int made(void) { return 1; } int newer(void) { return 1; }'
lib libmade.so "$both" "$(soname libmade.so.1)" -Wl,--version-script,two.map
lib dist-new/_n.so 'int newer(void); int n(void) { return newer(); }' ./libmade.so
dist new
cp libmade.so base/usr/lib/$triplet/libmade.so.1
accepts 'a version that the library defines' 'no finding' new
lib base/usr/lib/$triplet/libmade.so.1 'int made(void) { return 1; }' "$(soname libmade.so.1)" \
	-Wl,--version-script,one.map
finds 'one that it does not' \
	"new: _n\.so needs MADE_1\.1 of libmade\.so\.1, which usr/lib/$triplet/libmade\.so\.1 does \
not define; take .*\[version/new/libmade\.so\.1/MADE_1\.1\]" new
lib base/usr/lib/$triplet/libmade.so.1 "$both" "$(soname libmade.so.1)"
accepts 'a library without versions meets them all, as the loader has it' 'no finding' new

# --- what no package loads ------------------------------------------------------------------------

lib base/usr/lib/$triplet/idle/plugin.so 'int gl(void); int p(void) { return gl(); }' \
	dist-tor/tor/lib/libtor.so
accepts 'the base has its own' \
	'1 ELF file of the base that no package loads lacks something: plugin\.so \(no package '\
'loads it\)' good
rm base/usr/lib/$triplet/idle/plugin.so

# --- libraries that are loaded by name
# ---------------------------------------------------------------

d=dist-torchaudio
lib libav60.so 'int av(void) { return 1; }' "$(soname libavcodec.so.60)"
lib libav59.so 'int av(void) { return 1; }' "$(soname libavcodec.so.59)"
for n in 6 5; do
	lib $d/torio/lib/_torio_ffmpeg$n.so 'int av(void); int f(void) { return av(); }' \
		./libav$((54 + n)).so
done
dist torchaudio
echo 'libavcodec.so.59 libavcodec59' >owners
finds 'of several, one has to be whole: one finding, and what makes one so' \
	'torchaudio can load none of FFmpeg 5, FFmpeg 6, and needs one: .*add PYLOCK_APT \+= '\
'libavcodec59 \[library/torchaudio/one\]' torchaudio -- --owners owners
cp libav59.so base/usr/lib/$triplet/libavcodec.so.59
accepts 'then the others need not be' 'torchaudio loads FFmpeg 5: it tries FFmpeg' torchaudio
like 'which is said, with the source' "$said" \
	'torchaudio: _torio_ffmpeg6\.so cannot be loaded, without libavcodec\.so\.60, and need '\
'not be \(it tries .*\[torio/_extension/utils\.py'
mkdir -p dist-sounddevice && echo 'x = 1' >dist-sounddevice/sounddevice.py && dist sounddevice
finds 'one that is opened by its name' \
	'sounddevice opens libportaudio\.so\.2 or libportaudio\.so, which is not in the image' \
	sounddevice
lib base/usr/lib/$triplet/libportaudio.so.2 'int pa(void) { return 1; }' \
	"$(soname libportaudio.so.2)"
accepts 'and is there' 'no finding' sounddevice

# --- two claims
# ----------------------------------------------------------------------------------------

mkdir -p dist-one dist-two && echo same | tee dist-one/both.py >dist-two/both.py && dist one &&
	dist two
accepts 'one file of two distributions, with the same bytes' \
	'several distributions claim .*/both\.py \(with the same bytes\)' one two
sed -i 's/^both.py,.*/both.py,sha256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU,0/' \
	dist-two/two-1.0.dist-info/RECORD
finds 'and with others' \
	'two and one both claim .*/both\.py, with other bytes; leave one of them '\
'out.*\[claim/two/one\]' one two -- --accept 'record/two=the same thing'
done_testing
