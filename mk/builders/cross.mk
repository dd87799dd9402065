# SPDX-License-Identifier: MIT
# cross.mk: the builder that compiles wheels for another machine, without running anything of it.
#
# It works on x86-64, in a pinned Debian root (rust.lock; cross-<python>.lock), with zig as C
# compiler and linker: the wheel needs at most glibc 2.17, and one wheel serves all targets of a
# machine and a Python. Crates are fetched into the store by Cargo.lock. The sysconfig of the
# target's Python tells setuptools about the target; a cross file tells Meson, a toolchain file
# CMake, and CONFIG_SITE configure scripts.
#
# For maturin and setuptools-rust, and for setuptools, meson-python and scikit-build-core if the
# sdist holds C sources; for the latter two only if it holds no Fortran.

_pylock_builders       += cross
_pylock_backends.cross := maturin mesonpy meson-python scikit-build-core setuptools \
  setuptools-rust
