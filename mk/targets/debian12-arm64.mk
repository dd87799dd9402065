# SPDX-License-Identifier: MIT
# debian12-arm64: Debian 12 (bookworm) and its Python 3.11 on 64-bit Arm.

PYLOCK_ARCH := aarch64
include $(_pylock_mk)/bases/debian12.mk
