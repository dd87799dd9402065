# SPDX-License-Identifier: MIT
# pylock.mk: from requirements.in to a locked, verified, reproducible container image. The single
# include.
#
# A project's Makefile is assignments and this include:
#
#   PYLOCK_NAME    := audiobook
#   PYLOCK_TARGETS := debian12-arm64 debian12-amd64      # the first is the default
#   include path/to/mk/pylock.mk
#
# Reads     the project's variables, targets/<target>.mk
# Writes    build/<target>/ in the project, pylock.<target>.toml and its companions beside
#           requirements.in
#
# `make help` lists the targets, `make help topic=variables` the variables; `make help
# topic=<fragment>` explains what one fragment does.

# --- configuration -----------------------------------------------------------

_pylock_before := $(MAKEFILE_LIST)

ifeq ($(filter grouped-target,$(.FEATURES)),)
$(error pylock.mk: GNU Make $(MAKE_VERSION) is too old: 4.3 is needed)
endif

_pylock_mk  := $(patsubst %/,%,$(dir $(lastword $(MAKEFILE_LIST))))
_pylock_top := $(patsubst %/mk,%,$(patsubst mk,.,$(_pylock_mk)))

ifneq ($(words x$(lastword $(MAKEFILE_LIST))x x$(_pylock_mk)x),2)
$(error pylock.mk: the path '$(_pylock_mk)' holds a blank: move the framework, or include it by a \
  relative path without one)
endif
ifeq ($(wildcard $(_pylock_mk)/defaults.mk),)
$(error pylock.mk: $(_pylock_mk)/defaults.mk is not there: a blank in the path of the include, or \
  an incomplete checkout)
endif

include $(_pylock_mk)/lib/locale.mk
include $(_pylock_mk)/lib/values.mk
include $(_pylock_mk)/lib/rules.mk
include $(_pylock_mk)/lib/notes.mk
include $(_pylock_mk)/defaults.mk
include $(_pylock_mk)/lib/addresses.mk
include $(_pylock_mk)/lib/checks.mk

# --- rules -------------------------------------------------------------------

include $(_pylock_mk)/publish/all.mk
ifeq ($(TARGET),all)
$(foreach stage,$(filter-out push,$(_pylock_stages)),$(eval $(call _pylock_each_target,$(stage))))
else ifneq ($(_pylock_in_turn),)
$(foreach stage,$(_pylock_stages),$(eval $(call _pylock_in_own_make,$(stage))))
else
include $(_pylock_mk)/layers/owner.mk
include $(_pylock_mk)/lib/target.mk
include $(_pylock_mk)/inputs/makelock.mk
include $(_pylock_mk)/fetch/index.mk
include $(_pylock_mk)/resolve/provided.mk
include $(_pylock_mk)/resolve/pyproject.mk
include $(_pylock_mk)/resolve/references.mk
include $(_pylock_mk)/resolve.mk
include $(_pylock_mk)/analyze.mk
include $(_pylock_mk)/lock.mk
include $(_pylock_mk)/publish/lean.mk
include $(_pylock_mk)/resolve/names.mk
include $(_pylock_mk)/fetch.mk
include $(_pylock_mk)/wheels.mk
include $(_pylock_mk)/base.mk
include $(_pylock_mk)/base/interpreter.mk
include $(_pylock_mk)/base/facts.mk
include $(_pylock_mk)/layers.mk
include $(_pylock_mk)/files.mk
include $(_pylock_mk)/wheels/project.mk
include $(_pylock_mk)/resolve/metadata.mk
include $(_pylock_mk)/image/config.mk
include $(_pylock_mk)/layers/known.mk
include $(_pylock_mk)/image.mk
include $(_pylock_mk)/lock/room.mk
include $(_pylock_mk)/report.mk
include $(_pylock_mk)/verify/full.mk
include $(_pylock_mk)/verify.mk
include $(_pylock_mk)/run.mk
include $(_pylock_mk)/run/device.mk
include $(_pylock_mk)/report/sbom.mk
include $(_pylock_mk)/report/cost.mk
include $(_pylock_mk)/run/mend.mk
include $(_pylock_mk)/publish.mk
include $(_pylock_mk)/inputs.mk
endif
include $(_pylock_mk)/setup/bundle.mk
include $(_pylock_mk)/store.mk
include $(_pylock_mk)/setup/help.mk

# No rule makes the fragments. Without this empty rule Make would search all that it knows for one.
$(filter $(_pylock_mk)/%,$(sort $(filter-out $(_pylock_before),$(MAKEFILE_LIST)))): ;

# --- targets -----------------------------------------------------------------

ifneq ($(call _pylock_yes,SHORT),)
$(foreach stage,$(_pylock_stages) $(_pylock_commands),$(eval $(call _pylock_short,$(stage))))
.DEFAULT_GOAL := $(or $(_pylock_users_goal),image)
else
.DEFAULT_GOAL := $(or $(_pylock_users_goal),pylock-image)
endif
