#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# buildwheel.py: builds pure wheels, the same bytes every time, and refuses everything else. The
# back end is in the sdist.
. "$(dirname "$0")/../tap.sh"
. "$(dirname "$0")/../servers.sh"
needs strace
python=$top/build/setup/venv/bin/python

# sdist NAME BACKEND-BODY: NAME-1.0.tar.gz in $tmp, whose back end ends by returning the wheel's
# name from BACKEND-BODY.
printf '{"indexes": {"default": {"url": "http://127.0.0.1:1/"}}}' >"$tmp/policy.json"
arch=$(uname -m)
target() { # file arch glibc
	jq -n --arg arch "$2" --arg glibc "$3" \
		'{name: "t", python: "3.11", $arch, $glibc, prefix: "/opt/venv",
		site: "/opt/venv/lib/python3.11/site-packages"}' >"$1"
}
target "$tmp/target.json" "$arch" 2.36
sdist() {
	local name=$1 directory=$tmp/src/$1-1.0
	mkdir -p "$directory"
	printf '%s\n' "$2" >"$directory/body.py"
	cat >"$directory/backend.py" <<-'EOF'
		import base64, hashlib, os, pathlib, time, zipfile

		def wheel(directory, filename, members):
		    stem = "-".join(filename.split("-")[:2])
		    members = dict(
		        members,
		        **{
		            f"{stem}.dist-info/METADATA": (
		                f"Metadata-Version: 2.1\nName: {stem.split('-')[0]}\nVersion: 1.0\n"
		            ),
		            f"{stem}.dist-info/WHEEL": (
		                "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
		            ),
		        },
		    )

		    def row(path, data):
		        data = data.encode() if isinstance(data, str) else data
		        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest())
		        return f"{path},sha256={digest.rstrip(b'=').decode()},{len(data)}\n"

		    record = f"{stem}.dist-info/RECORD"
		    members.setdefault(
		        record,
		        "".join(row(*member) for member in members.items()) + f"{record},,\n",
		    )
		    with zipfile.ZipFile(
		        pathlib.Path(directory) / filename, "w", zipfile.ZIP_DEFLATED
		    ) as archive:
		        for path, text in members.items():
		            archive.writestr(path, text)
		    return filename

		def build_wheel(directory, config_settings=None, metadata_directory=None):
		    print("building", os.environ.get("SOURCE_DATE_EPOCH"))
		    names = dict(globals(), directory=directory)
		    exec(pathlib.Path("body.py").read_text(), names)
		    return names["result"]
	EOF
	[ -e "$directory/pyproject.toml" ] ||
		printf \
		'[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n' \
		>"$directory/pyproject.toml"
	tar -czf "$tmp/$name-1.0.tar.gz" -C "$tmp/src" "$name-1.0"
}
build() { # name, more options
	local name=$1
	shift
	"$python" "$top/tools/wheels/buildwheel.py" --tools "${bin%/bin}" --store "$tmp/store" \
		--lock "$tmp/built.lock" --work "$tmp/work/$name" --policy "$tmp/policy.json" \
		--target "${target:-$tmp/target.json}" \
		--backends "emulated=maturin,setuptools-rust" --backends native= "$@" "$name" 1.0 \
		"$name-1.0.tar.gz=$tmp/$name-1.0.tar.gz" 2>"$tmp/said"
}
refused() { # name status regex package options...
	build "${@:4}" >"$tmp/printed"
	is "$1: exit status" $? "$2"
	like "$1" "$(tail -n 1 "$tmp/said")" "^buildwheel\.py: $4 1\.0: $3"
	is "$1: nothing is printed" "$(cat "$tmp/printed")" ''
}
# The programs under test may be the sanitized ones; what setup installed is in build/.
[ "$bin" = "$top/build/bin" ] || ln -sfn "$top/build/setup" "${bin%/bin}/setup"

# --- what is built -------------------------------------------------------------------

sdist pure \
	'result = wheel(directory, "pure-1.0-py3-none-any.whl", {"pure/a.py": "x = 1\n", '\
