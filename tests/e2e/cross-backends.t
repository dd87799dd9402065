#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Extensions for arm64 by meson-python, scikit-build-core, setuptools and setuptools-rust, built on
# x86-64 by the cross builder: the same bytes each time, and they work under qemu.
. "$(dirname "$0")/../tap.sh"
. "$(dirname "$0")/../servers.sh"
needs bwrap readelf
cd "$tmp" || exit 1
store=${XDG_CACHE_HOME:-$HOME/.cache}/pylock.mk

# Given sdists of an extension each, made anew for each run, so that no store has their wheels,
sdist() { # name backend requirement
	local directory=src/$1-1.0
	mkdir -p "$directory" index/files "index/simple/$1"
	printf 'Metadata-Version: 2.2\nName: %s\nVersion: 1.0\n' "$1" >"$directory/PKG-INFO"
	printf \
		'[build-system]\nrequires = ["%s"]\nbuild-backend = "%s"\n[project]\nname = '\
'"%s"\nversion = "1.0"\n' "${3//,/\", \"}" "$2" "$1" >"$directory/pyproject.toml"
	cat >"$directory/$1.c" <<-EOS
		/* $$ $RANDOM$RANDOM */
		#include <Python.h>

		static PyObject *answer(PyObject *self, PyObject *none) {
		#ifdef __aarch64__
			return PyUnicode_FromString("aarch64");
		#else
			return PyUnicode_FromString("another machine");
		#endif
		}
		static PyMethodDef methods[] = {{"answer", answer, METH_NOARGS, NULL}, {NULL, NULL, 0, NULL}};
		static struct PyModuleDef module = {
			PyModuleDef_HEAD_INIT, "$1", NULL, -1, methods, NULL, NULL, NULL, NULL};
		PyMODINIT_FUNC PyInit_$1(void) {
			return PyModule_Create(&module);
		}
	EOS
	cat >"$directory/$4"
	tar -czf "index/files/$1-1.0.tar.gz" -C src "$1-1.0"
	printf '<!DOCTYPE html><a href="../../files/%s-1.0.tar.gz#sha256=%s">%s-1.0.tar.gz</a>\n' \
		"$1" "$(sha256sum <"index/files/$1-1.0.tar.gz" | cut -c1-64)" "$1" \
		>"index/simple/$1/index.html"
}
sdist mesoned mesonpy meson-python meson.build <<-'EOS'
	project('mesoned', 'c')
	import('python').find_installation(pure: false).extension_module('mesoned',
		'mesoned.c', install: true)
EOS
sdist cmaked scikit_build_core.build scikit-build-core CMakeLists.txt <<-'EOS'
	cmake_minimum_required(VERSION 3.18)
	project(cmaked C)
	find_package(Python REQUIRED COMPONENTS Interpreter Development.Module)
	Python_add_library(cmaked MODULE WITH_SOABI cmaked.c)
	install(TARGETS cmaked DESTINATION .)
EOS
sdist asks scikit_build_core.build scikit-build-core CMakeLists.txt <<-'EOS'
	cmake_minimum_required(VERSION 3.18)
	project(asks C)
	include(CheckCSourceRuns)
	check_c_source_runs("int main(void) { return 0; }" RUNS)
	install(FILES asks.c DESTINATION .)
EOS
# one of setuptools whose build imports NumPy, looks at an object with binutils, and asks for the
# instructions of this machine,
sdist tooled setuptools.build_meta setuptools,numpy setup.py <<-'EOF'
	import shutil, subprocess
	import numpy
	from setuptools import Extension, setup
	def said(*command):
	    return subprocess.run(command, check=True, text=True, stdout=subprocess.PIPE).stdout
	for tool in ("as", "ld", "nm", "objcopy", "objdump", "readelf", "size", "strip", "pkg-config"):
	    assert shutil.which(tool) == f"/build/bin/{tool}", tool
	with open("one.c", "w") as file:
	    file.write("int one(void) { return 1; }")
	said("cc", "-c", "one.c")
	said("ld", "-r", "-o", "two.o", "one.o")
	assert " T one" in said("nm", "two.o")
	said("strip", "two.o")
	assert "AArch64" in said("readelf", "-h", "two.o")
	setup(ext_modules=[Extension("tooled", ["tooled.c"], include_dirs=[numpy.get_include()],
	                             extra_compile_args=["-march=native"])])
