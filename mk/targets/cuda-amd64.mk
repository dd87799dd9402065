# SPDX-License-Identifier: MIT
# cuda-amd64: servers with NVIDIA GPUs, Turing to Hopper: Debian 12, CUDA from the nvidia-* wheels.

PYLOCK_ARCH       := x86_64
PYLOCK_CUDA_ARCHS := 7.5 8.0 8.6 8.9 9.0

# CUDA 12 runs on every driver from 525 on (minor version compatibility).
PYLOCK_DRIVER     := 525.60.13

include $(_pylock_mk)/bases/debian12.mk
include $(_pylock_mk)/bases/cuda.mk
