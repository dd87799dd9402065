# SPDX-License-Identifier: MIT
# ubuntu24.mk: what every target that stands on Ubuntu 24.04 shares. Ubuntu's image has no Python:
# PYLOCK_PYTHON_FROM brings one.

PYLOCK_GLIBC       := 2.39
PYLOCK_BASE_PYTHON := none
PYLOCK_BASE_IMAGE  := docker://ubuntu:24.04
