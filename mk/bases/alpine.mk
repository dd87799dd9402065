# SPDX-License-Identifier: MIT
# alpine.mk: what every target that stands on Alpine Linux shares: musl, and the Python of the
# official python image.

PYLOCK_MUSL        := 1.2
PYLOCK_BASE_PYTHON := 3.12.11
PYLOCK_BASE_IMAGE  := docker://python:3.12.11-alpine3.22
