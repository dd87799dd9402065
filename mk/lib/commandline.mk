# SPDX-License-Identifier: MIT
# commandline.mk: what the command line and the environment say: arguments of goals, misspelt names.
#
# Reads     MAKEOVERRIDES, the variables that the environment exports

# --- configuration -----------------------------------------------------------

# What the command line may have besides PYLOCK_<WHAT>: its kind, and the goals that read it.
_pylock_argument.TARGET  := word
_pylock_argument.V       := text
_pylock_argument.topic   := text help
_pylock_argument.RUN     := yes-no verify
_pylock_argument.FULL    := yes-no verify
_pylock_argument.CHECK   := yes-no resolve
_pylock_argument.RENEW   := yes-no resolve
_pylock_argument.DRYRUN  := yes-no upgrade
_pylock_argument.PACKAGE := packages upgrade why verify explain
_pylock_argument.PATHS   := choice:all why
_pylock_argument.FROM    := paths migrate
_pylock_argument.STAGE   := word explain
_pylock_argument.MODULE  := word mend
_pylock_argument.FILE    := text
_pylock_argument.BUNDLE  := text
_pylock_argument.BASE    := word cost diff explain
_pylock_argument.FORMAT  := choice:text|json cost diff
_pylock_arguments        := $(patsubst _pylock_argument.%,%,$(filter \
  _pylock_argument.%,$(.VARIABLES)))

# --- rules -------------------------------------------------------------------

# On the command line, the arguments of our goals are checked, and so is any name that nothing reads
# and that is almost one of ours; the latter in the environment, too. A make that was started by
# another one skips this: its command line has the variables of that other one.
_pylock_our_goals := $(patsubst pylock-%,%,$(filter pylock-% \
  $(if $(call _pylock_yes,SHORT),$(_pylock_stages) $(_pylock_commands)),\
  $(or $(MAKECMDGOALS),$(_pylock_users_goal),image pylock-image)))
_pylock_typed     := $(foreach word,$(MAKEOVERRIDES),$(firstword \
  $(subst =, ,$(subst :=, ,$(word)))))
$(foreach name,$(filter $(_pylock_typed),$(_pylock_arguments)),$(if \
  $(filter $(_pylock_our_goals),$(_pylock_argument.$(name))),\
  $(call _pylock_check_value,$(name),$(subst :, ,$(firstword $(_pylock_argument.$(name)))),$(call \
  _pylock_trim,$($(name))))))

_pylock_unread   := $(strip $(if $(_pylock_our_goals),$(foreach name,$(filter-out \
  $(_pylock_arguments) PYLOCK_% _pylock_% PATH $(if $(_pylock_level),PROJECT),\
  $(_pylock_typed)),$(if $(filter command,$(origin $(name))),$(name)))))
_pylock_exported := $(strip $(foreach name,$(filter-out PYLOCK_INDEX_%_USERNAME \
  PYLOCK_INDEX_%_PASSWORD,$(_pylock_given)),\
  $(if $(filter environment,$(origin $(name))),$(if $(call _pylock_kind_of,$(name))$(call \
  _pylock_kind_of,$(name).),,$(name)))))
_pylock_switches  = $(foreach name,$(filter _pylock_kind.%,$(.VARIABLES)),$(if \
  $(filter yes-no,$($(name))),$(name:_pylock_kind.%=PYLOCK_%)))
# Usage: $(call _pylock_rule_out,NAMES,KNOWN)
_pylock_rule_out = $(if $(1),$(call _pylock_misspelt,$(shell $(_pylock_ask) misspelt \
  $(call _pylock_quote,$(1)) $(call _pylock_quote,$(2)) \
  $(call _pylock_quote_words,$(_pylock_own_files)))))
_pylock_misspelt = $(if $(1),$(call _pylock_refuse,$(firstword $(1)), is read by nothing: did you \
  mean $(lastword $(1))?))
ifeq ($(or $(_pylock_level),$(MAKELEVEL)),0)
$(call _pylock_rule_out,$(_pylock_unread),$(_pylock_arguments) $(if $(_pylock_level),PROJECT) \
  $(_pylock_switches))
$(call _pylock_rule_out,$(_pylock_exported),$(_pylock_names))
endif
