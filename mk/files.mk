# SPDX-License-Identifier: MIT
# files.mk: the project's own files and users, the image's last layer.
#
# Reads     PYLOCK_FILES and what it names, .dockerignore, build/<target>/base.tree (what the base
#           has where)
# Writes    build/<target>/files.json (the layer's record); the layer goes to the store
#
# Files land where the base's links lead, and directories that the base has keep their mode and
# owner.
#
# User variables
#   PYLOCK_FILES PYLOCK_FILES_EXCLUDE PYLOCK_USERS

# --- configuration -----------------------------------------------------------

_pylock_files         := $(call _pylock_variable,FILES)
_pylock_files_exclude := $(call _pylock_variable,FILES_EXCLUDE)
_pylock_users         := $(call _pylock_variable,USERS)
_pylock_has_files     := $(if $(_pylock_files)$(_pylock_users),$(_pylock_build)/files.json)

# The SOURCEs, the text before the first `:/`; Make can look for those with plain names only.
_pylock_file_source   = $(firstword $(subst :/, ,x$(1)))
_pylock_file_sources := $(sort $(patsubst x%,%,$(filter-out \
  x,$(foreach file,$(_pylock_files),$(call _pylock_file_source,$(file))))))
_pylock_file_places  := $(strip $(foreach file,$(_pylock_files),$(if $(findstring \
  :/,$(file)),,$(file))))
ifneq ($(_pylock_file_places),)
$(error pylock.mk: PYLOCK_FILES: '$(firstword $(_pylock_file_places))' is not SOURCE:PATH with an \
  absolute PATH)
endif
_pylock_file_plain   := $(strip $(foreach file,$(_pylock_file_sources),$(if \
  $(strip $(foreach special,% * ? [ \ ~ : ; | $$ $(_pylock_hash),\
  $(findstring $(special),$(file)))),,$(file))))
ifneq ($(filter $(_pylock_planned) $(_pylock_planned:%=pylock-%) \
  $(_pylock_build)/%,$(_pylock_goals)),)
_pylock_file_missing := $(strip $(foreach file,$(_pylock_file_plain),$(if \
  $(wildcard $(file)),,$(file))))
ifneq ($(_pylock_file_missing),)
$(error pylock.mk: PYLOCK_FILES: $(firstword $(_pylock_file_missing)) is not there)
endif
endif

# --- rules -------------------------------------------------------------------

_pylock_files_words = $(PYLOCK_NAME) $(foreach file,$(_pylock_files),--copy $(call \
  _pylock_quote,$(file))) \
  $(foreach pattern,$(_pylock_files_exclude),--exclude $(call _pylock_quote,$(pattern))) \
  $(foreach user,$(_pylock_users),--user $(call _pylock_quote,$(user)))
$(eval $(call _pylock_note,$(_pylock_build)/files.note,_pylock_files_words))

$(eval $(call _pylock_input,files,,,_pylock_file_sources,_pylock_files_exclude))

$(_pylock_build)/files.json: $(_pylock_build)/files.note $(call _pylock_stamp,files) \
  $(_pylock_build)/base.tree $(_pylock_build)/skeleton.list \
  $(call _pylock_tools,filelayer) $(_pylock_build)/lock.toml
	@$(call _pylock_say,LAYER,files)
	$(_pylock_quiet)$(_pylock_bin)/filelayer --store $(PYLOCK_STORE) \
	  --annotation mk.pylock.overlay=true \
	  --annotation mk.pylock.files=$(PYLOCK_NAME) --base $(_pylock_build)/base.tree \
	  --over $(_pylock_build)/skeleton.list \
	  $(wordlist 2,$(words $(_pylock_files_words)),$(_pylock_files_words)) >$@.new && \
	  mv -f $@.new $@

# --- targets -----------------------------------------------------------------
