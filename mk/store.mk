# SPDX-License-Identifier: MIT
# store.mk: the store that projects share.
#
# Reads     the store
# Writes    nothing; takes out of the store what is not what its name says, and what was never
#           finished
#
# Content of the store is trusted while its size, time and inode are those that it had when it was
# hashed. What a disk changes in silence is found by reading all of it. What is removed is fetched
# or made again when it is needed.
#
# User variables
#   PYLOCK_STORE
#
# Targets
#   store-verify    reads all of the store and compares it with its hashes; exit status 1 when
#                   something was wrong, and is removed

# --- configuration -----------------------------------------------------------
# --- rules -------------------------------------------------------------------
# --- targets -----------------------------------------------------------------

.PHONY: pylock-store-verify
pylock-store-verify:
	$(_pylock_quiet)$(_pylock_top)/tools/store/storeverify.sh $(PYLOCK_STORE)
