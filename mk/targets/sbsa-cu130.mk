# SPDX-License-Identifier: MIT
# sbsa-cu130: Arm servers with NVIDIA GPUs (Hopper, Blackwell): CUDA 13.0, Ubuntu 24.04.

PYLOCK_CUDA_ARCHS := 9.0 10.0 10.3 12.0 12.1
PYLOCK_DRIVER     := 580.65.06

include $(_pylock_mk)/bases/sbsa.mk
