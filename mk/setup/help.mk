# SPDX-License-Identifier: MIT
# help.mk: help, doctor, clean.
#
# Targets
#   help [topic=<fragment>|targets|variables|PYLOCK_<X>]    this list; what a fragment does; the
#                                                           presets; the variables; one variable
#   vars [TARGET=<name>]    every variable: its value for $(TARGET), where it is from, its default
#   doctor       checks this machine and says what to do about each lack
#   clean        removes build/<target>/; the store and the locks stay
#   distclean    removes build/

# --- configuration -----------------------------------------------------------
# --- rules -------------------------------------------------------------------

# Usage: $(call _pylock_variable_row,NAME)
#   A variable's row: its name, how it was set, the name by which it was set, and its value.
_pylock_said_as         = $(firstword $(filter $(1)@$(TARGET) \
  $(1),$(if $(filter $(1),$(_pylock_typed)),$(1)) $(_pylock_given)))
_pylock_how             = $(if $(filter $(1),$(_pylock_typed)),typed,$(if \
  $(filter $(1),$(_pylock_from_outside)),exported,$(if $(1),said)))
_pylock_variable_row    = $(call _pylock_variable_row_as,$(1),$(call _pylock_said_as,$(1)))
_pylock_variable_row_as = $(1)$(_pylock_tab)$(or \
  $(call _pylock_how,$(2)),preset)$(_pylock_tab)$(or $(2),$(1))$(_pylock_tab)$(subst \
  $(_pylock_newline),\n,$($(1)))$(_pylock_newline)
_pylock_all_variables   = $(foreach name,$(sort $(filter-out PYLOCK_INDEX_%_USERNAME \
  PYLOCK_INDEX_%_PASSWORD,$(filter PYLOCK_%,$(.VARIABLES)))),$(if \
  $(findstring @,$(name)),,$(if $(call _pylock_kind_of,$(name)),$(name))))

# --- targets -----------------------------------------------------------------

.PHONY: pylock-help pylock-doctor pylock-clean pylock-distclean
pylock-help:
	@$(if $(_pylock_status),exit $(_pylock_status),$(_pylock_help))

ifneq ($(TARGET),all)
.PHONY: pylock-vars
pylock-vars: export _pylock_text = $(foreach name,$(_pylock_all_variables),$(call \
  _pylock_variable_row,$(name)))
pylock-vars:
	@printf '%s\n' "$$_pylock_text" | sed 's/^ //' | $(_pylock_ask) show \
	  $(call _pylock_quote,$(_pylock_defaults)) \
	  $(call _pylock_quote_words,$(filter-out $(_pylock_defaults),$(MAKEFILE_LIST)))
endif

pylock-doctor:
	@$(_pylock_top)/tools/setup/doctor.sh $(PYLOCK_STORE)

# clean beside a goal that makes something: they run in the order of the command line.
ifneq ($(filter clean distclean pylock-clean pylock-distclean,$(MAKECMDGOALS)),)
.NOTPARALLEL:
endif
pylock-clean:
	rm -rf build/$(if $(filter all,$(TARGET)),,$(TARGET))

pylock-distclean:
	rm -rf build
