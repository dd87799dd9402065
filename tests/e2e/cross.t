#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Extensions in C and Rust for arm64, built on x86-64 without running anything of the target: the
# same bytes each time, and they work under qemu.
. "$(dirname "$0")/../tap.sh"
. "$(dirname "$0")/../servers.sh"
needs bwrap readelf
cd "$tmp" || exit 1
store=${XDG_CACHE_HOME:-$HOME/.cache}/pylock.mk
audiobook=$top/projects/audiobook

# Given a project that takes sdists: of two extensions in C, of which one needs a system library,
# and of a program in Rust with a crate,
markupsafe="markupsafe-3.0.2.tar.gz=\
ee55d3edf80167e48ea11a923c7386f4669df67d7994554387f84e7d8b0a2bf0"
pyyaml='pyyaml-6.0.2.tar.gz=d584d9ec91ad65861cc08d42e834324ef890a082e591037abe114850ff7bbc3e'
project() { # name, more lines...
	mkdir -p "$1"
	printf '%s\n' markupsafe==3.0.2 pyyaml==6.0.2 tiny==1.0 >"$1/requirements.in"
	{
		printf '%s\n' "PYLOCK_NAME := $1" 'PYLOCK_TARGETS := debian12-arm64' \
			'PYLOCK_INDEXES := default made' \
			'PYLOCK_INDEX.markupsafe := made' 'PYLOCK_INDEX.pyyaml := made' \
			'PYLOCK_INDEX.tiny := made' "PYLOCK_INDEX_URL.made := $nginx/simple"
		printf '%s\n' "${@:2}" "include ${framework:-$top}/mk/pylock.mk"
	} >"$1/Makefile"
	cp "$top/projects/hello/base.debian12-arm64.lock" "$1"
}
run() { make --no-print-directory -C "$@" PYLOCK_STORE="${use:-$store}" >out 2>&1; }
built() { jq -r "$2" "$1/built.debian12-arm64.lock"; }
wheel() { echo "$1"/build/debian12-arm64/built/"$2"-*.whl; }
wheels() { built "$1" '[.[].wheel.sha256] | join(" ")'; }
forget() { # what the store knows of their builds
	grep -lE '"(markupsafe|pyyaml|tiny)-' "${use:-$store}"/keys/built/*.json 2>/dev/null |
		xargs -r rm -f
}
forget

# and one of sphn, a large extension in Rust and C, of which the audiobook project's lock has what
# another machine built.
mkdir sphn
printf 'sphn==0.2.1\nnumpy==1.26.4\n' >sphn/requirements.in
printf '%s\n' 'PYLOCK_NAME := crossed' 'PYLOCK_TARGETS := debian12-arm64' \
	'PYLOCK_BUILD_ENV.sphn := LIBOPUS_STATIC=1' "include $top/mk/pylock.mk" >sphn/Makefile
jq '{sphn}' "$audiobook/built.debian12-arm64.lock" >sphn/built.debian12-arm64.lock
cp "$top/projects/hello/base.debian12-arm64.lock" sphn

# When that is built, once for all projects of a store, then it has the recorded bytes.
run sphn wheels
is 'sphn is built' $? 0 || note "$(tail -n 20 out)"
is 'it has the bytes that are recorded' "$(jq -c .sphn sphn/built.debian12-arm64.lock)" \
	"$(jq -c .sphn "$audiobook/built.debian12-arm64.lock")"
is 'they are' "$(sha256sum <"$(wheel sphn sphn)" | cut -c1-64)" "$(built sphn .sphn.wheel.sha256)"

# Given, for the program in Rust, an entry of sphn's Cargo.lock
mkdir -p index/simple/tiny index/files src/tiny-1.0/src
sdist=$(built sphn .sphn.sdist)
tar -xzOf "$store/sha256/${sdist:0:2}/$sdist" sphn-0.2.1/Cargo.lock >Cargo.lock
{
	grep '^version = ' Cargo.lock | head -n 1
	awk 'BEGIN { RS = ""; ORS = "\n\n" } /name = "itoa"/' Cargo.lock
	printf '[[package]]\nname = "tiny"\nversion = "1.0.0"\ndependencies = ["itoa"]\n'
} >src/tiny-1.0/Cargo.lock
printf \
	'[package]\nname = "tiny"\nversion = "1.0.0"\nedition = "2021"\n[dependencies]\nitoa = '\
'"1"\n' >src/tiny-1.0/Cargo.toml
printf 'fn main() { println!("{}", itoa::Buffer::new().format(6 * 7)); }\n' \
	>src/tiny-1.0/src/main.rs
printf \
	'[build-system]\nrequires = ["maturin>=1.4,<2"]\nbuild-backend = '\
'"maturin"\n[project]\nname = "tiny"\nversion = "1.0"\n[tool.maturin]\nbindings = "bin"\n' \
	>src/tiny-1.0/pyproject.toml
printf 'Metadata-Version: 2.2\nName: tiny\nVersion: 1.0\n' >src/tiny-1.0/PKG-INFO
tar -czf index/files/tiny-1.0.tar.gz -C src tiny-1.0
printf '<!DOCTYPE html><a href="../../files/tiny-1.0.tar.gz#sha256=%s">tiny-1.0.tar.gz</a>\n' \
	"$(sha256sum <index/files/tiny-1.0.tar.gz | cut -c1-64)" \
	>index/simple/tiny/index.html
make_sdists "$tmp/index" "$markupsafe" "$pyyaml"
serve_nginx "$tmp/index"

# When pyyaml is built without the library that its extension needs, then its wheel is refused.
project one
run one wheels
is 'a wheel without its extension: exit status' $? 2
like 'is refused' "$(cat out)" \
	'pyyaml 6\.0\.2: the build gave pyyaml-6\.0\.2-cp311-cp311-linux_aarch64\.whl, .* holds '\
'no compiled file: its extensions were not built'

# When the library is declared, then all of them are built.
project one 'PYLOCK_BUILD_APT.pyyaml := libyaml-dev'
run one wheels
is 'they are built' $? 0 || note "$(tail -n 20 out)"
like 'by the cross builder' "$(cat out)" \
	'BUILD    pyyaml 6\.0\.2: cross, because setuptools builds it, and it holds C sources'
is 'recorded with its requirements, root and system libraries, all locked' \
	"$(built one '.pyyaml | [.builder, (.toolchain | length), (.requires | length > 1),
	.apt.packages[0], (.apt.lock[] | select(startswith("libyaml-dev ")) | split(" ")[2])] |
	map(tostring) | join(" ")')" 'cross 64 true libyaml-dev arm64'
is 'the C library is none of them' \
	"$(built one '[.pyyaml.apt.lock[] | select(startswith("libc6"))] | length')" 0
cp -r sphn/build/debian12-arm64/built/sphn-*.whl one/build/debian12-arm64/built
for name in markupsafe pyyaml tiny sphn; do
	"$top/build/setup/venv/bin/python" -m zipfile -e "$(wheel one $name)" "files/$name"
	like "$name: its tag promises glibc 2.17" "$(wheel one $name)" \
		'-(manylinux2014_aarch64\.)?manylinux_2_17_aarch64(\.manylinux2014_aarch64)?\.whl$'
	find files/$name -name '*.so*' -o -path '*/scripts/*' -type f >objects
	ok "$name: it has objects" test -s objects
	while read -r object; do
		like "$object is for the target" "$(readelf -h "$object")" 'Machine: +AArch64'
		is "$object needs no more" \
			"$(readelf -V "$object" | grep -o 'GLIBC_[0-9.]*' | sort -uV | tail -n 1)" \
			GLIBC_2.17
		is "$object does not have the place of its build" "$(grep -cF "$tmp" "$object")" 0
		is "$object holds no debug data" "$(readelf -S "$object" | grep -c debug_info)" 0
	done <objects
done
is 'pyyaml brings the library' "$(cd files/pyyaml && echo pyyaml.libs/*)" pyyaml.libs/libyaml-0.so.2
like 'as its RECORD says' "$(cat files/pyyaml/*.dist-info/RECORD)" \
	'pyyaml\.libs/libyaml-0\.so\.2,sha256='
like 'and WHEEL has the tag' "$(cat files/pyyaml/*.dist-info/WHEEL)" \
	'Tag: cp311-cp311-manylinux_2_17_aarch64'
run one wheels PYLOCK_OFFLINE=1
is 'again: nothing is done' "$(cat out)" "make: Nothing to be done for 'wheels'."

# When another project builds them, then the store has them already.
project two 'PYLOCK_BUILD_APT.pyyaml := libyaml-dev'
ok 'in another project' run two wheels
is 'nothing is built twice' "$(grep -c BUILD out)" 0
is 'the locks are equal' "$(wheels two)" "$(wheels one)"

# When a bundle of that is unpacked on a machine that has nothing else, then they are built there
# once more, without network, in another place, with other habits; and the bytes are the same.
ok 'all files of a bundle' run one pylock-bundle-files
(cd one &&
	"$top/tools/setup/bundle.sh" --tools "$top/build" \
	--store "$store" --no-setup -o "$tmp/bundle.tar" debian12-arm64) >out 2>&1
is 'a bundle' $? 0 || note "$(cat out)"
tar -xOf bundle.tar pylock-bundle >list
is 'has the crate, the roots and what builds require' \
	"$(grep \
		-cE \
		' (crate itoa-.*\.crate|build-deb '\
'(rustc|libpython3\.11-dev|libyaml-dev)_.*(amd64|arm64)\.deb|build-wheel '\
'(maturin|ziglang|cython)-.*\.whl)$' list)" 8
framework=$tmp/framework
mkdir -p "$framework/build/setup"
git -C "$top" ls-files -z --cached --others --exclude-standard |
	(cd "$top" && xargs -0 cp --parents -t "$framework" 2>/dev/null)
ln -s "$bin" "$framework/build/bin"
ln -s "$top/build/setup/venv" "$framework/build/setup/venv"
ok 'is unpacked' "$framework/tools/setup/unbundle.sh" bundle.tar "$tmp/other" \
	"$framework/build/setup"
project three 'PYLOCK_BUILD_APT.pyyaml := libyaml-dev' "PYLOCK_INDEX_URL := $(nowhere)"
cp one/*.lock one/*.toml three
for hash in $(wheels one); do rm -f "other/sha256/${hash:0:2}/$hash"; done
(umask 077 && use=$tmp/other UV_CACHE_DIR=$tmp/uv TZ=Asia/Tokyo run three wheels PYLOCK_OFFLINE=1)
is 'they are built there' $? 0 || note "$(tail -n 20 out)"
is 'all of them' "$(grep -c '^  BUILD' out)" 3
is 'with the recorded bytes' \
	"$(sha256sum three/build/debian12-arm64/built/*.whl | cut -c1-64 | sort | xargs)" \
	"$(wheels one | xargs -n 1 | sort | xargs)"

# And they work in an image.
ok 'an image, verified' run one image verify
in_image() { run_in_image "$PWD/$1/build/debian12-arm64/image" aarch64 "${@:2}" 2>&1; }
is 'the extensions in C' "$(in_image one python3 -c '
import yaml, markupsafe, markupsafe._speedups

print(
    yaml.load("[a, {b: 1}]", yaml.CSafeLoader),
    markupsafe.escape("<"),
    markupsafe._speedups.__file__.rpartition(".")[2],
)')" "['a', {'b': 1}] &lt; so"
is 'the program in Rust' "$(in_image one tiny)" 42
ok 'an image of sphn' run sphn image verify
like 'opus encodes and decodes' "$(in_image sphn python3 -c '
import math, numpy, sphn
tone = numpy.array([math.sin(i / 10) for i in range(24000)], dtype=numpy.float32)
sphn.write_opus("/tmp/tone.opus", tone, 24000)
pcm, rate = sphn.read_opus("/tmp/tone.opus")
print("pcm", pcm.shape, float(abs(pcm).max()) > 0.5)')" '^pcm \(1, [0-9]{5}\) True$'
done_testing
