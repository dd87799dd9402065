# SPDX-License-Identifier: MIT
# buildkit.mk: the builder that runs the back end in the emulated builder's root, as a Dockerfile
# stage on a docker or BuildKit endpoint.
#
# The endpoint is PYLOCK_WHEEL_HOST, such as a native arm64 machine. Only packages that ask for this
# builder are built there: PYLOCK_BUILDER.<package> := buildkit.

_pylock_builders          += buildkit
_pylock_backends.buildkit :=
