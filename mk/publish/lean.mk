# SPDX-License-Identifier: MIT
# lean.mk: whether a push is lean: of an image of which only what the registry lacks is made.
#
# Reads     layers.<target>.lock, build/<target>/image/index.json: whether they are there
#
# User variables
#   PYLOCK_BYTES

# --- configuration -----------------------------------------------------------

_pylock_layers_lock := layers.$(TARGET).lock

# A push where there is no image yet, but a lock of layers; beside goals that need an image whole it
# is none.
_pylock_lean_goals := $(foreach goal,push verify resolve cost diff explain why,$(goal) \
  pylock-$(goal))
_pylock_lean := $(if $(filter push pylock-push,$(_pylock_goals)),$(if $(or $(filter-out \
  $(_pylock_lean_goals),$(_pylock_goals)),$(call _pylock_asked,RUN),$(call _pylock_asked,FULL),\
  $(filter all,$(PYLOCK_BYTES)),$(wildcard $(_pylock_build)/image/index.json)),,$(wildcard \
  $(_pylock_layers_lock))))

# The image's layout: that of a lean push lacks what only the registry has.
_pylock_layout := $(_pylock_build)/$(if $(_pylock_lean),lean,image)

# --- rules -------------------------------------------------------------------
# --- targets -----------------------------------------------------------------
