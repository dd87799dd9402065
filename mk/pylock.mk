# pylock.mk: from requirements.in to a locked, verified, reproducible container image. The single include.
#
# A project's Makefile is assignments and this include:
#
#   PYLOCK_NAME    := audiobook
#   PYLOCK_TARGETS := debian12-arm64 debian12-amd64      # the first is the default
#   include path/to/mk/pylock.mk
#
# Reads     the project's variables, targets/<target>.mk
# Writes    build/<target>/ in the project, pylock.<target>.toml and its companions beside requirements.in
#
# `make help` lists the targets, `make help topic=variables` the variables, `make help topic=<fragment>` what one does.

# --- configuration -----------------------------------------------------------

_pylock_before := $(MAKEFILE_LIST)

ifeq ($(filter grouped-target,$(.FEATURES)),)
$(error pylock.mk: GNU Make $(MAKE_VERSION) is too old: 4.3 is needed)
endif

_pylock_mk  := $(patsubst %/,%,$(dir $(lastword $(MAKEFILE_LIST))))
_pylock_top := $(patsubst %/mk,%,$(patsubst mk,.,$(_pylock_mk)))

ifneq ($(words x$(lastword $(MAKEFILE_LIST))x x$(_pylock_mk)x),2)
$(error pylock.mk: the path '$(_pylock_mk)' holds a blank: move the framework, or include it by a relative path without one)
endif
ifeq ($(wildcard $(_pylock_mk)/defaults.mk),)
$(error pylock.mk: $(_pylock_mk)/defaults.mk is not there: a blank in the path of the include, or an incomplete checkout)
endif

include $(_pylock_mk)/values.mk
include $(_pylock_mk)/rules.mk
include $(_pylock_mk)/defaults.mk
include $(_pylock_mk)/checks.mk

# --- rules -------------------------------------------------------------------

ifeq ($(TARGET),all)
$(foreach stage,$(_pylock_stages),$(eval $(call _pylock_each_target,$(stage))))
else
include $(_pylock_mk)/owner.mk
include $(_pylock_mk)/target.mk
include $(_pylock_mk)/index.mk
include $(_pylock_mk)/provided.mk
include $(_pylock_mk)/resolve.mk
include $(_pylock_mk)/analyze.mk
include $(_pylock_mk)/plan.mk
include $(_pylock_mk)/names.mk
include $(_pylock_mk)/fetch.mk
include $(_pylock_mk)/wheels.mk
include $(_pylock_mk)/base.mk
include $(_pylock_mk)/interpreter.mk
include $(_pylock_mk)/facts.mk
include $(_pylock_mk)/layers.mk
include $(_pylock_mk)/files.mk
include $(_pylock_mk)/config.mk
include $(_pylock_mk)/image.mk
include $(_pylock_mk)/room.mk
include $(_pylock_mk)/documents.mk
include $(_pylock_mk)/verify.mk
include $(_pylock_mk)/run.mk
include $(_pylock_mk)/device.mk
include $(_pylock_mk)/sbom.mk
include $(_pylock_mk)/mend.mk
include $(_pylock_mk)/publish.mk
include $(_pylock_mk)/inputs.mk
endif
include $(_pylock_mk)/bundle.mk
include $(_pylock_mk)/store.mk
include $(_pylock_mk)/help.mk

# No rule makes these: Make, which tries all that it knows for every makefile, need not look for one.
$(filter $(_pylock_mk)/%,$(sort $(filter-out $(_pylock_before),$(MAKEFILE_LIST)))): ;

# --- targets -----------------------------------------------------------------

ifneq ($(call _pylock_yes,SHORT),)
$(foreach stage,$(_pylock_stages) $(_pylock_commands),$(eval $(call _pylock_short,$(stage))))
.DEFAULT_GOAL := $(or $(_pylock_users_goal),image)
else
.DEFAULT_GOAL := $(or $(_pylock_users_goal),pylock-image)
endif
