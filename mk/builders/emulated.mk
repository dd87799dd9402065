# SPDX-License-Identifier: MIT
# emulated.mk: the builder that runs the back end in a Debian root of the target's own machine,
# under qemu where this one is another.
#
# The root (target-<python>-<machine>.lock) is unpacked but not configured, which needs no
# emulation. This builder is for back ends that cannot be told to compile for another machine, and
# for what the cross builder leaves: Fortran, and sdists that hold no C sources.

_pylock_builders          += emulated
_pylock_backends.emulated := mesonpy meson-python scikit-build scikit-build-core