EOF
# and one in Rust, of a crate that no Cargo.lock names,
mkdir -p src/rusted-1.0
cat >src/rusted-1.0/Cargo.toml <<-'EOS'
	[package]
	name = "rusted"
	version = "1.0.0"
	edition = "2021"
	[lib]
	crate-type = ["cdylib"]
	path = "lib.rs"
	[dependencies]
	cfg-if = "1"
EOS
cat >src/rusted-1.0/lib.rs <<-'EOS'
	use std::ffi::{c_char, c_int, c_long, c_void, CString};
	use std::ptr::null_mut;
	#[repr(C)]
	pub struct Definition {
	    base: [isize; 5], name: *const c_char, doc: *const c_char, size: isize,
	    rest: [*mut c_void; 5],
	}
	static mut MODULE: Definition = Definition {
	    base: [1, 0, 0, 0, 0], name: c"rusted".as_ptr(), doc: c"".as_ptr(), size: -1,
	    rest: [null_mut(); 5],
	};
	extern "C" {
	    fn PyModule_Create2(definition: *mut Definition, api: c_int) -> *mut c_void;
	    fn PyModule_AddStringConstant(module: *mut c_void, name: *const c_char,
	        value: *const c_char) -> c_int;
	    fn PyModule_AddIntConstant(module: *mut c_void, name: *const c_char, value: c_long)
	        -> c_int;
	}
	cfg_if::cfg_if! { if #[cfg(target_arch = "aarch64")] { const SEEN: c_long = 64; }
	    else { const SEEN: c_long = 0; } }
	#[no_mangle]
	pub unsafe extern "C" fn PyInit_rusted() -> *mut c_void {
	    let module = PyModule_Create2(&raw mut MODULE, 1013);
	    let machine = CString::new(std::env::consts::ARCH).unwrap();
	    PyModule_AddStringConstant(module, c"machine".as_ptr(), machine.as_ptr());
	    PyModule_AddIntConstant(module, c"seen".as_ptr(), SEEN);
	    module
	}
EOS
sdist rusted setuptools.build_meta setuptools,setuptools-rust setup.py <<-'EOF'
	from setuptools import setup
	from setuptools_rust import Binding, RustExtension
	setup(rust_extensions=[RustExtension("rusted", binding=Binding.NoBinding)])
EOF
serve_nginx "$tmp/index"

# and a project that takes them.
mkdir project
printf '%s\n' mesoned==1.0 cmaked==1.0 tooled==1.0 rusted==1.0 >project/requirements.in
printf '%s\n' 'PYLOCK_NAME := backends' 'PYLOCK_TARGETS := debian12-arm64' \
	'PYLOCK_INDEXES := default made' 'PYLOCK_INDEX.mesoned := made' \
	'PYLOCK_INDEX.cmaked := made' 'PYLOCK_INDEX.asks := made' 'PYLOCK_INDEX.tooled := made' \
	'PYLOCK_INDEX.rusted := made' \
	"PYLOCK_INDEX_URL.made := $nginx/simple" "include $top/mk/pylock.mk" >project/Makefile
