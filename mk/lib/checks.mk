# SPDX-License-Identifier: MIT
# checks.mk: a variable that is wrong, misspelt or missing stops everything at once, with a line
# that says what to write.
#
# Reads     every public variable, the kinds in defaults/
# Sets      TARGET, unless the command line does; the values in the form in which they are read:
#           without blanks around them, and PYLOCK_<WHAT>@<target> as PYLOCK_<WHAT>

# --- configuration -----------------------------------------------------------

# --- rules -------------------------------------------------------------------

# This program runs while Make reads its files only when an error is about to be reported, or has to
# be ruled out.
_pylock_ask := $(_pylock_top)/tools/setup/variables.sh
_pylock_own_files = $(filter-out $(_pylock_mk)/%,$(MAKEFILE_LIST))

# Usage: $(call _pylock_refuse,NAME,TEXT)
#   Stops, and says where NAME got its value.
_pylock_refuse = $(error pylock.mk: $(1)$(2)$(call _pylock_where,$(1)))
_pylock_where  = $(if $(filter command,$(origin $(1))), (on the command line),$(if \
  $(filter environment,$(origin $(1))), (in the environment),$(patsubst \
  %, (%),$(shell $(_pylock_ask) where $(call _pylock_quote,$(1)) \
  $(call _pylock_quote_words,$(_pylock_own_files))))))
_pylock_line   = $(call _pylock_without_secrets,$(subst $(_pylock_newline), ,$(1)))

# Usage: $(call _pylock_check,NAME)
#   Stops unless NAME is a variable, its target exists, and its value is of its kind.
_pylock_check    = $(call _pylock_check_as,$(1),$(call _pylock_kind_of,$(1)))
_pylock_check_as = $(if $(2),$(if $(findstring @,$(1)),$(call \
  _pylock_check_target,$(1),$(2),$(subst @, ,$(1))))$(call \
  _pylock_check_member,$(1),$(2))$(call _pylock_check_value,$(1),$(subst :, ,$(firstword \
  $(2))),$(call _pylock_trim,$($(1)))),$(call _pylock_unknown,$(1)))
_pylock_unknown  = $(if $(filter environment,$(origin $(1))),,$(call _pylock_refuse,$(1), is \
  not a variable of pylock.mk: $(call _pylock_meant,$(1))))
# What is said of a variable that there was once.
_pylock_gone.PUSH_OPTIONS := PYLOCK_INSECURE := yes says --dest-tls-verify=false, and \
  `skopeo login` who you are
_pylock_meant    = $(or $(_pylock_gone.$(1:PYLOCK_%=%)),$(patsubst \
  %,did you mean %?,$(shell $(_pylock_ask) nearest $(call _pylock_quote,$(1)) \
  $(_pylock_names))),see `make help topic=variables`)

_pylock_check_target = $(if $(filter-out 2,$(words $(3))),$(call _pylock_refuse,$(1), has more \
  than one @: PYLOCK_<WHAT>@<target> is for one target))$(if \
  $(filter target,$(2)),,$(call _pylock_refuse,$(1), cannot be said for one target: write \
  $(firstword $(3))))$(if \
  $(filter $(lastword $(3)),$(PYLOCK_TARGETS)),,$(if $(wildcard targets/$(lastword $(3)).mk \
  $(_pylock_mk)/targets/$(lastword $(3)).mk),,$(call \
  _pylock_refuse,$(1),: there is no target '$(lastword $(3))'; PYLOCK_TARGETS has \
  $(PYLOCK_TARGETS))))

_pylock_check_member  = $(if $(filter of-package,$(2)),$(call _pylock_check_package,$(1),$(call \
  _pylock_member_of,$(1)),$(call _pylock_normal,$(call _pylock_member_of,$(1)))))
_pylock_member_of     = $(patsubst .%,%,$(subst $(firstword $(subst ., ,$(1))).,.,$(firstword \
  $(subst @, ,$(1)))))
_pylock_check_package = $(if $(call _pylock_same,$(2),$(3)),,$(call _pylock_refuse,$(1),: not a \
  normalized name of a package: write $(subst $(2),$(3),$(1))))

_pylock_check_value = $(if $(3),$(call _pylock_judge,$(1),$(3),$(call _pylock_wrong.$(firstword \
  $(2)),$(3),$(word 2,$(2)))))$(call \
  _pylock_settle,$(1),$(if $(and $(3),$(value _pylock_settled.$(firstword $(2)))),$(call \
  _pylock_settled.$(firstword $(2)),$(3),$(word 2,$(2))),$(3)))
_pylock_judge       = $(if $(3),$(call _pylock_refuse,$(1), is '$(call _pylock_line,$(2))': \
  $(strip $(3))))
_pylock_settle      = $(if $(call _pylock_same,$($(1)),$(2)),,$(call _pylock_set,$(1),$(2),$(if \
  $(filter file environment,$(origin $(1))),,override)))

# Usage: $(call _pylock_set,NAME,VALUE,[override])
_pylock_set = $(eval $(3) $(1) := $$(2))

# Help is given before anything can be found wrong.
_pylock_help = $(_pylock_top)/tools/setup/help.sh $(_pylock_mk) $(call _pylock_quote,$(topic)) \
  $(call _pylock_quote,$(PYLOCK_NAME)) \
  $(call _pylock_quote,$(PYLOCK_TARGETS)) $(_pylock_defaults)
ifeq ($(filter-out pylock-help $(if $(call _pylock_yes,SHORT),help),$(or $(MAKECMDGOALS),image)),)
_pylock_helped := $(shell $(_pylock_ask) lines $(_pylock_help))
_pylock_status := $(.SHELLSTATUS)
$(info $(subst |pylock>,,$(subst |pylock> ,$(_pylock_newline),$(_pylock_helped))))
endif

# What every project has to say.
ifeq ($(strip $(PYLOCK_NAME)),)
$(error pylock.mk: PYLOCK_NAME is not set: write `PYLOCK_NAME := <name>` above the include)
endif
ifeq ($(strip $(PYLOCK_TARGETS)),)
$(error pylock.mk: PYLOCK_TARGETS is not set: write `PYLOCK_TARGETS := debian12-arm64` above the \
  include; presets: \
  $(sort $(notdir $(basename $(wildcard $(_pylock_mk)/targets/*.mk)))))
endif

$(foreach name,$(_pylock_given) PYLOCK_STORE,$(call _pylock_check,$(name)))

$(foreach name,$(_pylock_given),$(call _pylock_check_secret,$(name)))

include $(_pylock_mk)/lib/commandline.mk

# TARGET is taken from the command line only.
ifneq ($(origin TARGET),command line)
TARGET := $(firstword $(PYLOCK_TARGETS))
endif
ifeq ($(filter all $(PYLOCK_TARGETS),$(TARGET)),)
$(error pylock.mk: TARGET is '$(TARGET)': PYLOCK_TARGETS has $(PYLOCK_TARGETS))
endif

# From here on PYLOCK_<WHAT> has the value of PYLOCK_<WHAT>@<target>, whatever a preset says, unless
# PYLOCK_<WHAT> is given on the command line.
_pylock_say_here = $(if $(and $(filter command,$(origin $(2))),$(filter-out command,$(firstword \
  $(origin $(1))))),,$(call _pylock_set,$(2),$($(1)),override))
$(foreach name,$(filter %@$(TARGET),$(_pylock_given)),$(call \
  _pylock_say_here,$(name),$(name:%@$(TARGET)=%)))

# --- targets -----------------------------------------------------------------
