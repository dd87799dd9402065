# SPDX-License-Identifier: MIT
# debian12.mk: what every target that stands on Debian 12 shares.

PYLOCK_GLIBC       := 2.36
PYLOCK_BASE_PYTHON := 3.11.2
PYLOCK_BASE_SUITE  := bookworm
PYLOCK_BASE_STEPS  := $(_pylock_mk)/bases/debian12.steps
include $(_pylock_mk)/bases/debian.mk
