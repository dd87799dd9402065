# SPDX-License-Identifier: MIT
# report.mk: what the image says about itself, in a last small layer, made without running
# anything of it.
#
# Reads     build/<target>/plan.json, installed.toml, layers/*.json (what is in each), the base's
#           facts, the requirements files
# Writes    build/<target>/documents/, build/<target>/documents.json (the layer's record)
#
# In the image:
#   /opt/dependency_artifacts/dependencies.txt, dependency_tree.json     what pipdeptree prints, as
#                                                                        text and with --json-tree
#   /opt/environment_info/environment.txt      what lock, base and preset say; whether CUDA is
#                                              available, only the device can tell
#   /opt/environment_info/frozen_deps.txt      what `pip freeze` prints
#   /opt/environment_info/explicit_deps.txt    the direct requirements, in the versions that are
#                                              installed
#   /opt/environment_info/pylock.toml          the lock of what is installed, by hash (PEP 751)
#
# These say what is installed, not how it was asked for: a specifier, constraint or exclusion that
# moves nothing changes none of them.
#
# User variables
#   PYLOCK_DOCUMENTS

# --- configuration -----------------------------------------------------------


# --- rules -------------------------------------------------------------------

_pylock_fact            = --fact $(call _pylock_quote,$(1)=$(2))
_pylock_documents_words = $(call _pylock_fact,name,$(PYLOCK_NAME)) \
  $(if $(_pylock_standalone),$(call _pylock_fact,Python from,sha256:$(_pylock_from_hash))) \
  $(if $(PYLOCK_CUDA),$(call _pylock_fact,CUDA wanted of the base,$(PYLOCK_CUDA))) \
  $(if $(PYLOCK_CUDA_ARCHS),$(call _pylock_fact,compute capabilities,$(PYLOCK_CUDA_ARCHS))) \
  $(foreach library,$(call _pylock_members,DRIVER),$(call _pylock_fact,driver for $(library),at \
  least $(PYLOCK_DRIVER.$(library)))) \
  $(foreach package,$(_pylock_provided),$(call _pylock_fact,provided by the base,$(package)))
_pylock_documents_note  = $(_pylock_documents_words) $(_pylock_package_layers)

# The names of the direct requirements, whatever their specifiers, comments and order.
$(_pylock_build)/explicit.checked: $(_pylock_build)/inputs.checked $(_pylock_build)/target.json \
  $(call _pylock_lost,$(_pylock_build)/explicit.txt) $(call _pylock_tools,documents)
	$(_pylock_quiet)$(_pylock_bin)/documents explicit --target $(_pylock_build)/target.json \
	  -o $(_pylock_build)/explicit.txt.new \
	  $(filter $(_pylock_requirements),$(_pylock_resolve_files))
	@$(call _pylock_update,$(_pylock_build)/explicit.txt) && touch $@
$(_pylock_build)/explicit.txt: $(call _pylock_after,$(_pylock_build)/explicit.checked) ;

ifneq ($(_pylock_has_plan),)
$(eval $(call _pylock_note,$(_pylock_build)/documents.note,_pylock_documents_note))

$(_pylock_build)/documents.json: $(_pylock_build)/documents.note $(_pylock_build)/explicit.txt \
  $(_pylock_installed) $(_pylock_build)/installed.toml \
  $(_pylock_build)/base.facts.json $(_pylock_build)/base.tree $(_pylock_build)/python.json \
  $(_pylock_package_layers) $(call _pylock_tools,documents filelayer)
	@$(call _pylock_say,LAYER,documents)
	$(_pylock_quiet)$(_pylock_bin)/documents make --plan $(_pylock_installed) \
	  --lock $(_pylock_build)/installed.toml \
	  --facts $(_pylock_build)/base.facts.json --python $(_pylock_build)/python.json \
	  --explicit $(_pylock_build)/explicit.txt \
	  $(if $(_pylock_provided),--base-packages) $(_pylock_documents_words) \
	  -o $(_pylock_build)/documents $(_pylock_package_layers)
	$(_pylock_quiet)printf 'tree\t/opt/%s\t$(_pylock_build)/documents/%s\n' \
	  dependency_artifacts dependency_artifacts environment_info environment_info \
	  | $(_pylock_bin)/filelayer --store $(PYLOCK_STORE) \
	  --annotation mk.pylock.files=documents \
	  --base $(_pylock_build)/base.tree --variable PYLOCK_DOCUMENTS - >$@.new && mv -f $@.new $@
endif

# --- targets -----------------------------------------------------------------
