# SPDX-License-Identifier: MIT
# full.mk: `make verify FULL=1`: the image made once more, out of nothing but what the locks name,
# and compared.
#
# Reads     the locks, the store's contents, each of which is hashed; build/<target>/image/
# Writes    nothing that stays: the second image lies in build/<target>/full/ and is removed
#
# No result that the store kept counts, no row of layers.<target>.lock, and nothing in build/: plan,
# bytecode, base, layers and image are made again, each wheel is hashed, and one that the store
# lacks is fetched, or built. The project's own package is built again. The digests of all layers,
# and that of the image, have to be the same.
#
# User variables
#   PYLOCK_STORE

# --- configuration -----------------------------------------------------------

_pylock_full_asked := $(call _pylock_asked,FULL)

# --- rules -------------------------------------------------------------------

# The store of the second image has the contents of the first one's and nothing else.
_pylock_full_store = $(abspath $(PYLOCK_STORE))/tmp/full-$(TARGET)
_pylock_full       = $(_pylock_build)/full
_pylock_full_clean = chmod -R u+w $(_pylock_full) 2>/dev/null; \
  rm -rf $(_pylock_full) $(_pylock_full_store)

_pylock_full_manifest = $(1)/blobs/sha256/$$(jq -r '.manifests[0].digest[7:]' $(1)/index.json)

# Usage: $(_pylock_verify_full) in the recipe of verify
define _pylock_verify_full
@$(call _pylock_say,FULL,every layer of $(TARGET) is made again)
$(_pylock_quiet)$(_pylock_full_clean); mkdir -p $(_pylock_full) $(_pylock_full_store) && \
  ln -s $(abspath $(PYLOCK_STORE))/sha256 $(_pylock_full_store)/sha256
+$(_pylock_quiet)$(MAKE) --no-print-directory -f $(firstword $(MAKEFILE_LIST)) TARGET=$(TARGET) \
  PYLOCK_STORE=$(_pylock_full_store) PYLOCK_LOCKED=yes FULL= RUN= \
  _pylock_build=$(_pylock_full) _pylock_layers_lock=$(_pylock_full)/layers.lock pylock-image || \
  { $(_pylock_full_clean); exit 1; }
$(_pylock_quiet)jq -nr -f $(_pylock_mk)/jq/full.jq \
  --slurpfile here $(call _pylock_full_manifest,$(_pylock_build)/image) \
  --slurpfile again $(call _pylock_full_manifest,$(_pylock_full)/image) \
  --arg manifest $$(sed s/^sha256:// $(_pylock_full)/image.digest) \
  >$(_pylock_build)/full.said; \
  same=$$(cmp -s $(_pylock_build)/image.digest $(_pylock_full)/image.digest && echo yes); \
  $(_pylock_full_clean); cat $(_pylock_build)/full.said; \
  [ "$$same" ] || $(call _pylock_fail,the image is not what the lock makes of its wheels)
endef

# --- targets -----------------------------------------------------------------
