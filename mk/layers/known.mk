# SPDX-License-Identifier: MIT
# known.mk: what is known of layers apart from their bytes.
#
# Reads     build/<target>/plan.json, the layers' records, the base, layers.<target>.lock,
#           built.<target>.lock
# Writes    layers.<target>.lock (commit it): each layer's key, digest, sizes and the hash of its
#           record; records go to the store, and with the image into the registry
#
# A layer follows from what the locks name: its digest, once known, is as good as its bytes. `make
# image` writes the lock of layers, `make verify` the records that the lock names. Where no image
# was made yet, `make push` believes both: it asks the registry for each layer, and fetches and
# makes only those that it lacks. A layer that is made and that the lock has otherwise is an error.
#
# User variables
#   PYLOCK_BYTES PYLOCK_REPOSITORY PYLOCK_INSECURE PYLOCK_LOCKED

# --- configuration -----------------------------------------------------------

# A base that a lock names has a record, too. Its key: what it follows from.
_pylock_base_key = $(if $(filter debian registry,$(_pylock_base_is)),--base-key \
  "$$($(_pylock_bin)/cachekey base lock@$(_pylock_build)/base.lock \
  facts=$(call _pylock_quote,$(_pylock_basefacts_version)) arch=$(_pylock_oci_arch) \
  configure=$(call _pylock_quote,$(PYLOCK_BASE_CONFIGURE)) \
  layer="$$(sed -n 's/^STAGE(base, \([0-9]*\)).*/\1/p' $(_pylock_top)/tools/store/stages.def)" \
  $(foreach steps,$(PYLOCK_BASE_STEPS),$(notdir $(steps))@$(steps)))")

# The records of layers whose bytes a push wants: goals of a make of its own.
_pylock_wanted := $(if $(_pylock_wants_bytes),$(filter $(_pylock_build)/%,$(MAKECMDGOALS)))

# --- rules -------------------------------------------------------------------

$(eval $(call _pylock_input,layers-lock,_pylock_layers_lock))

ifneq ($(_pylock_has_plan),)
_pylock_known_layers = $(_pylock_layers_below) $(_pylock_plan_layers) \
  $(_pylock_build)/skeleton.json $(if $(call _pylock_yes,DOCUMENTS),$(_pylock_build)/documents.json)
_pylock_layerlock    = $(_pylock_bin)/layerlock update --store $(PYLOCK_STORE) \
  $(if $(call _pylock_yes,LOCKED),--locked) $(1) --base $(_pylock_base_layout) \
  --platform $(_pylock_oci_platform) \
  $(_pylock_base_key) $(_pylock_layers_lock) $(_pylock_known_layers) && \
  $(call _pylock_stamp_settled,layers-lock)

$(_pylock_build)/layers.checked: $(_pylock_layout)/index.json \
  $(call _pylock_stamp,layers-lock) $(call _pylock_tools,layerlock cachekey)
	$(_pylock_quiet)$(call _pylock_layerlock,)
	@touch $@

# After verify the store knows what is in each layer.
$(_pylock_build)/records.checked: $(_pylock_build)/evidence.json $(_pylock_build)/sources.json \
  $(if $(filter registry,$(_pylock_base_is)),$(_pylock_build)/base.manifest.json) \
  $(_pylock_build)/layers.checked
	$(_pylock_quiet)$(call _pylock_layerlock,--pack $(_pylock_python)$(_pylock_comma)$$(jq -r .python \
	  $(_pylock_build)/sources.json))
	@touch $(_pylock_build)/layers.checked $@
endif

# --- a lean push ---

ifneq ($(_pylock_lean),)
# What the project says of builds: a wheel that was built otherwise is none that is known.
_pylock_declares = $(foreach \
  word,$(3),$(1)$(_pylock_tab)$(2)$(_pylock_tab)$(word)$(_pylock_newline))
_pylock_declared_all = $(foreach what,builder:BUILDER environment:BUILD_ENV apt:BUILD_APT \
  besides:BUILD_REQUIRES,$(foreach name,$(call _pylock_members,$(lastword $(subst :, \
  ,$(what)))),$(call _pylock_declares,$(name),$(firstword $(subst :, ,$(what))),$(call \
  _pylock_variable,$(lastword $(subst :, ,$(what))).$(name))))) \
  $(call _pylock_declares,*,constraint,$(call _pylock_variable,BUILD_CONSTRAINTS))
$(eval $(call _pylock_note,$(_pylock_build)/declared.note,_pylock_declared_all))

