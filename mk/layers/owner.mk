# SPDX-License-Identifier: MIT
# owner.mk: whose file it is when two packages install different ones at one path.
#
# Reads     the rules PYLOCK_OWNER.<path>
# Writes    build/<target>/owned.json, when the image is made: what was decided, and which rules
#           decide nothing
#
# If packages have the same file, it is in the image once, and each RECORD lists it. If they have
# different ones, `make image` stops and says which line to write. The file of the package that a
# rule names stays. The others' layers are made without theirs, and so are their RECORDs, so that
# removing one of those packages does not take the file away. `make verify` shows each decision.
#
# User variables
#   PYLOCK_OWNER.<path>

# --- configuration -----------------------------------------------------------

# The rules, as words GLOB=PACKAGE.
_pylock_owner_words := $(strip $(foreach glob,$(call _pylock_members,OWNER),$(addprefix \
  $(glob)=,$(call _pylock_variable,OWNER.$(glob)))))

# --- rules -------------------------------------------------------------------

# The same as options of layer and image.
_pylock_owner_options := $(foreach rule,$(_pylock_owner_words),--owner $(call \
  _pylock_quote,$(rule)))

# --- targets -----------------------------------------------------------------
