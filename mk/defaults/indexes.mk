# SPDX-License-Identifier: MIT
# --- indexes ----------------------------------------------------------------

# PYLOCK_INDEXES: the names of the package indexes; `default` must be one of them. Default:
#   `default` alone.
_pylock_kind.INDEXES := words target

# PYLOCK_INDEX_URL, PYLOCK_INDEX_URL.<index>: an index's address, without credentials; without a
#   name that of `default`. Default for that one: the index that pip on this machine uses, as `make
#   setup` found it.
_pylock_kind.INDEX_URL := word target
_pylock_kind.INDEX_URL.* := word target of-index
PYLOCK_INDEX_URL ?=

# PYLOCK_MIRRORS, PYLOCK_MIRRORS.<index>: addresses to try in turn when an index does not answer, or
#   does not deliver a file.
_pylock_kind.MIRRORS := words target
_pylock_kind.MIRRORS.* := words target of-index
PYLOCK_MIRRORS ?=

# PYLOCK_INDEX_TIMEOUT, PYLOCK_INDEX_TIMEOUT.<index>: seconds to wait for an index, of every index
#   or of one.
_pylock_kind.INDEX_TIMEOUT := duration target
_pylock_kind.INDEX_TIMEOUT.* := duration target of-index
PYLOCK_INDEX_TIMEOUT ?= 60

# PYLOCK_INDEX_RETRIES, PYLOCK_INDEX_RETRIES.<index>: how often to try again after a failure that
#   may pass: 429, 5xx, a broken connection.
_pylock_kind.INDEX_RETRIES := number target
_pylock_kind.INDEX_RETRIES.* := number target of-index
PYLOCK_INDEX_RETRIES ?= 3

# PYLOCK_INDEX.<package>: the one index that this package comes from, no matter who asks for it; a
#   glob (PYLOCK_INDEX.nvidia-*) for several. Exact names go before globs, longer globs before
#   shorter. Default: `default`.
_pylock_kind.INDEX.* := word target of-package asked

# PYLOCK_PREFER.<package>: which of several files of a release is meant, by rules, the most
#   important one first: tag:linux_aarch64 (a platform tag, * for any run), local:cu129 (a local
#   version; local:none), index:<index> (rather than its mirrors), sha256:<hash>. A glob for several
#   packages.
_pylock_kind.PREFER.* := rules target of-package asked

# PYLOCK_KEYRING: `yes` asks the program `keyring` for the credentials of indexes that neither netrc
#   nor the environment has.
_pylock_kind.KEYRING := yes-no
PYLOCK_KEYRING ?=
