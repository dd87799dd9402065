# SPDX-License-Identifier: MIT
# defaults.mk: every public variable, its kind, its default, and what it is for, in the files of
# defaults/.
#
# PYLOCK_<WHAT>@<target> is for one target, PYLOCK_<WHAT>.<normalized name> for one package. A name
# that does not exist is an error. A new variable needs one line with its kind; see kinds.mk.

# The variables that the project, the command line or the environment sets.
_pylock_given := $(filter PYLOCK_%,$(.VARIABLES))
_pylock_from_outside := $(foreach name,$(_pylock_given),$(if $(filter environment,$(origin \
  $(name))),$(name)))

_pylock_defaults := $(foreach part,project resolve wheels indexes store base image verify \
  presets,$(_pylock_mk)/defaults/$(part).mk)
include $(_pylock_defaults)
include $(_pylock_mk)/lib/numbers.mk
include $(_pylock_mk)/lib/kinds.mk

# A variable of one value that is set to nothing gets its default.
_pylock_nothing := $(strip $(foreach name,$(_pylock_given),$(if \
  $(filter $(_pylock_single),$(firstword $(subst :, ,$(if $(findstring \
  @,$(name)),,$(call _pylock_kind_of,$(name)))))),$(if $(strip $($(name))),,$(name)))))
ifneq ($(_pylock_nothing),)
$(foreach name,$(_pylock_nothing),$(eval override undefine $(name)))
_pylock_given := $(filter-out $(_pylock_nothing),$(_pylock_given))
include $(_pylock_defaults)
endif

# The names of all variables; those of families end in a dot.
_pylock_names = $(patsubst %.*,%.,$(patsubst _pylock_kind.%,PYLOCK_%,$(filter \
  _pylock_kind.%,$(.VARIABLES))))
