# SPDX-License-Identifier: MIT
# image.mk: the OCI image: the base, the skeleton of the virtual environment, the layers of the
# packages, the documents, the project's own files. For its configuration see image/config.mk.
#
# Reads     the base (an OCI layout), build/<target>/python.json, build/<target>/layers/*.json,
#           files.json, the store
# Writes    build/<target>/image/, an OCI image layout with the tag latest;
#           build/<target>/owned.json; build/<target>/image.hashed, which blobs were hashed
#
# User variables
#   PYLOCK_DOCUMENTS PYLOCK_PREFIX
#
# Targets
#   image    the OCI image layout build/<target>/image; prints its digest

# --- configuration -----------------------------------------------------------


# --- rules -------------------------------------------------------------------

# The skeleton: what `python3 -m venv` would have made, with the interpreter of the base or the
# standalone one: @PYTHON@ is its path, @HOME@ its directory.
_pylock_sees_base   = $(if $(_pylock_provided),true,false)
_pylock_pyvenv_text = home = @HOME@\ninclude-system-site-packages = \
  $(_pylock_sees_base)\nversion = $(_pylock_python)\n
define _pylock_skeleton_list
dir	0755	$(PYLOCK_PREFIX)
dir	0755	$(PYLOCK_PREFIX)/bin
dir	0755	$(_pylock_site)
link	$(PYLOCK_PREFIX)/lib64	lib
link	$(PYLOCK_PREFIX)/bin/python3	@PYTHON@
link	$(PYLOCK_PREFIX)/bin/python	python3
link	$(PYLOCK_PREFIX)/bin/python$(_pylock_python)	python3
text	0644	$(PYLOCK_PREFIX)/pyvenv.cfg	$(_pylock_pyvenv_text)
endef
$(eval $(call _pylock_note,$(_pylock_build)/skeleton.note,_pylock_skeleton_list))

$(_pylock_build)/skeleton.list: $(_pylock_build)/skeleton.note $(_pylock_build)/python.json \
  $(call _pylock_tools)
	$(_pylock_quiet)jq -rRsf $(_pylock_mk)/jq/skeleton.jq --slurpfile python \
	  $(_pylock_build)/python.json $< >$@.new && mv -f $@.new $@

$(_pylock_build)/skeleton.json: $(_pylock_build)/skeleton.list $(_pylock_build)/base.tree \
  $(call _pylock_tools,filelayer)
	@$(call _pylock_say,LAYER,skeleton)
	$(_pylock_quiet)$(_pylock_bin)/filelayer --store $(PYLOCK_STORE) \
	  --annotation mk.pylock.files='virtual environment' \
	  --base $(_pylock_build)/base.tree --straight --variable PYLOCK_PREFIX $< >$@.new && \
	  mv -f $@.new $@

# The layers below those of the packages, and above them. A layer is unpacked by itself, and those
# of the packages have no entries for the directories above the prefix: runtimes would make them
# anew. The skeleton, on top, says what they are.
_pylock_layers_below = $(_pylock_interpreter)
_pylock_layers_above = $(_pylock_build)/skeleton.json \
  $(if $(call _pylock_yes,DOCUMENTS),$(_pylock_build)/documents.json) $(_pylock_has_files) \
  $(_pylock_project_layers)

ifneq ($(_pylock_has_plan),)
_pylock_image_layers = $(_pylock_layers_below) $(_pylock_plan_layers) $(_pylock_layers_above)

$(eval $(call _pylock_note,$(_pylock_build)/owner.note,_pylock_owner_words))

# The image is made again when a layer is added to this list, and also when one is taken away.
_pylock_image_words = $(_pylock_base_layout) $(_pylock_image_layers)
$(eval $(call _pylock_note,$(_pylock_build)/image.note,_pylock_image_words))

# config.values.json comes first: a wrong value is reported before anything is made.
$(_pylock_layout)/index.json: $(_pylock_build)/config.values.json $(_pylock_build)/image.note \
  $(_pylock_base_stands) $(_pylock_build)/base.tree \
  $(_pylock_build)/config.json $(_pylock_build)/owner.note $(_pylock_image_layers) \
  $(call _pylock_lost,$(addprefix $(_pylock_build)/,image.digest owned.json)) \
  $(call _pylock_tools,image)
	@$(call _pylock_say,IMAGE,$(@D))
	$(_pylock_submake)$(_pylock_quiet)$(call _pylock_image,$@,--base \
	  $(_pylock_base_layout) $(if $(_pylock_lean),--lean) --tree $(_pylock_build)/base.tree \
	  --config $(_pylock_build)/config.json -o $(@D) \
	  --prefix $(PYLOCK_PREFIX) --site $(_pylock_site) $(_pylock_owner_options) \
	  --owned $(_pylock_build)/owned.json $(_pylock_image_layers) \
	  >$(_pylock_build)/image.digest)
	$(if $(_pylock_again),,@$(call _pylock_print,DONE,"$(PYLOCK_NAME) for $(TARGET): \
	  sha256:$$(jq -r '.manifests[0].digest[7:]' $@)"))

# Who speaks of the image asks first whether its blobs are still what their digests say. A wrong one
# is removed, and the index with it: then `make image` makes them again.
_pylock_check_blobs = $(_pylock_bin)/checkblobs --store $(PYLOCK_STORE) \
  --known $(_pylock_build)/image.hashed $(_pylock_build)/image || { \
  rm -f $(_pylock_build)/image/index.json; $(call _pylock_fail,$(_pylock_build)/image was changed \
  after it was made: run `make image`$(_pylock_comma) which makes it again); }

# --- targets -----------------------------------------------------------------

.PHONY: pylock-image
pylock-image: $(_pylock_layout)/index.json
endif
