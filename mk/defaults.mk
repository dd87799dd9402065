# defaults.mk: every public variable, its default, and what it is for, in the files of defaults/.
#
# Per target: PYLOCK_<WHAT>@<target>. Per package: PYLOCK_<WHAT>.<normalized name>. A name that is not there is an error.

_pylock_defaults := $(foreach part,project resolve wheels indexes store base image verify presets,$(_pylock_mk)/defaults/$(part).mk)
include $(_pylock_defaults)
