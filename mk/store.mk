# SPDX-License-Identifier: MIT
# store.mk: the store that projects share.
#
# Reads     the store
# Writes    nothing; removes files of the store whose content does not match their names, and files
#           that were never finished
#
# A file of the store is trusted as long as its size, time and inode are those that it had when it
# was hashed. Damage that a disk does in silence shows only when all of the store is read. What is
# removed is fetched or made again when it is needed.
#
# User variables
#   PYLOCK_STORE
#
# Targets
#   store-verify    reads all of the store and removes each file whose content does not match its
#                   hash; exit status 1 when there was one

# --- configuration -----------------------------------------------------------
# --- rules -------------------------------------------------------------------
# --- targets -----------------------------------------------------------------

.PHONY: pylock-store-verify
pylock-store-verify:
	$(_pylock_quiet)$(_pylock_top)/tools/store/storeverify.sh $(PYLOCK_STORE)
