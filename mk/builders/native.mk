# SPDX-License-Identifier: MIT
# native.mk: the builder that runs an sdist's build back end on this machine.
#
# For what is pure Python, which is known only after the build: each package that no other builder
# names comes here, and its wheel is refused unless the target takes it. So a wheel for one machine
# is taken only where the target's machine is this one, and its C library and Python fit; recorded
# in built.<target>.lock, other machines take it from the store.

_pylock_builders        += native
_pylock_backends.native :=
