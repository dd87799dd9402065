# SPDX-License-Identifier: MIT
# orin-jp6-cu126: Jetson Orin with JetPack 6.1 or 6.2 (L4T R36.4): CUDA 12.6, Python 3.10.

PYLOCK_ARCH        := aarch64
PYLOCK_GLIBC       := 2.35
PYLOCK_BASE_PYTHON := 3.10.12
PYLOCK_PYTHONS     := 3.10
PYLOCK_BASE_IMAGE  := docker://nvcr.io/nvidia/l4t-jetpack:r36.4.0
PYLOCK_BOARD       := jp6/cu126
PYLOCK_CUDA        := 12.6
PYLOCK_CUDA_ARCHS  := 8.7
PYLOCK_DRIVER      := 540.4.0
PYLOCK_L4T         := 36.4
PYLOCK_TOOLKIT     := 1.14

include $(_pylock_mk)/bases/jetson.mk
