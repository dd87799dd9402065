# SPDX-License-Identifier: MIT
# debian13-amd64: Debian 13 (trixie) and its Python 3.13 on x86-64.

PYLOCK_ARCH := x86_64
include $(_pylock_mk)/bases/debian13.mk
