# SPDX-License-Identifier: MIT
# native.mk: the builder that runs an sdist's build back end on this machine.
#
# It is meant for pure Python, which only the build can prove: every package that no other builder
# claims comes here, and its wheel is refused unless the target takes it. So a wheel for one machine
# is taken only if the target's machine is this one, and its C library and Python fit. Once it is
# recorded in built.<target>.lock, other machines take it from the store.

_pylock_builders        += native
_pylock_backends.native :=
