# SPDX-License-Identifier: MIT
# names.mk: whether the packages that variables name exist.
#
# Reads     the variables whose kind has the flag `there` or `asked`, the locks, the requirements
# Writes    build/<target>/names.checked
#
# `there`: the package has to be in this target's lock, in another target's, or in the base.
# `asked`: somebody has to ask for the package, as for one that is left out or built. A package that
# nobody asks for may be at the index, and then changes nothing. Only names in the project's own
# variables are looked for, not those of a preset.

# --- configuration -----------------------------------------------------------

_pylock_said  := $(sort $(foreach name,$(_pylock_given),$(if $(findstring @,$(patsubst \
  %@$(TARGET),%,\
  $(name))),,$(name:%@$(TARGET)=%))))
# The names in a variable: the member of a family, or the words of the value.
_pylock_names_in = $(if $(findstring .,$(1)),$(call _pylock_member_of,$(1)),$(filter-out yes no \
  all,$($(1))))
_pylock_named := $(strip $(foreach name,$(_pylock_said),$(foreach kind,$(filter there asked,$(call \
  _pylock_kind_of,$(name))),$(foreach package,$(call _pylock_names_in,$(name)),$(if \
  $(findstring *,$(package)),,$(kind):$(name)=$(package))))))

# --- rules -------------------------------------------------------------------

# Usage: $(call _pylock_names,[OPTIONS] KIND:WHAT=NAME...) in a recipe
_pylock_check_names = $(_pylock_bin)/packagenames --lock $(_pylock_lock) \
  --target $(_pylock_build)/target.json --variables $(_pylock_ask) \
  $(_pylock_requirements:%=-r %) $(_pylock_constraints:%=-c %) $(_pylock_overrides:%=-o %) \
  $(_pylock_provided:%=--known %) $(_pylock_pyproject_names) \
  $(_pylock_own_files:%=--makefile %) $(1)

# Those of the project itself.
_pylock_pyproject_names = $(if $(_pylock_pyprojects),$$($(_pylock_bin)/pyproject --names \
  $(call _pylock_quote_words,$(_pylock_pyprojects)) | sed 's/^/--known /'))

ifneq ($(_pylock_named),)
$(eval $(call _pylock_note,$(_pylock_build)/names.note,_pylock_named))

$(_pylock_build)/names.checked: $(_pylock_build)/lock.toml $(_pylock_build)/names.note \
  $(_pylock_build)/target.json $(call _pylock_tools,packagenames pyproject) \
  $(_pylock_build)/policy.json
	$(_pylock_quiet)$(_pylock_with_credentials) $(call _pylock_check_names,\
	  $(_pylock_offline) --policy $(_pylock_build)/policy.json \
	  $(call _pylock_quote_words,$(_pylock_named)))
	@touch $@
$(_pylock_build)/plan.checked: | $(_pylock_build)/names.checked

# --- targets -----------------------------------------------------------------

pylock-resolve: | $(_pylock_build)/names.checked
endif
