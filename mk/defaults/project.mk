# SPDX-License-Identifier: MIT
# --- the project ------------------------------------------------------------

# PYLOCK_NAME: the project's name, in lower case; it appears in the image's labels and in messages.
#   No default.
_pylock_kind.NAME := word image

# PYLOCK_TARGETS: the targets that the project is made for; the first is the default. Each is a
#   preset: a file mk/targets/<target>.mk of the framework or targets/<target>.mk of the project. No
#   default.
_pylock_kind.TARGETS := words

# PYLOCK_REQUIREMENTS: the requirements files (PEP 508 lines as pip reads them), or pyproject.toml
#   files, of which project.dependencies count; requirements.<target>.in is added if it exists. For
#   a target with that file alone, set PYLOCK_REQUIREMENTS@<target> to nothing.
_pylock_kind.REQUIREMENTS := paths target
PYLOCK_REQUIREMENTS ?= requirements.in

# PYLOCK_EXTRAS: which of the project.optional-dependencies of these pyproject.toml files count,
#   too.
# PYLOCK_GROUPS: which of their dependency-groups count, too (PEP 735).
_pylock_kind.EXTRAS := packages target
_pylock_kind.GROUPS := packages target
PYLOCK_EXTRAS ?=
PYLOCK_GROUPS ?=

# PYLOCK_PROJECT: directories with the project's own packages, such as `.`: each is built into a
#   wheel and is a layer of its own above all others. What their pyproject.toml files ask for is
#   resolved with the rest.
_pylock_kind.PROJECT := paths target image
PYLOCK_PROJECT ?=

# PYLOCK_SHORT: `no` leaves only the long names of targets (pylock-image), for projects that have an
#   `image` of their own.
_pylock_kind.SHORT := yes-no
PYLOCK_SHORT ?= yes
