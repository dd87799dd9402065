# SPDX-License-Identifier: MIT
# layers.mk: one deterministic OCI layer per large wheel or group of small ones.
#
# Reads     build/<target>/plan.mk (groups, wheels, and which of these have .pyc files), the store
# Writes    build/<target>/layers/<group>-<key>.json, the layers' records; the layers themselves go
#           to the store
#
# The name of a layer changes with what it is made of, so an unchanged one is never made again. A
# layer that the store has from another project or clone is taken from there.
#
# User variables
#   PYLOCK_OWNER.<path> PYLOCK_ALLOW_WHEEL.<sha256> PYLOCK_LAYER_SPLIT PYLOCK_PREFIX PYLOCK_PYC
#   PYLOCK_PYC_PYTHON
#
# Targets
#   layers    every package layer of $(TARGET)

# --- configuration -----------------------------------------------------------
# --- rules -------------------------------------------------------------------

_pylock_bytecode = $(_pylock_venv_python) $(_pylock_top)/tools/layers/bytecode.py \
  --tools $(_pylock_top)/build --store $(PYLOCK_STORE) \
  --python $(_pylock_python_full) --site $(_pylock_site) $(addprefix --interpreter ,$(call \
  _pylock_quote_words,$(call _pylock_variable,PYC_PYTHON)))

# Usage: $(call _pylock_layer,GROUP,ARGUMENTS[,WHEELS]) as a recipe of the plan
#   WHEELS are those of the wheels in ARGUMENTS that have .pyc files. There may be more of them than
#   a command can be given, so they go into files; those that were built stand in files already.
_pylock_layer_words = $(foreach word,$(1),$(if $(filter @%,$(word)),$(file \
  <$(word:@%=%)),$(word)))
define _pylock_layer
@$(call _pylock_say,LAYER,$(1))
$(call _pylock_lines,$@.args,$(call _pylock_layer_words,$(2)))
$(call _pylock_lines,$@.blobs,$(filter $(_pylock_blobs)/%,$^))
$(if $(3),$(call _pylock_lines,$@.compiled,$(call _pylock_layer_words,$(3))))
$(if $(3),$(_pylock_quiet)$(_pylock_bytecode) @$@.compiled >$@.pyc)
$(_pylock_submake)$(_pylock_quiet)if $(_pylock_bin)/layer --store $(PYLOCK_STORE) --recall \
  --python $(_pylock_python) --prefix $(PYLOCK_PREFIX) --site $(_pylock_site) \
  $(_pylock_owner_options) @$@.args$(if $(3), @$@.pyc) >$@.new; then mv -f $@.new $@; \
  else $(call _pylock_once_more,cat $@.blobs); fi
@rm -f $(addprefix $@.,args blobs compiled pyc)
endef

ifneq ($(_pylock_has_plan),)
$(_pylock_plan_layers): $(call _pylock_tools,fetch layer \
  storeresult) $(_pylock_build)/layers

$(_pylock_build)/layers:
	@mkdir -p $@

# --- targets -----------------------------------------------------------------

.PHONY: pylock-layers
pylock-layers: $(_pylock_plan_layers)
endif
