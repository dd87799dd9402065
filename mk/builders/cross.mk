# SPDX-License-Identifier: MIT
# cross.mk: the builder for another machine's wheels: compilers of this one, nothing of the target
# is run.
#
# In a pinned Debian root (rust.lock; cross-<python>.lock; cross-tools-<python>.lock), on x86-64,
# with zig as compiler of C and linker: the wheel needs glibc 2.17 at most, and one is for every
# target of a machine and a Python. Crates are fetched by Cargo.lock into the store; what setuptools
# builds is told of the target by its Python's sysconfig; what Meson and CMake build, by a cross
# file or a toolchain file, too.
#
# For maturin, and for setuptools, meson-python and scikit-build-core where the sdist holds C
# sources; of the latter two, without Fortran.

_pylock_builders       += cross
_pylock_backends.cross := maturin mesonpy meson-python scikit-build-core setuptools
