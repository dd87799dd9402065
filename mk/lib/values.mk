# SPDX-License-Identifier: MIT
# values.mk: functions that read the values of variables, after checks.mk has checked them.
#
# Everything here is private to the framework.

# --- configuration -----------------------------------------------------------

_pylock_yes_words := yes true on y 1
_pylock_no_words  := no false off n 0

_pylock_comma := ,
_pylock_hash  := \#
_pylock_empty :=
_pylock_blank := $(_pylock_empty) $(_pylock_empty)
_pylock_tab   := $(_pylock_empty)	$(_pylock_empty)
define _pylock_newline


endef

# --- rules -------------------------------------------------------------------

# Usage: $(call _pylock_variable,WHAT)
#   PYLOCK_<WHAT>@<target>, else PYLOCK_<WHAT>, as checks.mk left it.
_pylock_variable = $(PYLOCK_$(1))

# Usage: $(call _pylock_yes,WHAT)
#   `yes` when PYLOCK_<WHAT> is yes in any usual spelling, else nothing.
_pylock_yes = $(call _pylock_true,$(call _pylock_variable,$(1)))

# Usage: $(call _pylock_trim,TEXT)
#   TEXT without blanks and newlines around it; those in it stay.
_pylock_trim      = $(if $(filter $(words $(1)),$(words x$(1)x)),$(1),$(subst <pylock|,,$(subst \
  |pylock>,,$(call _pylock_trim_on,<pylock|$(1)|pylock>))))
_pylock_trim_on   = $(if $(call _pylock_same,$(1),$(_pylock_trim_once)),$(1),$(call \
  _pylock_trim_on,$(_pylock_trim_once)))
_pylock_trim_once = $(call _pylock_trim_by,$(call _pylock_trim_by,$(call \
  _pylock_trim_by,$(1),$(_pylock_newline)),$(_pylock_tab)),$(_pylock_blank))
_pylock_trim_by   = $(subst <pylock|$(2),<pylock|,$(subst $(2)|pylock>,|pylock>,$(1)))

# Usage: $(call _pylock_true,TEXT)
#   `yes` when TEXT is yes in any usual spelling, else nothing.
_pylock_true = $(if $(filter 1,$(words $(1))),$(if $(filter $(_pylock_yes_words),$(call \
  _pylock_lower_yes_no,$(1))),yes))
_pylock_lower_yes_no = $(subst \
  Y,y,$(subst E,e,$(subst S,s,$(subst \
  T,t,$(subst R,r,$(subst U,u,$(subst O,o,$(subst N,n,$(subst F,f,$(subst \
  A,a,$(subst L,l,$(1))))))))))))

# Usage: $(call _pylock_no,TEXT)
#   `no` when TEXT is no in any usual spelling, else nothing.
_pylock_no = $(if $(filter 1,$(words $(1))),$(if $(filter $(_pylock_no_words),$(call \
  _pylock_lower_yes_no,$(1))),no))

# Usage: $(call _pylock_asked,OPTION)
#   `yes` when the command line has OPTION=1, or yes in another spelling.
_pylock_asked = $(if $(filter command override,$(origin $(1))),$(call _pylock_true,$($(1))))

# Usage: $(call _pylock_typed_word,OPTION)
#   What the command line has for OPTION.
_pylock_typed_word = $(if $(filter command override,$(origin $(1))),$($(1)))

# Usage: $(call _pylock_members,WHAT)
#   The names M for which PYLOCK_<WHAT>.M or PYLOCK_<WHAT>.M@<target> is set, sorted.
_pylock_members = $(sort $(patsubst PYLOCK_$(1).%,%,$(foreach name,$(filter \
  PYLOCK_$(1).%,$(.VARIABLES)),$(if $(findstring @,$(name)),,$(name)))))