'"pure/b.txt": str(time.time_ns())[:0]})'
printed=$(build pure)
is 'a pure wheel is built' $? 0
like 'the argument for layer is printed' "$printed" \
	'^pure-1\.0-py3-none-any\.whl=.*/pure-1\.0-py3-none-any\.whl$'
wheel=${printed#*=}
hash=$(sha256sum <"$wheel" | cut -c1-64)
is 'the lock has its hash' "$(jq -r .pure.wheel.sha256 "$tmp/built.lock")" "$hash"
is 'and that of the sdist' "$(jq -r .pure.sdist "$tmp/built.lock")" \
	"$(sha256sum <"$tmp/pure-1.0.tar.gz" | cut -c1-64)"
ok 'the store has it' test -e "$tmp/store/sha256/${hash:0:2}/$hash"
is 'its entries are not compressed, and in order' "$("$python" -c '
import sys, zipfile

archive = zipfile.ZipFile(sys.argv[1])
print(
    all(info.compress_type == 0 for info in archive.infolist()), [n for n in archive.namelist()][:2]
)' "$wheel")" "True ['pure/a.py', 'pure/b.txt']"
like 'which builder, and why, is said' "$(cat "$tmp/said")" \
	'^  BUILD    pure 1\.0: native, because backend is not known to compile$'
is 'and recorded' "$(jq -r .pure.builder "$tmp/built.lock")" native
like 'the log stays' "$(cat "$tmp/work/pure/build.log")" 'building 315532800'
: >"$tmp/work/pure/build.log"
is 'again: nothing is built' "$(build pure)" "$printed"
ok 'the log is untouched' test ! -s "$tmp/work/pure/build.log"
rm -rf "$tmp/store" "$wheel"
is 'after the store was emptied: the same' "$(TZ=Asia/Tokyo build pure)" "$printed"
is 'bytes' "$(sha256sum <"$wheel" | cut -c1-64)" "$hash"
ok 'the lock of a clone is enough' build pure --locked

# --- offline ---------------------------------------------------------------------------

mkdir -p "$tmp/index" "$tmp/tools/setup" "$tmp/src/needy-1.0"
"$top/tests/support/mkindex" "$tmp/index" helper==1.0
serve_nginx "$tmp/index"
ln -s "$bin" "$tmp/tools/bin"
ln -s "$top/build/setup/venv" "$tmp/tools/setup/venv"
printf '[build-system]\nrequires = ["helper"]\nbuild-backend = "backend"\nbackend-path = ["."]\n' \
	>"$tmp/src/needy-1.0/pyproject.toml"
sdist needy \
	'import helper; result = wheel(directory, "needy-1.0-py3-none-any.whl", {"needy.py": "x = '\
'1\n"})'
export UV_CACHE_DIR=$tmp/uv1
jq -n --arg url "$nginx/simple" '{indexes: {default: {$url}}}' >"$tmp/served.json"
needy() { build needy --policy "$tmp/served.json" --tools "$tmp/tools" "$@"; }
ok 'a build that requires something' needy
ok 'is offline what the store has' needy --offline
rm -rf "$tmp/store" "$tmp/work"
ok 'or is built again out of the cache' needy --offline
rm -rf "$tmp/store" "$tmp/work"
export UV_CACHE_DIR=$tmp/uv2
asked=$(wc -l <"$nginx_log")
refused 'offline, without the requirement' 1 \
	'neither the wheel nor what its build requires is here, and PYLOCK_OFFLINE=1: .*make '\
'setup BUNDLE=' \
	needy --tools "$tmp/tools" --offline
is 'the index is not asked' "$(wc -l <"$nginx_log")" "$asked"
mkdir "$tmp/tools/setup/wheels"
cp "$tmp/index/files/helper-1.0-py3-none-any.whl" "$tmp/tools/setup/wheels"
# Under strace no leaks can be looked for.
ASAN_OPTIONS=detect_leaks=0 strace -f -qq --seccomp-bpf -e trace=socket -o "$tmp/trace" "$python" \
	"$top/tools/wheels/buildwheel.py" --tools "$tmp/tools" --store "$tmp/store" \
	--lock "$tmp/built.lock" \
	--work "$tmp/work/needy" --policy "$tmp/policy.json" --target "$tmp/target.json" \
	--offline needy 1.0 "needy-1.0.tar.gz=$tmp/needy-1.0.tar.gz" >"$tmp/printed" 2>"$tmp/said"
is 'with what a bundle has' $? 0
like 'the wheel is built' "$(cat "$tmp/printed")" \
	'^needy-1\.0-py3-none-any\.whl=.*/needy-1\.0-py3-none-any\.whl$'
is 'and no socket is opened' "$(grep AF_INET "$tmp/trace")" ''
sdist native 'pass'
refused 'offline, and not in the lock' 1 \
	'.*built\.lock does not have native-1\.0\.tar\.gz.*PYLOCK_OFFLINE=1; run `make wheels` '\
'once without it' native --offline
rm -rf "$tmp/store"

# --- what is refused -----------------------------------------------------------------

sdist other 'result = wheel(directory, "another-1.0-py3-none-any.whl", {"a.py": ""})'
refused 'a wheel of another package' 1 'the build gave another-1\.0' other
sdist broken 'raise SystemExit("no luck")'
refused 'a build that fails' 1 'the build failed .*; the whole log is .*/build\.log' broken
like 'its last lines are shown' "$(cat "$tmp/said")" '  \| .*no luck'
mkdir -p "$tmp/src/rusty-1.0" "$tmp/src/crusty-1.0"
printf '[build-system]\nrequires = ["maturin>=1"]\nbuild-backend = "maturin"\n' \
	>"$tmp/src/rusty-1.0/pyproject.toml"
sdist rusty 'pass'
jq '.python = "3.99"' "$tmp/target.json" >"$tmp/nowhere.json"
target=$tmp/nowhere.json refused 'a back end that compiles' 1 \
	"the builder emulated has no root for Python 3\.99 on $arch; .*PYLOCK_EXCLUDE" rusty
printf '[build-system]\nrequires = ["setuptools", "Setuptools_Rust>=1"]\n' \
	>"$tmp/src/crusty-1.0/pyproject.toml"
sdist crusty 'pass'
target=$tmp/nowhere.json refused 'a requirement that compiles' 1 \
	'the builder emulated has no root for Python 3\.99' crusty
refused 'crates without the builder that fetches them' 1 \
	'setuptools-rust builds it, of crates that the cross builder alone fetches' crusty
sdist random \
	'result = wheel(directory, "random-1.0-py3-none-any.whl", {"a.py": str(time.time_ns())})'
build random >"$tmp/printed"
rm -rf "$tmp/store"
refused 'other bytes than the lock has' 1 \
	'random-1\.0-py3-none-any\.whl: built [0-9a-f]{64}, but .*built\.lock has [0-9a-f]{64}' \
	random
sdist fresh 'pass'
refused 'locked, and not in the lock' 1 \
	'.*built\.lock does not have fresh-1\.0\.tar\.gz, built as it would be now \(native\), '\
'and PYLOCK_LOCKED=1' fresh --locked

# --- the builder, and what the build reads -------------------------------------------

mkdir -p "$tmp/src/asked-1.0"
printf '[build-system]\nrequires = ["maturin"]\nbuild-backend = "backend"\nbackend-path = ["."]\n' \
	>"$tmp/src/asked-1.0/pyproject.toml"
sdist asked \
	'result = wheel(directory, "asked-1.0-py3-none-any.whl", {"asked.py": '\
'os.environ.get("ASKED", "")})'
refused 'one that is not there' 1 "there is no builder 'nobody'" asked --builder nobody
printf '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n' \
	>"$tmp/src/asked-1.0/pyproject.toml"
sdist asked \
	'result = wheel(directory, "asked-1.0-py3-none-any.whl", {"asked.py": '\
'os.environ.get("ASKED", "")})'
value() {
	"$python" -m zipfile -e "$tmp/work/asked-1.0-py3-none-any.whl" "$tmp/x" &&
		cat "$tmp/x/asked.py"
}
ok 'a declared builder' build asked --builder native
like 'is the reason' "$(cat "$tmp/said")" 'native, because PYLOCK_BUILDER\.asked says so'
ok 'a variable that the build reads' build asked --env ASKED=8.7
is 'reaches it' "$(value)" 8.7
is 'and is recorded' "$(jq -c .asked.environment "$tmp/built.lock")" '{"ASKED":"8.7"}'
build asked --env ASKED=8.7 >"$tmp/printed"
is 'with the same value nothing is built' "$(cat "$tmp/said")" ''
refused 'with another, a locked build is stale' 1 \
	'.*built\.lock does not have asked-1\.0\.tar\.gz, built as it would be now' asked \
	--env ASKED=9 --locked
ok 'else it is built' build asked --env ASKED=9
is 'with that' "$(value)" 9
build asked --env '=x' >"$tmp/printed"
is 'no variable: exit status' $? 2

# --- the wheel is checked --------------------------------------------------------------

# An object for this machine that needs GLIBC_2.60 of the C library, one that needs nothing, and one
# for no machine that there is.
echo 'int puts(const char *text) { return *text; }' >"$tmp/libc.c"
echo 'GLIBC_2.60 { puts; };' >"$tmp/libc.map"
echo 'int puts(const char *); int f(void) { return puts("x"); }' >"$tmp/f.c"
cc -shared -nostdlib -fPIC -fno-builtin -Wl,-soname,libc.so.6 -Wl,--version-script="$tmp/libc.map" \
	-o "$tmp/libc.so.6" "$tmp/libc.c"
cc -shared -nostdlib -fPIC -fno-builtin -o "$tmp/new.so" "$tmp/f.c" "$tmp/libc.so.6"
echo 'int f(void) { return 1; }' | cc -shared -nostdlib -fPIC -x c -o "$tmp/good.so" -
{ head -c 18 "$tmp/good.so"; printf '\377\0'; tail -c +21 "$tmp/good.so"; } >"$tmp/foreign.so"
{ head -c 54 "$tmp/good.so"; printf '\377\377\377\377'; } >"$tmp/cut.so"
echo 'int g(void) { return 1; }' |
	cc -shared -nostdlib -fPIC -Wl,-soname,libstray.so.7 -x c -o "$tmp/libstray.so" -
echo 'int g(void); int f(void) { return g(); }' |
	cc -shared -nostdlib -fPIC -x c -o "$tmp/needy.so" - -x none "$tmp/libstray.so"
like 'as readelf sees it' "$(readelf -V "$tmp/new.so")" 'Name: GLIBC_2\.60 '
compiled() { # name tags objects... : an sdist whose wheel has these tags and these objects
	local name=$1 tags=$2 members='' object
	shift 2
	rm -rf "$tmp/src/$name-1.0"
	mkdir -p "$tmp/src/$name-1.0"
	for object; do
		cp "$tmp/$object" "$tmp/src/$name-1.0"
		members+="\"$name/$object\": pathlib.Path(\"$object\").read_bytes(), "
	done
	sdist "$name" \
		"result = wheel(directory, '$name-1.0-$tags.whl', {'$name/a.py': 'x = 1\\n', \
$members})"
}
compiled fine "cp311-cp311-manylinux_2_36_$arch" good.so
ok 'a wheel for the target' build fine
is 'is recorded' "$(jq -r .fine.wheel.filename "$tmp/built.lock")" \
	"fine-1.0-cp311-cp311-manylinux_2_36_$arch.whl"
target "$tmp/foreign.json" "$([ "$arch" = aarch64 ] && echo x86_64 || echo aarch64)" 2.36
target=$tmp/foreign.json refused 'the same for another machine' 1 \
	"the build gave .*, which is for one architecture; the target is .*, and this machine is \
$arch; .*PYLOCK_EXCLUDE" fine
is 'leaves the entry' "$(jq -r .fine.wheel.filename "$tmp/built.lock")" \
	"fine-1.0-cp311-cp311-manylinux_2_36_$arch.whl"
compiled old "cp311-cp311-manylinux_2_37_$arch" good.so
refused 'a tag that the target does not take' 1 \
	'the build gave old.*, which is for one architecture; the target is' old
compiled py "cp312-cp312-linux_$arch" good.so
refused 'nor another Python' 1 'the build gave py.*Python 3\.11' py
compiled silent "cp311-cp311-linux_$arch"
refused 'a platform tag without an object' 1 \
	'the build gave silent-.*, which is for one architecture and holds no compiled file' silent
compiled machine "cp311-cp311-linux_$arch" good.so foreign.so
refused 'an object of another machine' 1 \
	"machine-.*: machine/foreign\.so is for elf-255, and the target is $arch" machine
compiled anywhere py3-none-any foreign.so
refused 'whatever the tag says' 1 'anywhere-.*: anywhere/foreign\.so is for elf-255' anywhere
compiled broken "cp311-cp311-linux_$arch" cut.so
refused 'a broken object' 1 'broken-.*: broken/cut\.so is a broken ELF object' broken
compiled newer "cp311-cp311-linux_$arch" new.so
refused 'a newer C library' 1 \
	'newer-.*: newer/new\.so needs glibc 2\.60, and the target has 2\.36' newer
target "$tmp/future.json" "$arch" 2.60
target=$tmp/future.json ok 'for a target that has it' build newer
is 'its tag says so' "$(jq -r .newer.wheel.filename "$tmp/built.lock")" \
	"newer-1.0-cp311-cp311-manylinux_2_60_$arch.whl"
compiled bare "cp311-cp311-linux_$arch" good.so
ok 'one that needs nothing' build bare
is 'is for what every manylinux wheel is for' "$(jq -r .bare.wheel.filename "$tmp/built.lock")" \
	"bare-1.0-cp311-cp311-manylinux_2_17_$arch.whl"
compiled lying "cp311-cp311-manylinux2014_$arch" new.so
target=$tmp/future.json refused 'but the tag says less' 1 \
	"lying-.*: lying/new\.so needs glibc 2\.60, and the wheel's tag promises that 2\.17 is \
enough" lying
jq 'del(.glibc) + {musl: "1.2"}' "$tmp/target.json" >"$tmp/musl.json"
compiled stray "cp311-cp311-linux_$arch" needy.so
refused 'a library that nobody brings' 1 \
	'stray-.*: stray/needy\.so needs libstray\.so\.7, which neither the wheel nor the C '\
'library brings' stray
compiled brought "cp311-cp311-linux_$arch" needy.so libstray.so
ok 'unless the wheel does' build brought
compiled musl py3-none-any new.so
target=$tmp/musl.json refused 'another C library' 1 \
	'musl-.*: musl/new\.so needs glibc 2\.60, and the target has musl 1\.2' musl
sdist wrong \
	'result = wheel(directory, "wrong-1.0-py3-none-any.whl", {"a.py": "", '\
'"wrong-1.0.dist-info/RECORD": "a.py,sha256=AAAA,0\n"})'
refused 'a RECORD that is not true' 1 'the build gave a wheel that cannot be taken: .*RECORD' wrong
sdist torn \
	'pathlib.Path(directory, "torn-1.0-py3-none-any.whl").write_text("PK"); result = '\
'"torn-1.0-py3-none-any.whl"'
refused 'a wheel that is none' 1 \
	'the build gave torn-1\.0-py3-none-any\.whl, which cannot be read' torn

# --- a cross build that cannot begin -----------------------------------------------------

printf '[build-system]\nrequires = ["maturin>=1"]\nbuild-backend = "maturin"\n' \
	>"$tmp/src/rusty-1.0/pyproject.toml"

crossed() { # name regex more options..., Cargo.lock on stdin
	cat >"$tmp/src/rusty-1.0/Cargo.lock"
	sdist rusty 'pass'
	refused "$1" 1 "$2" rusty --builder cross "${@:3}"
}
crossed 'no Cargo.lock that can be read' 'Cargo\.lock: ' <<<'['
crossed 'a crate without a hash' "Cargo\.lock: \.checksum: missing" \
	<<<$'[[package]]\nname = "a"\nversion = "1.0.0"\nsource = "registry+x"'
crossed 'a crate of git' 'Cargo\.lock takes a from git\+ssh://g/a, which no hash locks' \
	<<<$'[[package]]\nname = "a"\nversion = "1.0.0"\nsource = "git+ssh://g/a"'
target=$tmp/musl.json crossed 'musl' \
	'the cross builder makes wheels for aarch64 and x86_64 with glibc only' </dev/null
rm "$tmp/src/rusty-1.0/Cargo.lock"
sdist rusty 'pass'
refused 'no Cargo.lock' 1 'the sdist has no Cargo\.lock at its top' rusty --builder cross
like 'the reason is said' "$(head -n 1 "$tmp/said")" \
	'rusty 1\.0: cross, because PYLOCK_BUILDER\.rusty says so'

# --- setuptools, which builds what is pure and what is not -----------------------------------

mkdir -p "$tmp/src/maybe-1.0/tests" "$tmp/fake"
printf '#!/bin/sh\necho "bwrap: No permissions to create new namespace" >&2\nexit 1\n' \
	>"$tmp/fake/bwrap"
chmod +x "$tmp/fake/bwrap"
printf \
	'[build-system]\nrequires = ["setuptools"]\nbuild-backend = "backend"\nbackend-path = '\
'["."]\n' >"$tmp/src/maybe-1.0/pyproject.toml"
chosen() { # what is said of the builder
	sdist maybe 'pass'
	build maybe --backends cross=setuptools >"$tmp/printed"
	head -n 1 "$tmp/said"
}
: >"$tmp/src/maybe-1.0/tests/x.c"
like 'without sources' "$(chosen)" 'maybe 1\.0: native, because backend is not known to compile'
: >"$tmp/src/maybe-1.0/maybe.c"
like 'with C sources, where there is no root for the Python' "$(target=$tmp/nowhere.json chosen)" \
	'maybe 1\.0: native, because'
like 'with them' "$(PATH=$tmp/fake:$PATH chosen)" \
	'maybe 1\.0: cross, because setuptools builds it, and it holds C sources'

# --- back ends that are told of the target by a file ----------------------------------------

meson=$tmp/src/meson-1.0
mkdir -p "$meson"
printf \
	'[build-system]\nrequires = ["meson-python"]\nbuild-backend = "backend"\nbackend-path = '\
'["."]\n' >"$meson/pyproject.toml"
chosen() {
	sdist meson 'pass'
	PATH=$tmp/fake:$PATH build meson --backends cross=meson-python \
		--backends emulated=meson-python >"$tmp/printed"
	head -n 1 "$tmp/said"
}
like 'Meson without C sources' "$(chosen)" \
	'meson 1\.0: emulated, because meson-python builds it, which compiles'
: >"$meson/a.cpp"
like 'with them' "$(chosen)" \
	'meson 1\.0: cross, because meson-python builds it, and it holds C sources'
: >"$meson/b.f90"
like 'with Fortran, too' "$(chosen)" 'meson 1\.0: emulated, because meson-python builds it'

# --- a machine without namespaces ----------------------------------------------------------

: >"$tmp/src/rusty-1.0/Cargo.lock"
sdist rusty 'pass'
PATH=$tmp/fake:$PATH refused 'a build that is cut off' 1 \
	'builds run in namespaces .*does not give any \(bwrap: No permissions to create new '\
'namespace\): allow them' rusty --builder cross
sdist open 'result = wheel(directory, "open-1.0-py3-none-any.whl", {"open.py": ""})'
PATH=$tmp/fake:$PATH refused 'what is not known to compile' 1 \
	'builds run in namespaces .*, or accept .*: PYLOCK_BUILD_UNCONFINED := <reason>$' open
PATH=$tmp/fake:$PATH refused 'no reason lets a root be had without' 1 \
	'builds run in namespaces .*a bundle$' rusty --builder cross --unconfined 'as a test'
is 'else there is no other way' "$(grep -c UNCONFINED "$tmp/said")" 0
PATH=$tmp/fake:$PATH ok 'for a reason it is built all the same' build open --unconfined 'as a test'
is 'which is recorded' "$(jq -r .open.unconfined "$tmp/built.lock")" 'as a test'
PATH=$tmp/fake:$PATH ok 'and what is in the store needs no reason' build open
like 'doctor says so, too' "$(PATH=$tmp/fake:$PATH "$top/tools/setup/doctor.sh" "$tmp/store")" \
	'no namespaces for this user \(bwrap: No permissions'
sdist curious \
	'import socket; socket.create_connection(("127.0.0.1", int(os.environ["PORT"])), 5); '\
'result = wheel(directory, "curious-1.0-py3-none-any.whl", {"a.py": ""})'
refused 'a build that opens a connection' 1 'the build failed' curious --env "PORT=${nginx##*:}"
like 'has no network' "$(cat "$tmp/said")" 'refused'

# --- how many at once, and how often --------------------------------------------------------

# Builds do not see each other: each prints the moments between which it ran.
for name in slow late; do
	sdist "$name" "print('moment', time.monotonic()); time.sleep(1); print('moment', \
time.monotonic()); result = wheel(directory, '$name-1.0-py3-none-any.whl', {'a.py': ''})"
done
at_once() { # jobs: two builds that cannot run at once
	rm -rf "$tmp/store" "$tmp/built.lock"
	"$python" "$top/tools/wheels/buildwheel.py" --tools "${bin%/bin}" --store "$tmp/store" \
		--lock "$tmp/other.lock" --work "$tmp/other/slow" --policy "$tmp/policy.json" \
		--target "$tmp/target.json" --jobs "$1" slow 1.0 \
		"slow-1.0.tar.gz=$tmp/slow-1.0.tar.gz" >"$tmp/slow" 2>&1 &
	build late --jobs "$1" >"$tmp/printed"
	late=$?
	wait $! && [ "$late" -eq 0 ]
}
ok 'with one job' at_once 1
moments() { awk '$1 == "moment" { print $2, FILENAME ~ /slow/ }' "$@"; }
like 'they do not run at once' \
	"$(moments "$tmp/work/late/build.log" "$tmp/other/slow/build.log" | sort -n |
		awk '{ printf "%s", $2 }')" '^(0011|1100)$'
