# SPDX-License-Identifier: MIT
# room.mk: how many layers an image has besides those of its packages, so that the plan stays within
# what runtimes can take.
#
# Reads     the base's lock, or its layout; which layers of its own the image has
# Writes    build/<target>/room, three numbers: of the base's layers, of the image's own layers, and
#           of the image's own layers once as many as possible are joined
#
# The plan takes the lock's groups of packages as they are. If the base leaves no room for so many
# layers, it makes larger groups, which follow from the lock and these numbers alone. If there is no
# room even for one layer of packages, `image` joins virtual environment, documents and files into
# one layer. Counting fetches nothing of the base, except the registry's manifest for a lock of an
# older kind.
#
# User variables
#   PYLOCK_BASE PYLOCK_LAYER_MAX

# --- configuration -----------------------------------------------------------

# For each kind of base, the file that its layers are counted in, and the command that counts them.
# Debian's packages and a tarball become one layer.
_pylock_counted.registry := $(_pylock_build)/base.lock
_pylock_counted.layout   := $(call _pylock_stamp,base)
_pylock_count.registry    = $(_pylock_baseimage) --layers --store $(PYLOCK_STORE) \
  $(_pylock_build)/base.lock
_pylock_count.layout      = $(_pylock_bin)/choosebase --platform $(_pylock_oci_platform) \
  $(_pylock_base_layout) | cut -d' ' -f2
_pylock_count             = $(or $(_pylock_count.$(_pylock_base_is)),echo 1)

# --- rules -------------------------------------------------------------------

_pylock_room_words = $(words $(_pylock_layers_below) $(_pylock_layers_above)) \
  $(words $(_pylock_interpreter) joined)
$(eval $(call _pylock_note,$(_pylock_build)/room.note,_pylock_room_words))

$(_pylock_build)/room.checked: $(_pylock_build)/room.note $(_pylock_build)/base.note \
  $(_pylock_counted.$(_pylock_base_is)) $(call _pylock_lost,$(_pylock_build)/room) \
  $(call _pylock_tools,choosebase)
	$(_pylock_quiet)layers=$$($(_pylock_count)) && [ -n "$$layers" ] && echo "$$layers \
	  $(_pylock_room_words)" >$(@D)/room.new
	@$(call _pylock_update,$(@D)/room) && touch $@
$(_pylock_build)/room: $(call _pylock_after,$(_pylock_build)/room.checked) ;

# --- targets -----------------------------------------------------------------
