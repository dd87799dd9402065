# SPDX-License-Identifier: MIT
# metadata.mk: who tells a resolver what sdists require that only their build back ends describe.
#
# Reads     what mk/wheels.mk says of builds
# Writes    build/<target>/builder.json: the words of a command
#
# Resolvers run nothing of what they find. What an sdist's files do not say (PEP 621, 643), its back
# end tells in the box that builds have, of requirements locked by hash; the store keeps it.
#
# User variables
#   those of wheels.mk

# --- configuration -----------------------------------------------------------
# --- rules -------------------------------------------------------------------

_pylock_metadata_words = $(_pylock_venv_python) $(_pylock_top)/tools/wheels/sdistmetadata.py \
  $(_pylock_backend_options) $(_pylock_project_declared) --work $(_pylock_build)/resolve/sdists

$(eval $(call _pylock_note,$(_pylock_metadata_builder).note,_pylock_metadata_words))

$(_pylock_metadata_builder): $(_pylock_metadata_builder).note
	$(_pylock_quiet)jq -n '$$ARGS.positional' --args -- $(_pylock_metadata_words) >$@.new && \
	  mv -f $@.new $@

# --- targets -----------------------------------------------------------------
