# layers.mk: one deterministic OCI layer per large wheel or group of small ones.
#
# Reads     build/<target>/plan.mk (groups and wheels), the store
# Writes    build/<target>/layers/<group>-<key>.json, the layers' descriptors; the layers themselves go to the store
#
# A layer's name changes with what it is made of, so an unchanged one is never made again; one that the store has from another
# project or clone is taken from there.
#
# User variables
#   PYLOCK_LAYER_SPLIT PYLOCK_PREFIX
#
# Targets
#   layers    every package layer of $(TARGET)

# --- configuration -----------------------------------------------------------
# --- rules -------------------------------------------------------------------

# Usage: $(call _pylock_layer,GROUP,ARGUMENTS) as a recipe of the plan
define _pylock_layer
@$(call _pylock_say,LAYER,$(1))
@mkdir -p $(@D)
$(_pylock_q)$(_pylock_bin)/layer --store $(PYLOCK_STORE) --recall --python $(_pylock_python) --prefix $(PYLOCK_PREFIX) --site $(_pylock_site) \
  $(2) >$@.new && mv -f $@.new $@
endef

ifneq ($(_pylock_has_plan),)
$(_pylock_plan_layers): $(call _pylock_tools,layer)

# --- targets -----------------------------------------------------------------

.PHONY: pylock-layers
pylock-layers: $(_pylock_plan_layers)
endif
