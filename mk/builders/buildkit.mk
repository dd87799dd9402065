# SPDX-License-Identifier: MIT
# buildkit.mk: the builder that runs the back end in the emulated builder's root, as a Dockerfile
# stage on a docker or BuildKit endpoint.
#
# Where PYLOCK_WHEEL_HOST says, such as a native arm64 machine; only for packages that declare it:
# PYLOCK_BUILDER.<package> := buildkit.

_pylock_builders          += buildkit
_pylock_backends.buildkit :=
