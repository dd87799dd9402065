# SPDX-License-Identifier: MIT
# debian13.mk: what every target that stands on Debian 13 shares.

PYLOCK_GLIBC       := 2.41
PYLOCK_BASE_PYTHON := 3.13.5
PYLOCK_BASE_SUITE  := trixie
PYLOCK_BASE_STEPS  := $(_pylock_mk)/bases/debian13.steps
include $(_pylock_mk)/bases/debian.mk
