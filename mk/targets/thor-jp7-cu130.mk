# SPDX-License-Identifier: MIT
# thor-jp7-cu130: Jetson Thor with JetPack 7 (L4T R38): SBSA, CUDA 13.0, Python 3.12.

PYLOCK_CUDA_ARCHS := 11.0
PYLOCK_DRIVER     := 580.00
PYLOCK_L4T        := 38

include $(_pylock_mk)/bases/sbsa.mk
