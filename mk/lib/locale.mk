# SPDX-License-Identifier: MIT
# locale.mk: the locale of every program that a recipe runs, make itself among them.
#
# What some of them say is read: what `make --trace` found out of date, why a download failed. It
# has to be in English and in UTF-8, whatever the user's own language is. In C.UTF-8 the C library
# still asks LANGUAGE for a translation. Included by pylock.mk and by the framework's own makefile.

export LC_ALL := C.UTF-8
unexport LANGUAGE
