# SPDX-License-Identifier: MIT
# debian.mk: a base made of locked Debian packages.
#
# Reads     PYLOCK_BASE_APT, PYLOCK_APT, base.<target>.lock, the step files of the suite
# Writes    base.<target>.lock (commit it), build/<target>/base.json (the layer's record); the
#           packages and the layer go to the store
#
# Each package is locked by version, size and SHA-256; the lock names no mirror. The root is made
# without running anything of the packages: what their maintainer scripts would have made comes from
# declared steps (mk/bases/*.steps), and a script that no step models is named. With
# PYLOCK_BASE_CONFIGURE := run the packages are configured for real, natively or under qemu.
#
# User variables
#   PYLOCK_APT PYLOCK_APT_MIRRORS PYLOCK_APT_SOURCES PYLOCK_BASE_CONFIGURE
#
# Targets
#   base            the base's layout
#   base-upgrade    locks the newest versions of the packages

# --- configuration -----------------------------------------------------------
# --- rules -------------------------------------------------------------------

ifeq ($(_pylock_base_is),debian)
# Maintainer scripts rely on the Essential packages without declaring it.
_pylock_essential := $(filter run,$(PYLOCK_BASE_CONFIGURE))
_pylock_archives   = $(foreach mirror,$(PYLOCK_APT_MIRRORS),--mirror $(mirror)) \
  $(foreach source,$(call _pylock_variable,APT_SOURCES),--source $(call _pylock_quote,$(source)))
# The name, suite and components of each source, as the lock has them.
_pylock_sources  := $(foreach source,$(call _pylock_variable,APT_SOURCES),$(subst \
  $(_pylock_blank),|,$(strip \
  $(foreach place,1 3 4,$(word $(place),$(subst |, ,$(source)))))))
_pylock_lock_base = $(_pylock_top)/tools/debian/baselock.sh $(_pylock_offline) \
  --suite $(PYLOCK_BASE_SUITE) --arch $(_pylock_oci_arch) $(if $(_pylock_essential),--essential) \
  $(_pylock_archives) -o $(_pylock_base_lock) $(_pylock_apt)

# The lock is fresh if it was made for the suite, architecture and packages of today.
$(_pylock_build)/base.checked: $(_pylock_build)/base.note $(call _pylock_stamp,base) \
  $(call _pylock_stamp,base-lock) $(call _pylock_tools)
	$(_pylock_quiet)if [ -e $(_pylock_base_lock) ] && grep -qx '# suite $(PYLOCK_BASE_SUITE)' \
	  $(_pylock_base_lock) && \
	  grep -qx '# architecture $(_pylock_oci_arch)' $(_pylock_base_lock) && \
	  grep -qx '# essential $(if $(_pylock_essential),yes,no)' $(_pylock_base_lock) && \
	  [ "$$(sed -n 's/^# sources //p' $(_pylock_base_lock))" = '$(_pylock_sources)' ] && \
	  grep -qx '# packages $(_pylock_apt)' $(_pylock_base_lock); then :; \
	elif [ '$(call _pylock_yes,LOCKED)' ]; then \
	  $(call _pylock_fail,$(_pylock_base_lock) is not for the suite and packages that are \
	  wanted now; run `make base-upgrade TARGET=$(TARGET)` and commit it); \
	else $(call _pylock_say,LOCK,$(_pylock_base_lock)); $(_pylock_lock_base); fi
	@$(call _pylock_stamp_settled,base-lock)
	@cp $(_pylock_base_lock) $(@D)/base.lock.new && $(call _pylock_update,$(@D)/base.lock) && \
	  touch $@
$(_pylock_build)/base.lock: $(call _pylock_after,$(_pylock_build)/base.checked) ;

$(_pylock_build)/base.json: $(_pylock_build)/base.lock $(call _pylock_stamp,base) \
  $(_pylock_build)/base.note $(call _pylock_tools,fetch baselayer)
	@$(call _pylock_say,BASE,$(TARGET): $(words $(_pylock_apt)) packages and what they need)
	$(_pylock_quiet)$(_pylock_top)/tools/debian/baselock.sh --list $(_pylock_offline) \
	  $(_pylock_archives) $(_pylock_build)/base.lock >$(@D)/base.list
	$(_pylock_quiet)$(_pylock_bin)/fetch --quiet $(_pylock_offline) --store $(PYLOCK_STORE) \
	  $(@D)/base.list
	$(_pylock_quiet)$(_pylock_top)/tools/debian/baselock.sh --debs $(PYLOCK_STORE) \
	  $(_pylock_build)/base.lock >$(@D)/base.args
	$(_pylock_quiet)$(if $(_pylock_essential),\
	  $(_pylock_top)/tools/debian/baseconfigure.sh --suite $(PYLOCK_BASE_SUITE) \
	  --arch $(_pylock_oci_arch) -o $(@D)/rootfs.tar @$(@D)/base.args)
	$(_pylock_quiet)$(_pylock_bin)/baselayer --store $(PYLOCK_STORE) \
	  --recall --arch $(_pylock_oci_arch) \
	  $(if $(_pylock_essential),$(@D)/rootfs.tar,\
	  $(PYLOCK_BASE_STEPS:%=--steps %) @$(@D)/base.args) >$@.new && mv -f $@.new $@
endif

# --- targets -----------------------------------------------------------------
