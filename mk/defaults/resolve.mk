# SPDX-License-Identifier: MIT
# --- resolve ----------------------------------------------------------------

# PYLOCK_PYTHON: the Python version, such as 3.11. Default: the preset's, which is the base's own. A
#   minor version other than the base's needs PYLOCK_PYTHON_FROM and is written in full, such as
#   3.12.11.
_pylock_kind.PYTHON := version target image
PYLOCK_PYTHON ?=

# PYLOCK_PYTHON_FROM: where a relocatable Python is, <address>\#sha256=<hex>: a tar archive, in any
#   compression, with one directory at its top that has bin/python3.N. An http, https or file
#   address, or a path. It is used when PYLOCK_PYTHON is not of the base's minor version; it becomes
#   a layer of its own at /opt/python.
_pylock_kind.PYTHON_FROM := word target image
PYLOCK_PYTHON_FROM ?=

# PYLOCK_EXCLUDE: packages to leave out of lock and image, even if others ask for them. Every report
#   names them.
_pylock_kind.EXCLUDE := packages target image asked
PYLOCK_EXCLUDE ?=

# PYLOCK_EXCLUDE_NEWER: a date (2026-11-01) or time; files uploaded later do not exist for the
#   resolver and for the build requirements of sdists.
_pylock_kind.EXCLUDE_NEWER := date target
PYLOCK_EXCLUDE_NEWER ?=

# PYLOCK_PREFER_BINARY: packages for which the nearest version that has a wheel for the target is
#   taken instead of building an sdist; `all` for every package. The report says what was taken
#   instead.
_pylock_kind.PREFER_BINARY := packages:all target asked
PYLOCK_PREFER_BINARY ?=

# PYLOCK_NO_BINARY: packages that are built from their sdists although there are wheels; `all` for
#   every package. The same as --no-binary in requirements files, which may say otherwise.
_pylock_kind.NO_BINARY := packages:all target image asked
PYLOCK_NO_BINARY ?=

# PYLOCK_ONLY_BINARY: packages of which only wheels are taken: a release that has none for the
#   target does not exist; `all` for every package. The same as --only-binary in requirements files.
_pylock_kind.ONLY_BINARY := packages:all target asked
PYLOCK_ONLY_BINARY ?=

# PYLOCK_RESOLVER: `uv`, or `pip-compile` (pip-tools, backtracking), which resolves for the target
#   too, from locked releases only.
_pylock_kind.RESOLVER := choice:uv|pip-compile target
PYLOCK_RESOLVER ?= uv

# PYLOCK_LOCKED: 1 makes a lock that is not fresh an error instead of resolving again. For CI.
_pylock_kind.LOCKED := yes-no
PYLOCK_LOCKED ?=

# PYLOCK_ANALYZE_LIMIT: seconds after which `analyze` stops looking for fixes of a conflict, and
#   says how far it got.
_pylock_kind.ANALYZE_LIMIT := duration target
PYLOCK_ANALYZE_LIMIT ?= 120
