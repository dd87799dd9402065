# SPDX-License-Identifier: MIT
# registry.mk: a base from a registry, locked by digest.
#
# Reads     PYLOCK_BASE := docker://NAME[:TAG][@sha256:DIGEST], base.<target>.lock
# Writes    base.<target>.lock (commit it), build/<target>/base/ (an OCI image layout); blobs go to
#           the store
#
# The lock holds the digest that the tag had, and the digest of the manifest for the target's
# platform. A tag that moves changes nothing until `make base-upgrade`. skopeo transfers the image,
# with its own credentials (skopeo login). What the store has is not transferred again, and docker's
# formats become OCI's.
#
# User variables
#   PYLOCK_BASE PYLOCK_PULL_OPTIONS PYLOCK_LOCKED
#
# Targets
#   base            the base's layout
#   base-upgrade    locks what the tag is now

# --- configuration -----------------------------------------------------------

ifeq ($(_pylock_base_is),registry)
_pylock_baseimage = $(_pylock_top)/tools/base/baseimage.sh $(_pylock_offline) \
  $(foreach option,$(PYLOCK_PULL_OPTIONS),--option $(call _pylock_quote,$(option)))
_pylock_lock_base = $(_pylock_baseimage) --arch $(_pylock_oci_arch) -o $(_pylock_base_lock) \
  $(_pylock_base)

# --- rules -------------------------------------------------------------------

$(_pylock_build)/base.checked: $(_pylock_build)/base.note $(call _pylock_stamp,base-lock) \
  $(call _pylock_tools,choosebase)
	$(_pylock_quiet)if [ -e $(_pylock_base_lock) ] && grep -qxF '# image $(_pylock_base)' \
	  $(_pylock_base_lock) && \
	  grep -qxF '# platform linux/$(_pylock_oci_arch)' $(_pylock_base_lock); then :; \
	elif [ '$(call _pylock_yes,LOCKED)' ]; then \
	  $(call _pylock_fail,$(_pylock_base_lock) is not of $(_pylock_base) for \
	  linux/$(_pylock_oci_arch); run `make base-upgrade TARGET=$(TARGET)` and commit it); \
	else $(call _pylock_say,LOCK,$(_pylock_base_lock)); $(_pylock_lock_base); fi
	@$(call _pylock_stamp_settled,base-lock)
	@cp $(_pylock_base_lock) $(@D)/base.lock.new && $(call _pylock_update,$(@D)/base.lock) && \
	  touch $@
$(_pylock_build)/base.lock: $(call _pylock_after,$(_pylock_build)/base.checked) ;

# The manifest as the registry has it: that of the base may be another, which is OCI's.
$(_pylock_build)/base.manifest.json: $(_pylock_build)/base.lock $(_pylock_build)/base.note \
  $(call _pylock_tools,fetch)
	$(_pylock_quiet)$(_pylock_baseimage) --manifest --store $(PYLOCK_STORE) $< >$@.new && \
	  mv -f $@.new $@

# The layout that skopeo writes stays until the base is complete.
$(_pylock_build)/base/index.json: $(_pylock_build)/base.lock $(_pylock_build)/base.config.json \
  $(call _pylock_tools,pullblobs fetch image)
	@$(call _pylock_say,BASE,$(_pylock_base))
	$(_pylock_quiet)$(_pylock_baseimage) --pull $(_pylock_build)/base.pull \
	  --store $(PYLOCK_STORE) $(_pylock_build)/base.lock
	$(_pylock_submake)$(_pylock_quiet)$(call _pylock_image,pylock-base,--base \
	  $(_pylock_build)/base.pull --config $(_pylock_build)/base.config.json -o $(@D) \
	  >$(@D).digest)
	@rm -rf $(_pylock_build)/base.pull
endif

# --- targets -----------------------------------------------------------------
