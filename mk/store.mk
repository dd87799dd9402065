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
# What a program made, it finds again in the store under its user's seal (store/seal.h): the key is
# $XDG_STATE_HOME/pylock.mk/key or ~/.local/state/pylock.mk/key. Without a key, as where there is no
# home, results are made again.
#
# User variables
#   PYLOCK_STORE PYLOCK_STORE_SHARED
#
# Targets
#   store-verify    reads all of the store and removes each file whose content does not match its
#                   hash; exit status 1 when there was one

# --- configuration -----------------------------------------------------------
ifneq ($(call _pylock_yes,STORE_SHARED),)
export PYLOCK_STORE_SHARED := yes
else
unexport PYLOCK_STORE_SHARED
endif

# --- rules -------------------------------------------------------------------
# --- targets -----------------------------------------------------------------

.PHONY: pylock-store-verify
pylock-store-verify:
	$(_pylock_quiet)$(_pylock_top)/tools/store/storeverify.sh $(PYLOCK_STORE)
