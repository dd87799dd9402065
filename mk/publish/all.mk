# SPDX-License-Identifier: MIT
# all.mk: what a push needs in any case, and the push of all targets.
#
# Reads     build/<target>/image/
# Writes    nothing here
#
# User variables
#   PYLOCK_REPOSITORY PYLOCK_VERIFY
#
# Targets
#   push TARGET=all     pushes one index, of the images of all targets

# --- configuration -----------------------------------------------------------

# What makes a push impossible is reported before anything is made.
ifneq ($(filter push pylock-push,$(MAKECMDGOALS)),)
ifeq ($(strip $(call _pylock_variable,REPOSITORY)),)
$(error pylock.mk: PYLOCK_REPOSITORY is not set: write PYLOCK_REPOSITORY=<registry>/<name>)
endif
ifneq ($(_pylock_offline),)
$(error pylock.mk: push needs the network; and PYLOCK_OFFLINE=1)
endif
endif

# --- rules -------------------------------------------------------------------
# --- targets -----------------------------------------------------------------

ifeq ($(TARGET),all)
.PHONY: pylock-push
pylock-push: $(PYLOCK_TARGETS:%=pylock-$(if $(call _pylock_yes,VERIFY),verify,image)@%)
	+@$(MAKE) --no-print-directory -f $(_pylock_makefile) TARGET=$(firstword $(PYLOCK_TARGETS)) \
	  PYLOCK_VERIFY=no _pylock_layouts='$(PYLOCK_TARGETS:%=build/%/image)' pylock-push
endif
