# SPDX-License-Identifier: MIT
# owner.mk: whose file it is when two packages install different ones at one path.
#
# Reads     the rules PYLOCK_OWNER.<path>
# Writes    build/<target>/owned.json, with the image: what was decided, and which rules decide
#           nothing
#
# Where packages have the same file, it is there once, and each RECORD has it. Where they have
# different ones, `make image` stops and says which line to write. The file of the package that a
# rule names stays; the layers of the others are without it, and so are their RECORDs, so that
# nothing that removes one of them takes it away. `make verify` shows each.
#
# User variables
#   PYLOCK_OWNER.<path>

# --- configuration -----------------------------------------------------------

# GLOB=PACKAGE
_pylock_owner_words := $(strip $(foreach glob,$(call _pylock_members,OWNER),$(addprefix \
  $(glob)=,$(call _pylock_variable,OWNER.$(glob)))))

# --- rules -------------------------------------------------------------------

# As options of layer and image.
_pylock_owner_options := $(foreach rule,$(_pylock_owner_words),--owner $(call \
  _pylock_quote,$(rule)))

# --- targets -----------------------------------------------------------------
