# SPDX-License-Identifier: MIT
# cost.mk: what an image costs before it is made, and what is another in it than in an earlier one.
#
# Reads     build/<target>/plan.json, layers.<target>.lock, built.<target>.lock, the base's lock,
#           the store; the registry, which is asked which layers it has; for BASE the locks of a
#           revision or the manifest of an image
# Writes    build/<target>/cost.json, diff.json
#
# Nothing is fetched, built, made or pushed. Of layers that no lock, store or registry knows the
# sizes of their wheels count, with the word `about`.
#
# User variables
#   PYLOCK_REPOSITORY PYLOCK_BUDGET_IMAGE PYLOCK_BUDGET_PUSH PYLOCK_BUDGET_PULL PYLOCK_INSECURE
#
# Targets
#   cost [BASE=<revision|image>] [FORMAT=json]    what would be fetched, built, made and pushed, and
#                                                 what who has BASE would pull; exit status 1 when a
#                                                 budget is exceeded
#   explain PACKAGE="a b" [BASE=<revision|image>] from the line of the requirements to version, file
#                                                 and layer, and why that is another than in BASE
#   diff BASE=<revision|image> [FORMAT=json]      packages, layers, the base's packages and
#                                                 configuration that are others than in BASE

# --- configuration -----------------------------------------------------------

_pylock_earlier    = $(call _pylock_typed_word,BASE)
_pylock_as_json    = $(filter json,$(call _pylock_typed_word,FORMAT))

ifneq ($(filter diff pylock-diff,$(_pylock_goals)),)
ifeq ($(strip $(_pylock_earlier)),)
$(error pylock.mk: diff wants to know beside what: write BASE=<git revision>, such as HEAD~1, or \
  BASE=<registry>/<name>:<tag>)
endif
endif

_pylock_budgets = $(foreach name,IMAGE PUSH PULL,$(if $(call \
  _pylock_variable,BUDGET_$(name)),$(name) $(call \
  _pylock_variable,BUDGET_$(name))$(_pylock_newline)))

# --- rules -------------------------------------------------------------------

_pylock_cost_inputs = $(_pylock_build)/plan.checked $(if $(filter debian \
  registry,$(_pylock_base_is)),$(_pylock_build)/base.lock)
_pylock_layercost   = $(_pylock_bin)/layercost --store $(PYLOCK_STORE) \
  --plan $(_pylock_build)/plan.json $(patsubst %,--built %,$(wildcard built.$(TARGET).lock)) \
  $(_pylock_base_key) $(_pylock_layers_lock) >$(_pylock_build)/cost.known
_pylock_imagebase   = $(if $(_pylock_earlier),$(_pylock_top)/tools/report/imagebase.sh \
  --target $(TARGET) --arch $(_pylock_oci_arch) --store $(PYLOCK_STORE) \
  $(if $(call _pylock_yes,INSECURE),--insecure) $(call _pylock_quote,$(_pylock_earlier)) \
  >$(_pylock_build)/cost.base,: >$(_pylock_build)/cost.base)

# Which of the digests that are known the registry has.
_pylock_asks_registry = $(and $(strip $(call _pylock_variable,REPOSITORY)),$(if \
  $(_pylock_offline),,yes))
_pylock_registryhas   = jq -r '(.layers, .others)[].digest // empty' $(_pylock_build)/cost.known \
  | $(_pylock_bin)/registryhas $(if $(call _pylock_yes,INSECURE),--insecure) $(call \
  _pylock_variable,REPOSITORY) - >$(_pylock_build)/cost.registry

_pylock_show = $(if $(_pylock_as_json),cat $(_pylock_build)/$(1).json,jq -r \
  -L $(_pylock_top)/tools/report -f $(_pylock_top)/tools/report/show$(1).jq \
  $(_pylock_build)/$(1).json)

# With PACKAGE, explain shows the whole way of a package.
define _pylock_explain_packages
$(_pylock_quiet)$(_pylock_why)
$(_pylock_quiet)$(_pylock_layercost)
$(_pylock_quiet)$(_pylock_imagebase)
$(_pylock_quiet)jq -rn -L $(_pylock_top)/tools/report -f $(_pylock_top)/tools/report/chain.jq \
  --slurpfile plan $(_pylock_build)/plan.json --slurpfile known $(_pylock_build)/cost.known \
  --slurpfile built $(or $(wildcard built.$(TARGET).lock),/dev/null) \
  --slurpfile base $(_pylock_build)/cost.base --args -- $(PACKAGE)
endef

# --- targets -----------------------------------------------------------------

pylock-explain: $(if $(_pylock_chain),$(_pylock_cost_inputs) $(_pylock_build)/target.json \
  $(call _pylock_tools,why layercost))

ifneq ($(_pylock_has_plan),)
.PHONY: pylock-cost pylock-diff
pylock-cost: export _pylock_text = $(_pylock_budgets)
pylock-cost: $(_pylock_cost_inputs) $(call _pylock_tools,layercost registryhas cachekey)
	$(_pylock_quiet)$(_pylock_layercost)
	$(_pylock_quiet)$(_pylock_imagebase)
	$(if $(_pylock_asks_registry),$(_pylock_quiet)$(_pylock_registryhas))
	$(_pylock_quiet)jq -nc -f $(_pylock_top)/tools/report/cost.jq --arg target $(TARGET) \
	  --slurpfile known $(_pylock_build)/cost.known --slurpfile base $(_pylock_build)/cost.base \
	  $(if $(_pylock_asks_registry),--rawfile registry $(_pylock_build)/cost.registry,--argjson \
	  registry null) --arg repository '$(call _pylock_variable,REPOSITORY)' \
	  --arg budgets "$$_pylock_text" >$(_pylock_build)/cost.json
	@$(call _pylock_show,cost)
	$(_pylock_quiet)jq -e 'all(.budgets[]; .over | not)' $(_pylock_build)/cost.json >/dev/null || \
	  $(call _pylock_fail,the image costs more than PYLOCK_BUDGET_<WHAT> allows)

pylock-diff: $(_pylock_cost_inputs) $(call _pylock_tools,layercost cachekey)
	$(_pylock_quiet)$(_pylock_layercost)
	$(_pylock_quiet)$(_pylock_imagebase)
	$(_pylock_quiet)jq -nc -f $(_pylock_top)/tools/report/diff.jq --arg target $(TARGET) \
	  --slurpfile known $(_pylock_build)/cost.known --slurpfile base $(_pylock_build)/cost.base \
	  --rawfile debian $(or $(wildcard $(_pylock_base_lock)),/dev/null) \
	  >$(_pylock_build)/diff.json
	@$(call _pylock_show,diff)
endif
