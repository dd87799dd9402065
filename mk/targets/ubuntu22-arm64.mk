# SPDX-License-Identifier: MIT
# ubuntu22-arm64: Ubuntu 22.04 on 64-bit Arm, with an interpreter of the project's choice.

PYLOCK_ARCH := aarch64
include $(_pylock_mk)/bases/ubuntu22.mk
