# SPDX-License-Identifier: MIT
# --- presets ----------------------------------------------------------------

# A target's preset file sets these. A project with a base of its own may set them for one target,
# by PYLOCK_<WHAT>@<target>.

# PYLOCK_ARCH: the architecture, as in wheel tags: x86_64, aarch64.
_pylock_kind.ARCH := word target image preset
# PYLOCK_GLIBC, PYLOCK_MUSL: the C library's version; one of them.
_pylock_kind.GLIBC := version target image preset
_pylock_kind.MUSL := version target image preset
# PYLOCK_PLATFORMS: which platform tags of wheels are taken, best first, as patterns: `manylinux_*
#   linux_*`, `manylinux_2_1?_* manylinux2014_*`. Default: all that the C library allows,
#   linux_<arch> before the others and the newest of these first.
_pylock_kind.PLATFORMS := words target image preset
# PYLOCK_BASE_PYTHON: the Python version that the base brings, or `none`.
_pylock_kind.BASE_PYTHON := version:none target image preset
# PYLOCK_PYTHONS: the Python versions that the board's index has wheels for. Others are refused.
_pylock_kind.PYTHONS := versions target preset
# PYLOCK_BASE_IMAGE: what the base is when PYLOCK_BASE is not set: a registry's image.
_pylock_kind.BASE_IMAGE := word target image preset
# PYLOCK_BOARD: the directory of the board's index, such as jp6/cu126.
_pylock_kind.BOARD := word target preset
# PYLOCK_CUDA: the CUDA version that the base brings, such as 12.9: a base with another one, or
#   without, is refused. Empty: any.
_pylock_kind.CUDA := version target image preset
# PYLOCK_CUDA_ARCHS: the compute capabilities of the target's GPUs, such as 8.7.
_pylock_kind.CUDA_ARCHS := versions target image preset
# PYLOCK_DRIVER: the least version of the device's driver.
_pylock_kind.DRIVER := version target image preset
# PYLOCK_DRIVER.<soname>: the least version of one library that the driver supplies.
_pylock_kind.DRIVER.* := version target image
# PYLOCK_L4T: the least L4T release of the board, such as 36.4; the image does not run on a JetPack
#   whose L4T has another first number.
_pylock_kind.L4T := version target image preset
# PYLOCK_TOOLKIT: the least version of NVIDIA's container toolkit on the device.
_pylock_kind.TOOLKIT := version target image preset
# PYLOCK_BASE_SUITE: the Debian suite that the base is made from.
_pylock_kind.BASE_SUITE := word target preset
# PYLOCK_BASE_APT: the packages that every base of the preset has.
_pylock_kind.BASE_APT := words target image preset
# PYLOCK_BASE_STEPS: the files of static steps for that suite, in their order; see baselayer(1).
_pylock_kind.BASE_STEPS := paths target image preset
# PYLOCK_LAYER_MAX: how many layers the packages have at most in a new lock. An image has 127 at
#   most, and for docker 125, with those of its base: a base that leaves less room gets fewer,
#   larger layers by itself. Default: 80.
_pylock_kind.LAYER_MAX := number:1 target image preset
