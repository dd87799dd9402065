# --- indexes ----------------------------------------------------------------

# PYLOCK_INDEXES: the names of the package indexes. Default: `default` alone; it must be among them.

# PYLOCK_INDEX_URL, PYLOCK_INDEX_URL.<index>: an index's address, without credentials; without a name that of `default`. Default for that
#   one: the index that pip on this machine uses, as `make setup` found it.
PYLOCK_INDEX_URL ?=

# PYLOCK_MIRRORS, PYLOCK_MIRRORS.<index>: addresses that are tried in turn when an index does not answer or a file cannot be had from it.
PYLOCK_MIRRORS ?=

# PYLOCK_INDEX_TIMEOUT, PYLOCK_INDEX_TIMEOUT.<index>: seconds to wait for an index, of every index or of one.
PYLOCK_INDEX_TIMEOUT ?= 60

# PYLOCK_INDEX_RETRIES, PYLOCK_INDEX_RETRIES.<index>: how often to try again what may pass: 429, 5xx, a broken connection.
PYLOCK_INDEX_RETRIES ?= 3

# PYLOCK_INDEX.<package>: the one index that this package comes from, whoever asks for it; a glob (PYLOCK_INDEX.nvidia-*) for several.
#   Exact names go before globs, longer globs before shorter. Default: `default`.
# PYLOCK_INDEX: only with a package: PYLOCK_INDEX.<package>.

# PYLOCK_PREFER.<package>: which of several files of a release is meant, by rules, the first first: tag:linux_aarch64 (a platform tag, * for
#   any run), local:cu129 (a local version; local:none), index:<index> (rather than its mirrors), sha256:<hash>. A glob for several packages.
# PYLOCK_PREFER: only with a package: PYLOCK_PREFER.<package>.

# PYLOCK_KEYRING: `yes` asks the program `keyring` for the credentials of indexes that neither netrc nor the environment has.
PYLOCK_KEYRING ?=