_pylock_recall = $(_pylock_bin)/layerlock recall --store $(PYLOCK_STORE) \
  --plan $(_pylock_build)/plan.json $(if $(wildcard built.$(TARGET).lock),--built \
  $(_pylock_build)/built.known) $(_pylock_base_key) -o $(_pylock_build) $(_pylock_layers_lock) \
  >$(_pylock_build)/recall.list

# Before Make looks for what base and layers are made of, those that are known are there, and newer.
$(_pylock_build)/recalled.mk: $(_pylock_build)/plan.checked $(_pylock_build)/declared.note \
  $(if $(filter debian registry,$(_pylock_base_is)),$(_pylock_build)/base.lock) \
  $(_pylock_build)/base.config.json $(_pylock_build)/base.note $(_pylock_build)/basefacts.note \
  $(call _pylock_stamp,base) $(call _pylock_stamp,base-lock) \
  $(call _pylock_stamp,layers-lock) $(_pylock_build)/target.json \
  $(call _pylock_tools,layerlock pullrecords cachekey)
	@$(call _pylock_say,RECALL,the layers of $(TARGET) that are known)
	@mkdir -p $(_pylock_build)/layers
	$(if $(wildcard built.$(TARGET).lock),$(_pylock_quiet)jq -c -f $(_pylock_mk)/jq/builtknown.jq \
	  --rawfile declared $(_pylock_build)/declared.note built.$(TARGET).lock \
	  >$(_pylock_build)/built.known)
	@cp $(_pylock_layers_lock) $(_pylock_build)/layers.known
	$(_pylock_quiet)$(_pylock_recall)
	$(_pylock_quiet)if [ -s $(_pylock_build)/recall.list ]; then $(_pylock_bin)/pullrecords \
	  --store $(PYLOCK_STORE) $(if $(call _pylock_yes,INSECURE),--insecure) \
	  $(call _pylock_variable,REPOSITORY) $(_pylock_build)/recall.list && $(_pylock_recall); fi
	$(_pylock_quiet)find $(_pylock_build)/layers -name '*.json' -print0 | xargs -0 jq -r \
	  -f $(_pylock_mk)/jq/recalledbuilt.jq $(_pylock_build)/plan.json --args \
	  >$(_pylock_build)/recalled.built
	@echo '.SECONDARY: $$(_pylock_plan_built)' >$@
ifeq ($(_pylock_dry_run),)
include $(_pylock_build)/recalled.mk
endif
endif

# --- bytes that a push wants ---

ifneq ($(_pylock_wanted),)
$(_pylock_wanted): _pylock_always
endif

# The layers for which wheels are fetched in a lean push, and for the bytes that one wants; nothing
# else of their shares is.
_pylock_fetched_for := $(or $(_pylock_wanted),$(if $(_pylock_lean),$(filter-out \
  $(wildcard $(_pylock_plan_layers)),$(_pylock_plan_layers)) none))

# Usage: $(call _pylock_share,SHARE): what lockplan wrote of the share; of one that has packages of
#   layers which are not wanted, the part that $(call _pylock_share_wanted,SHARE) made of it.
_pylock_share        = $(_pylock_build)/fetch/$(1)$(if $(_pylock_fetched_for),.wanted).json
_pylock_share_wanted = $(_pylock_quiet)jq -c --slurpfile plan $(_pylock_build)/plan.json \
  -f $(_pylock_mk)/jq/wanted.jq $(_pylock_build)/fetch/$(1).json --args $(_pylock_fetched_for) \
  >$(_pylock_share)

# The plan of a push (push(1)): how layers come into the store that are nowhere else.
_pylock_push_plan = { echo '$(MAKE) --no-print-directory -f $(_pylock_makefile) \
  TARGET=$(TARGET) _pylock_wants_bytes=yes'; \
  jq -r '"\(.digest) \(input_filename)"' $(_pylock_plan_layers); \
  jq -r --arg word $(_pylock_build)/base$(if $(filter registry,$(_pylock_base_is)),/index).json \
  '.layers[] | "\(.digest) \($$word)"' $(_pylock_base_manifest); } >$(_pylock_build)/push.plan

# The records that go with the image, or with those of all targets.
_pylock_push_records = sed -n 's/.* sha256:\([0-9a-f]*\)$$/\1/p' $(if \
  $(_pylock_layouts),$(wildcard $(PYLOCK_TARGETS:%=layers.%.lock)),$(_pylock_layers_lock)) \
  2>/dev/null </dev/null \
  | sort -u >$(_pylock_build)/records.list || :

# --- targets -----------------------------------------------------------------

ifneq ($(_pylock_has_plan),)
pylock-image: $(_pylock_build)/layers.checked
pylock-verify: $(_pylock_build)/records.checked
endif
