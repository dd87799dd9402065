# SPDX-License-Identifier: MIT
# bundle.mk: all that targets need, packed into one file for a machine without network.
#
# Reads     the store, build/<target>/plan.json, built.<target>.lock, build/<target>/base.lock; what
#           `make setup` installs
# Writes    $(BUNDLE), a tar archive
#
# It holds the files of the locks, the wheels that were built and what their builds require, the
# base's Debian packages or image, and the Python tools and Debian packages that `make setup`
# installs on a machine of this one's release. On the other machine, with a clone of the framework
# and the project:
#
#   make setup image BUNDLE=FILE PYLOCK_OFFLINE=1
#
# A base of the project's own (PYLOCK_BASE), a file or a directory, is not packed.
#
# User variables
#   BUNDLE    the file, on the command line. Default: build/bundle.tar
#   PYLOCK_OFFLINE
#
# Targets
#   bundle [BUNDLE=FILE]    packs what $(TARGET) needs, or, with TARGET=all, every target

# --- configuration -----------------------------------------------------------

# A fragment whose stage needs one more file of the store adds a word SHA256:KIND:FILENAME to
# _pylock_bundle_extra; see kinds in bundle.sh.
_pylock_bundle := $(or $(if $(filter command line,$(origin BUNDLE)),$(BUNDLE)),build/bundle.tar)

ifneq ($(or $(filter all,$(TARGET)),$(_pylock_has_plan)),)
# --- rules -------------------------------------------------------------------

ifeq ($(TARGET),all)
$(eval $(call _pylock_each_target,bundle-files))
else
.PHONY: pylock-bundle-files
pylock-bundle-files: pylock-fetch pylock-wheels pylock-base $(_pylock_build)/policy.json \
  $(_pylock_interpreter)
	@printf '%s\n' $(_pylock_bundle_extra) >$(_pylock_build)/bundle.extra
endif

# --- targets -----------------------------------------------------------------

.PHONY: pylock-bundle
pylock-bundle: pylock-bundle-files
	$(if $(_pylock_offline),@$(call _pylock_fail,bundle asks for what make setup needs; \
	  and PYLOCK_OFFLINE=1))
	@$(call _pylock_say,BUNDLE,$(_pylock_bundle))
	$(_pylock_quiet)$(_pylock_top)/tools/setup/bundle.sh \
	  --tools $(_pylock_top)/build --store $(PYLOCK_STORE) \
	  -o $(call _pylock_quote,$(_pylock_bundle)) \
	  $(if $(filter all,$(TARGET)),$(PYLOCK_TARGETS),$(TARGET))
endif
