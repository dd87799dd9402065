# SPDX-License-Identifier: MIT
# debian12-amd64: Debian 12 (bookworm) and its Python 3.11 on x86-64.

PYLOCK_ARCH := x86_64
include $(_pylock_mk)/bases/debian12.mk
