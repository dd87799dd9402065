# SPDX-License-Identifier: MIT
# --- store and downloads ----------------------------------------------------

# PYLOCK_STORE: where downloaded and made files are kept, shared by all projects. Anything in it may
#   be deleted at any time.
_pylock_kind.STORE := path
PYLOCK_STORE ?= $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/pylock.mk

# PYLOCK_OFFLINE: 1 opens no socket; an error names what would have to be downloaded or resolved. It
#   may be set in the environment, too.
_pylock_kind.OFFLINE := yes-no
PYLOCK_OFFLINE ?=
