# SPDX-License-Identifier: MIT
# interpreter.mk: a standalone Python, when the base does not have the one that is wanted.
#
# Reads     PYLOCK_PYTHON_FROM, a relocatable build in a tar archive with one directory at its top
# Writes    build/<target>/interpreter.json (the record of its layer), interpreter.facts.json; the
#           layer goes to the store
#
# The build becomes a layer of its own at /opt/python, and the virtual environment stands on it. Its
# version is read from it, and must be PYLOCK_PYTHON exactly. Nothing of it is run.
#
# User variables
#   PYLOCK_PYTHON PYLOCK_PYTHON_FROM

# --- configuration -----------------------------------------------------------

_pylock_python_from := $(call _pylock_variable,PYTHON_FROM)
_pylock_from_words  := $(subst $(_pylock_hash)sha256=, ,$(_pylock_python_from))
_pylock_from_hash   := $(word 2,$(_pylock_from_words))
_pylock_from_where  := $(firstword $(_pylock_from_words))

ifneq ($(_pylock_standalone),)
ifneq ($(words $(_pylock_from_words)),2)
$(error pylock.mk: PYLOCK_PYTHON_FROM is '$(_pylock_python_from)': write \
  <address>\#sha256=<hex>, in a makefile with a backslash before the \#)
endif
ifneq ($(words $(subst ., ,$(_pylock_python_full))),3)
$(error pylock.mk: PYLOCK_PYTHON is '$(_pylock_python_full)': with PYLOCK_PYTHON_FROM write its \
  full version, such as $(_pylock_python).1)
endif
ifeq ($(filter http://% https://% file:///%,$(_pylock_from_where)),)
ifeq ($(wildcard $(_pylock_from_where)),)
$(error pylock.mk: PYLOCK_PYTHON_FROM is '$(_pylock_from_where)', which is neither an address \
  nor there)
endif
_pylock_from_where := file://$(abspath $(_pylock_from_where))
endif

_pylock_standalone_facts := $(_pylock_build)/interpreter.facts.json
_pylock_interpreter := $(_pylock_build)/interpreter.json
_pylock_bundle_extra += $(_pylock_from_hash):interpreter:$(notdir $(_pylock_from_where))

# --- rules -------------------------------------------------------------------

_pylock_from_note = $(_pylock_from_hash) $(_pylock_oci_arch)
$(eval $(call _pylock_note,$(_pylock_build)/interpreter.note,_pylock_from_note))

$(_pylock_build)/interpreter.json: $(_pylock_build)/interpreter.note $(call _pylock_tools,fetch \
  baselayer)
	@$(call _pylock_say,PYTHON,$(_pylock_python_full))
	$(_pylock_quiet)printf '%s - %s %s\n' $(_pylock_from_hash) $(notdir $(_pylock_from_where)) \
	  $(call _pylock_quote,$(_pylock_from_where)) \
	  | $(_pylock_bin)/fetch --quiet $(_pylock_offline) --store $(PYLOCK_STORE) -
	$(_pylock_quiet)hash=$(_pylock_from_hash); $(_pylock_bin)/baselayer \
	  --store $(PYLOCK_STORE) --recall --arch $(_pylock_oci_arch) --below /opt/python \
	  $(_pylock_blobs)/$$(printf '%.2s' $$hash)/$$hash >$@.new && mv -f $@.new $@

# What the interpreter is, read in the same way as a base.
$(_pylock_build)/interpreter.facts.json: $(_pylock_build)/interpreter.json \
  $(_pylock_build)/base.config.json $(call _pylock_tools,image basefacts)
	$(_pylock_submake)$(_pylock_quiet)$(call \
	  _pylock_image,$@,--config $(_pylock_build)/base.config.json \
	  -o $(_pylock_build)/interpreter $< >$(_pylock_build)/interpreter.digest)
	$(_pylock_quiet)$(_pylock_bin)/basefacts --store $(PYLOCK_STORE) \
	  $(_pylock_build)/interpreter >$@.new && mv -f $@.new $@
endif

# --- targets -----------------------------------------------------------------
