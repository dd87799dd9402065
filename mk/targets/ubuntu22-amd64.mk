# SPDX-License-Identifier: MIT
# ubuntu22-amd64: Ubuntu 22.04 on 64-bit x86, with an interpreter of the project's choice.

PYLOCK_ARCH := x86_64
include $(_pylock_mk)/bases/ubuntu22.mk
