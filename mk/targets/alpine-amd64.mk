# SPDX-License-Identifier: MIT
# alpine-amd64: Alpine Linux 3.22 (musl) and Python 3.12 on 64-bit x86.

PYLOCK_ARCH := x86_64
include $(_pylock_mk)/bases/alpine.mk
