# SPDX-License-Identifier: MIT
# --- store and downloads ----------------------------------------------------

# PYLOCK_STORE: where downloaded and made files are kept, shared by all projects. Anything in it may
#   be deleted at any time.
_pylock_kind.STORE := path
PYLOCK_STORE ?= $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/pylock.mk

# PYLOCK_STORE_SHARED: yes takes a store that other users can write, too. What they made of inputs
#   is not believed: only contents are taken, which are hashed.
_pylock_kind.STORE_SHARED := yes-no
PYLOCK_STORE_SHARED ?=

# PYLOCK_OFFLINE: 1 opens no socket; an error names what would have to be downloaded or resolved. It
#   may be set in the environment, too.
_pylock_kind.OFFLINE := yes-no
PYLOCK_OFFLINE ?=
