# SPDX-License-Identifier: MIT
# pyproject.mk: what pyproject.toml files ask for, as a requirements file.
#
# Reads     the pyproject.toml files that PYLOCK_REQUIREMENTS names, and those of the directories in
#           PYLOCK_PROJECT
# Writes    build/<target>/pyproject.in, which resolve.mk reads with the other requirements
#
# What they say is project.dependencies, the project.optional-dependencies that PYLOCK_EXTRAS names,
# and the dependency-groups that PYLOCK_GROUPS names. The projects themselves are no requirements.
#
# User variables
#   PYLOCK_REQUIREMENTS PYLOCK_EXTRAS PYLOCK_GROUPS PYLOCK_PROJECT

# --- configuration -----------------------------------------------------------

_pylock_projects   := $(patsubst %/,%,$(call _pylock_variable,PROJECT))
_pylock_project_missing := $(firstword $(foreach project,$(_pylock_projects),$(if \
  $(wildcard $(project)/pyproject.toml),,$(project))))
ifneq ($(_pylock_project_missing),)
$(error pylock.mk: PYLOCK_PROJECT: $(_pylock_project_missing) $(if \
  $(wildcard $(_pylock_project_missing)/.),has no pyproject.toml: write one with \
  [build-system] and [project],is not a directory))
endif

_pylock_required   := $(call _pylock_variable,REQUIREMENTS)
_pylock_pyprojects := $(sort $(filter pyproject.toml %/pyproject.toml,$(_pylock_required)) \
  $(patsubst ./%,%,$(wildcard $(_pylock_projects:%=%/pyproject.toml))))
_pylock_required   := $(filter-out pyproject.toml %/pyproject.toml,$(_pylock_required))

# Without a requirements.in, which is only the default, they are all that there is.
ifneq ($(and $(_pylock_pyprojects),$(if $(filter PYLOCK_REQUIREMENTS \
  PYLOCK_REQUIREMENTS@$(TARGET),$(_pylock_given)),,yes)),)
_pylock_required := $(wildcard $(_pylock_required))
endif

_pylock_extras := $(call _pylock_variable,EXTRAS)
_pylock_groups := $(call _pylock_variable,GROUPS)
ifneq ($(and $(_pylock_extras)$(_pylock_groups),$(if $(_pylock_pyprojects),,none)),)
$(error pylock.mk: PYLOCK_EXTRAS and PYLOCK_GROUPS name parts of a pyproject.toml, and \
  PYLOCK_REQUIREMENTS has none)
endif

# --- rules -------------------------------------------------------------------

ifneq ($(_pylock_pyprojects),)
_pylock_pyproject_in := $(_pylock_build)/pyproject.in
# Relative names in it are as seen from where it is.
_pylock_pyproject_words = --python $(_pylock_python_full) --before ../../ \
  $(_pylock_extras:%=--extra %) $(_pylock_groups:%=--group %) \
  $(call _pylock_quote_words,$(_pylock_pyprojects))
$(eval $(call _pylock_note,$(_pylock_build)/pyproject.note,_pylock_pyproject_words))
$(eval $(call _pylock_input,pyproject,_pylock_pyprojects))

$(_pylock_build)/pyproject.checked: $(call _pylock_stamp,pyproject) \
  $(_pylock_build)/pyproject.note $(call _pylock_lost,$(_pylock_pyproject_in)) \
  $(call _pylock_tools,pyproject)
	$(_pylock_quiet)$(_pylock_bin)/pyproject $(_pylock_pyproject_words) \
	  >$(_pylock_pyproject_in).new
	@$(call _pylock_update,$(_pylock_pyproject_in)) && touch $@
$(_pylock_pyproject_in): $(call _pylock_after,$(_pylock_build)/pyproject.checked) ;
endif

# --- targets -----------------------------------------------------------------
