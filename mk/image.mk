# image.mk: the OCI image: base, skeleton of the virtual environment, package layers, the project's files, documents, configuration.
#
# Reads     the base (an OCI layout), build/<target>/python.json, build/<target>/layers/*.json, files.json, the store
# Writes    build/<target>/image/, an OCI image layout with the tag latest
#
# User variables
#   PYLOCK_DOCUMENTS PYLOCK_ENTRYPOINT PYLOCK_CMD PYLOCK_ENV.<NAME> PYLOCK_LABEL.<key> PYLOCK_USER PYLOCK_WORKDIR PYLOCK_PREFIX
#
# Targets
#   image    the OCI image layout build/<target>/image; prints its digest

# --- configuration -----------------------------------------------------------

_pylock_env_names   := $(call _pylock_members,ENV)
_pylock_label_names := $(call _pylock_members,LABEL)
_pylock_env_words    = $(foreach name,$(_pylock_env_names),$(call _pylock_quote,env:$(name)=$(call _pylock_var,ENV.$(name))))
_pylock_preset_words = $(if $(PYLOCK_CUDA),preset:cuda=$(PYLOCK_CUDA)) \
  $(if $(PYLOCK_CUDA_ARCHS),$(call _pylock_quote,preset:cuda.archs=$(PYLOCK_CUDA_ARCHS))) \
  $(if $(PYLOCK_L4T),preset:l4t=$(PYLOCK_L4T)) $(if $(PYLOCK_TOOLKIT),preset:toolkit=$(PYLOCK_TOOLKIT)) \
  $(foreach name,$(call _pylock_members,DRIVER),preset:driver.$(name)=$(call _pylock_var,DRIVER.$(name))) \
  $(foreach name,$(_pylock_provided),$(call _pylock_quote,preset:provided.$(name)=$(or $(call _pylock_var,PROVIDED.$(name)),as the base says)))
_pylock_label_words  = $(foreach name,$(_pylock_label_names),$(call _pylock_quote,label:$(name)=$(call _pylock_var,LABEL.$(name))))

# --- rules -------------------------------------------------------------------

# The skeleton: what `python3 -m venv` would have made, with the base's interpreter or the standalone one, @PYTHON@ in @HOME@.
define _pylock_skeleton_list
dir	0755	$(PYLOCK_PREFIX)
dir	0755	$(PYLOCK_PREFIX)/bin
dir	0755	$(_pylock_site)
link	$(PYLOCK_PREFIX)/lib64	lib
link	$(PYLOCK_PREFIX)/bin/python3	@PYTHON@
link	$(PYLOCK_PREFIX)/bin/python	python3
link	$(PYLOCK_PREFIX)/bin/python$(_pylock_python)	python3
text	0644	$(PYLOCK_PREFIX)/pyvenv.cfg	home = @HOME@\ninclude-system-site-packages = $(if $(_pylock_provided),true,false)\nversion = $(_pylock_python)\n
endef
$(eval $(call _pylock_note,$(_pylock_B)/skeleton.note,_pylock_skeleton_list))

$(_pylock_B)/skeleton.list: $(_pylock_B)/skeleton.note $(_pylock_B)/python.json $(_pylock_mk)/jq/skeleton.jq
	$(_pylock_q)jq -rRsf $(_pylock_mk)/jq/skeleton.jq --slurpfile python $(_pylock_B)/python.json $< >$@.new && mv -f $@.new $@

$(_pylock_B)/skeleton.json: $(_pylock_B)/skeleton.list $(_pylock_B)/base.tree $(call _pylock_tools,filelayer)
	@$(call _pylock_say,LAYER,skeleton)
	$(_pylock_q)$(_pylock_bin)/filelayer --store $(PYLOCK_STORE) --annotation mk.pylock.files='virtual environment' \
	  --base $(_pylock_B)/base.tree --straight --variable PYLOCK_PREFIX $< >$@.new && mv -f $@.new $@

# The configuration, with the hash of what is installed and a registry's base among the labels.
_pylock_registry_lock := $(if $(filter registry,$(_pylock_base_is)),$(_pylock_B)/base.lock)
_pylock_config_words = name=$(PYLOCK_NAME) target=$(TARGET) architecture=$(_pylock_oci_arch) prefix=$(PYLOCK_PREFIX) \
  entrypoint=$(call _pylock_var,ENTRYPOINT) cmd=$(call _pylock_var,CMD) user=$(call _pylock_var,USER) \
  workdir=$(call _pylock_var,WORKDIR) $(_pylock_env_words) $(_pylock_label_words) $(_pylock_preset_words)
$(eval $(call _pylock_note,$(_pylock_B)/config.note,_pylock_config_words))

$(_pylock_B)/config.json: $(_pylock_B)/config.note $(_pylock_B)/plan.json $(_pylock_registry_lock) $(_pylock_mk)/jq/config.jq
	$(_pylock_q)jq -nSf $(_pylock_mk)/jq/config.jq --slurpfile plan $(_pylock_B)/plan.json --arg name $(PYLOCK_NAME) --arg target $(TARGET) --arg architecture $(_pylock_oci_arch) \
	  --rawfile base $(or $(_pylock_registry_lock),/dev/null) --arg prefix $(PYLOCK_PREFIX) --arg user '$(call _pylock_var,USER)' --arg workdir '$(call _pylock_var,WORKDIR)' \
	  --arg entrypoint $(call _pylock_quote,$(call _pylock_var,ENTRYPOINT)) --arg cmd $(call _pylock_quote,$(call _pylock_var,CMD)) \
	  --args $(_pylock_env_words) $(_pylock_label_words) $(_pylock_preset_words) >$@.new && mv -f $@.new $@

# What lies below the packages' layers and above them.
_pylock_layers_below = $(_pylock_interpreter) $(_pylock_B)/skeleton.json
_pylock_layers_above = $(if $(call _pylock_yes,DOCUMENTS),$(_pylock_B)/documents.json) $(_pylock_has_files)

ifneq ($(_pylock_has_plan),)
_pylock_image_layers = $(_pylock_layers_below) $(_pylock_plan_layers) $(_pylock_layers_above)

$(_pylock_B)/image/index.json: $(_pylock_base_layout)/index.json $(_pylock_B)/config.json $(_pylock_image_layers) $(call _pylock_tools,image)
	@$(call _pylock_say,IMAGE,$(@D))
	$(_pylock_submake)$(_pylock_q)$(call _pylock_image,pylock-image,--base $(_pylock_base_layout) --config $(_pylock_B)/config.json -o $(@D) \
	  $(_pylock_image_layers) >$(_pylock_B)/image.digest)
	$(if $(_pylock_again),,@$(call _pylock_print,DONE,"$(PYLOCK_NAME) for $(TARGET): sha256:$$(jq -r '.manifests[0].digest[7:]' $@)"))

# --- targets -----------------------------------------------------------------

.PHONY: pylock-image
pylock-image: $(_pylock_B)/image/index.json
endif
