# SPDX-License-Identifier: MIT
# orin-jp7-cu130: Jetson Orin with JetPack 7.2 (L4T R39, driver for CUDA 13.2): SBSA, CUDA 13.0.

PYLOCK_CUDA_ARCHS := 8.7
PYLOCK_DRIVER     := 580.00
PYLOCK_L4T        := 39

include $(_pylock_mk)/bases/sbsa.mk
