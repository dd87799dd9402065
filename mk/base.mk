# SPDX-License-Identifier: MIT
# base.mk: what the image stands on: locked Debian packages, a root file system, an OCI image
# layout, or an image of a registry.
#
# Reads     PYLOCK_BASE, or PYLOCK_BASE_APT and PYLOCK_APT; base.<target>.lock
# Writes    base.<target>.lock (commit it), build/<target>/base/ (an OCI image layout); layers go to
#           the store
#
# What it takes to make a base of Debian packages is in base/debian.mk, to fetch one from a registry
# in base/registry.mk; base/facts.mk checks that the base is what the target's preset says.
#
# User variables
#   PYLOCK_BASE PYLOCK_APT PYLOCK_APT_MIRRORS PYLOCK_APT_SOURCES PYLOCK_BASE_CONFIGURE
#
# Targets
#   base            the base's layout
#   base-upgrade    locks the newest versions of the Debian packages, or what the tag in the
#                   registry is now

# --- configuration -----------------------------------------------------------

_pylock_base        := $(or $(call _pylock_variable,BASE),$(PYLOCK_BASE_IMAGE))
_pylock_base        := $(or $(patsubst %/,%,$(strip $(_pylock_base))),$(strip $(_pylock_base)))
_pylock_base_lock   := base.$(TARGET).lock
_pylock_base_is   := $(if $(_pylock_base),$(if $(filter docker://%,$(_pylock_base)),registry,$(if \
  $(wildcard $(_pylock_base)/oci-layout),layout,tarball)),debian)
_pylock_base_layout := $(if \
  $(filter layout,$(_pylock_base_is)),$(_pylock_base),$(_pylock_build)/base)
_pylock_apt         := $(sort $(PYLOCK_BASE_APT) $(call _pylock_variable,APT))

# A PYLOCK_BASE that is none of these is refused, with what to write instead.
_pylock_base_transports := oci:% oci-archive:% docker-archive:% docker-daemon:% \
  containers-storage:% dir:%
ifneq ($(filter layout tarball,$(_pylock_base_is)),)
ifneq ($(filter $(_pylock_base_transports),$(_pylock_base)),)
$(error pylock.mk: PYLOCK_BASE is '$(_pylock_base)': make an OCI image layout of it, \
  `skopeo copy $(_pylock_base) oci:base:latest`, and write PYLOCK_BASE := base)
endif
ifeq ($(wildcard $(_pylock_base)),)
$(error pylock.mk: PYLOCK_BASE is '$(_pylock_base)', which is not there; an image of a registry is \
  written docker://$(_pylock_base))
endif
ifneq ($(and $(filter tarball,$(_pylock_base_is)),$(wildcard $(_pylock_base)/.)),)
$(error pylock.mk: PYLOCK_BASE is '$(_pylock_base)', a directory that is no OCI image layout: it \
  has no file oci-layout. Write the directory that has it, or a tarball of a root file system: \
  tar -cf base.tar -C $(_pylock_base) .)
endif
endif

# --- rules -------------------------------------------------------------------

_pylock_base_words = $(_pylock_base_is) $(_pylock_base) $(PYLOCK_BASE_SUITE) $(_pylock_oci_arch) \
  $(PYLOCK_BASE_CONFIGURE) $(PYLOCK_BASE_STEPS) $(_pylock_apt) $(call _pylock_variable,APT_SOURCES)
$(eval $(call _pylock_note,$(_pylock_build)/base.note,_pylock_base_words))

# The files of this machine that the base is made from: a layout, a tarball, or, for Debian
# packages, the step files and the keys of archives.
_pylock_base_files.layout  := $(_pylock_base)/index.json $(_pylock_base)/oci-layout
_pylock_base_files.tarball := $(_pylock_base)
_pylock_base_files.debian  := $(PYLOCK_BASE_STEPS) \
  $(foreach source,$(call _pylock_variable,APT_SOURCES),$(filter-out http://% https://%,\
  $(word 5,$(subst |, ,$(source)))))
_pylock_base_files         := $(_pylock_base_files.$(_pylock_base_is))
$(eval $(call _pylock_input,base,_pylock_base_files))
$(eval $(call _pylock_input,base-lock,_pylock_base_lock))

# The prerequisites of whatever depends on the base: its content, and which base was chosen.
_pylock_base_stands := $(if $(filter layout,$(_pylock_base_is)),$(call \
  _pylock_stamp,base),$(_pylock_base_layout)/index.json) $(_pylock_build)/base.note

include $(_pylock_mk)/base/registry.mk
include $(_pylock_mk)/base/debian.mk

ifeq ($(_pylock_base_is),tarball)
$(_pylock_build)/base.json: $(call _pylock_stamp,base) $(_pylock_build)/base.note \
  $(call _pylock_tools,baselayer)
	@$(call _pylock_say,BASE,$(_pylock_base))
	$(_pylock_quiet)$(_pylock_bin)/baselayer --store $(PYLOCK_STORE) \
	  --recall --arch $(_pylock_oci_arch) $(_pylock_base) >$@.new && mv -f $@.new $@
endif

_pylock_variant := $(if $(filter arm64,$(_pylock_oci_arch)), + {variant: "v8"})
$(_pylock_build)/base.config.json: $(_pylock_build)/base.note $(call _pylock_tools)
	$(_pylock_quiet)jq -cn \
	  '{architecture: "$(_pylock_oci_arch)", os: "linux"}$(_pylock_variant)' \
	  >$@.new && mv -f $@.new $@

ifneq ($(filter debian tarball,$(_pylock_base_is)),)
$(_pylock_build)/base/index.json: $(_pylock_build)/base.json $(_pylock_build)/base.config.json \
  $(call _pylock_tools,image)
	$(_pylock_submake)$(_pylock_quiet)$(call _pylock_image,pylock-base,--config \
	  $(_pylock_build)/base.config.json -o $(@D) $(_pylock_build)/base.json >$(@D).digest)
endif

# --- targets -----------------------------------------------------------------

.PHONY: pylock-base pylock-base-upgrade
pylock-base: $(_pylock_base_stands)
pylock-base-upgrade:
	$(if $(filter debian registry,$(_pylock_base_is)),$(_pylock_quiet)$(_pylock_lock_base),\
	  @$(call _pylock_fail,PYLOCK_BASE is '$(_pylock_base)': \
	  there are no Debian packages to lock))
