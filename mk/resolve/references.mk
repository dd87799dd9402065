# SPDX-License-Identifier: MIT
# references.mk: what direct references lead to in the project, as a part of what a lock is made of.
#
# Reads     the files and directories that requirements name by their paths
# Writes    build/<target>/inputs.local (these paths)
#
# A wheel, an sdist or a directory of the project counts by its content, as fetch brings it into the
# store: .gitignore and .dockerignore leave out what they leave out there.

# --- configuration -----------------------------------------------------------
# --- rules -------------------------------------------------------------------

# The paths as they were when the requirements were last read, with %20 for a blank.
_pylock_local_list    := $(_pylock_build)/inputs.local
_pylock_local_sources := $(if $(wildcard $(_pylock_local_list)),$(file <$(_pylock_local_list)))
$(eval $(call _pylock_input,local,,,_pylock_local_sources,_pylock_project_exclude))

# Adds a hash of what is in them to the words of the key; nothing when there are none.
_pylock_local_words = [ ! -s $(_pylock_local_list) ] || $(_pylock_bin)/sourcearchive \
  --tools $(_pylock_top)/build --contents $(_pylock_local_list)

# --- targets -----------------------------------------------------------------
