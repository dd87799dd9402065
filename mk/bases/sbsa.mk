# SPDX-License-Identifier: MIT
# sbsa.mk: what the boards and servers of the SBSA stack share: CUDA 13.0 in NVIDIA's image, Ubuntu
# 24.04, Python 3.12.

PYLOCK_ARCH        := aarch64
PYLOCK_GLIBC       := 2.39
PYLOCK_BASE_PYTHON := 3.12.3
PYLOCK_PYTHONS     := 3.12
PYLOCK_BASE_IMAGE  := docker://nvcr.io/nvidia/pytorch:25.09-py3
PYLOCK_BOARD       := sbsa/cu130
PYLOCK_CUDA        := 13.0

include $(_pylock_mk)/bases/jetson.mk