cp "$top/projects/hello/base.debian12-arm64.lock" project
run() { make --no-print-directory -C project "$@" PYLOCK_STORE="$store" >out 2>&1; }
log() { # of the build of NAME, when something failed
	note "$(tail -n 30 out)" \
		"$(grep -v '^+ bwrap' "project/build/debian12-arm64/built/$1/build.log" \
			2>/dev/null | tail -n 60)"
}
hashes() { sha256sum project/build/debian12-arm64/built/*.whl | cut -c1-64; }

# When they are built, then the cross builder makes wheels for the target.
run wheels
is 'they are built' $? 0 || { log mesoned; log cmaked; log tooled; }
like 'meson-python by the cross builder' "$(cat out)" \
	'BUILD    mesoned 1\.0: cross, because mesonpy builds it, and it holds C sources'
like 'and scikit-build-core' "$(cat out)" \
	'BUILD    cmaked 1\.0: cross, because scikit-build-core builds it, and it holds C sources'
like 'and setuptools-rust' "$(cat out)" \
	'BUILD    rusted 1\.0: cross, because setuptools-rust builds it, which compiles'
is 'the crates that were chosen are recorded, by hash' "$(jq -r '.rusted.cargoLocks["."]' \
	project/built.debian12-arm64.lock |
	sed -n 's/^name = "\(.*\)"/\1/p; s/^checksum = "\([0-9a-f]\{64\}\)"/by hash/p' | xargs)" \
	'cfg-if by hash rusted'
is 'what was left out is said' "$(grep -c '^buildwheel\.py: tooled 1\.0: its build asks for '\
'this machine.s own instructions, which were left out (-march=native):' out)" 1
for name in mesoned cmaked tooled rusted; do
	wheel=$(echo project/build/debian12-arm64/built/"$name"-*.whl)
	is "$name: its tag is the target's Python, and glibc 2.17" "$(basename "$wheel")" \
		"$name-1.0-cp311-cp311-manylinux_2_17_aarch64.whl"
	"$top/build/setup/venv/bin/python" -m zipfile -e "$wheel" "files/$name"
	object=files/$name/$name.cpython-311-aarch64-linux-gnu.so
	ok "$name: the extension has the target's suffix" test -s "$object" || {
		note "$(find "files/$name")"
		log "$name"
	}
	like "$name: it is for the target" "$(readelf -h "$object")" 'Machine: +AArch64'
	is "$name: without the place of its build" "$(grep -cE "$tmp|/build/" "$object")" 0
	is "$name: its requirements are locked by hash" \
		"$(jq -r --arg name $name \
			'.[$name].requires | map(select(test(
				"^(ninja|numpy|setuptools-rust)==[0-9.]+ --hash=sha256:"))) | length' \
		project/built.debian12-arm64.lock)" 1
done

# When the store has forgotten them, then they are built once more, of the recorded requirements,
# into the same bytes.
before=$(hashes)
cp project/built.debian12-arm64.lock recorded
grep -lE '"(mesoned|cmaked|tooled|rusted)-' "$store"/keys/built/*.json | xargs -r rm -f
for hash in $before; do rm -f "$store/sha256/${hash:0:2}/$hash"; done
rm -rf project/build/debian12-arm64/built
TZ=Asia/Tokyo run wheels
is 'they are built again' $? 0 || { log mesoned; log cmaked; }
is 'all' "$(grep -c '^  BUILD' out)" 4
is 'into the same bytes' "$(hashes)" "$before"
ok 'the lock is the same' cmp project/built.debian12-arm64.lock recorded

# And they work in an image.
ok 'an image, verified' run image verify || note "$(tail -n 30 out)"
is 'they answer' "$(run_in_image "$PWD/project/build/debian12-arm64/image" aarch64 python3 -c '
import cmaked, mesoned, rusted, tooled
print(mesoned.answer(), cmaked.answer(), tooled.answer(), rusted.machine, rusted.seen)' 2>&1)" \
	'aarch64 aarch64 aarch64 aarch64 64'
grep -lE '"(mesoned|cmaked|tooled|rusted)-' "$store"/keys/built/*.json | xargs -r rm -f

# When a build wants to run a program of the target, then it is refused, and not told a no that it
# would believe.
printf 'asks==1.0\n' >project/requirements.in
run wheels
is 'a build that runs programs' $? 2
like 'is for another builder' "$(cat out)" \
	'buildwheel\.py: .*its build runs a program that is for aarch64 \([^)]*\), which the '\
'cross builder does not: write PYLOCK_BUILDER\.asks := emulated'
done_testing