build slow >"$tmp/printed"
is 'what one project has built no other builds' "$(cat "$tmp/said")" ''
is 'it is recorded there' "$(jq -c .slow "$tmp/built.lock")" "$(jq -c .slow "$tmp/other.lock")"

# --- what is no sdist ------------------------------------------------------------------

printf 'no archive' >"$tmp/junk-1.0.tar.gz"
refused 'no archive' 1 'the sdist cannot be unpacked' junk
tar -czf "$tmp/climb-1.0.tar.gz" -C "$tmp/src" --transform 's,^pure-1.0/body,../../evil,' pure-1.0 \
	2>"$tmp/said"
tar -czPf "$tmp/climb-1.0.tar.gz" -C "$tmp/src" --transform 's,^pure-1.0/body,../../evil,' pure-1.0
refused 'a path that climbs out' 1 "the sdist holds '\.\./\.\./evil\.py'" climb
ok 'nothing outside' test ! -e "$tmp/evil.py" -a ! -e "$tmp/work/evil.py"
ln -s /etc/passwd "$tmp/src/pure-1.0/link"
tar -czf "$tmp/link-1.0.tar.gz" -C "$tmp/src" pure-1.0
refused 'a link' 1 "the sdist holds 'pure-1\.0/link'" link
printf '{"pure": 1}' >"$tmp/built.lock"
refused 'a lock that is none' 1 '.*built\.lock: \.pure: not an object' pure
printf '{' >"$tmp/built.lock"
refused 'a lock that is no JSON' 1 '.*built\.lock: not valid JSON' pure
done_testing
