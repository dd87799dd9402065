# SPDX-License-Identifier: MIT
# debian13-arm64: Debian 13 (trixie) and its Python 3.13 on 64-bit Arm.

PYLOCK_ARCH := aarch64
include $(_pylock_mk)/bases/debian13.mk
