# SPDX-License-Identifier: MIT
# alpine-arm64: Alpine Linux 3.22 (musl) and Python 3.12 on 64-bit Arm.

PYLOCK_ARCH := aarch64
include $(_pylock_mk)/bases/alpine.mk
