# SPDX-License-Identifier: MIT
# emulated.mk: the builder that runs the back end in a Debian root of the target's own machine,
# under qemu where this one is another.
#
# The root (target-<python>-<machine>.lock) is unpacked and not configured, which takes no
# emulation. For back ends that cannot be told to compile for another machine, and for what cross
# leaves: Fortran, and an sdist that holds no C sources.

_pylock_builders          += emulated
_pylock_backends.emulated := mesonpy meson-python scikit-build scikit-build-core setuptools-rust
