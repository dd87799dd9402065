# SPDX-License-Identifier: MIT
# wheels.mk: wheels for packages of which the lock has only an sdist.
#
# Reads     the store, build/<target>/policy.json, build/<target>/target.json, built.<target>.lock,
#           mk/builders/*
# Writes    build/<target>/built/<package>-<hash>.args (the wheel's name and place),
#           built.<target>.lock (commit it)
#
# A build is isolated and has no network. Its requirements are locked by hash, and its wheel is
# recorded: another wheel than the recorded one is an error. The package and the target decide which
# builder makes it, never the machine. The files in mk/builders say which back ends each builder is
# for; PYLOCK_BUILDER.<package> overrides them. Each wheel is checked before it is taken: that it
# fits the target, that its objects are for the target's machine and C library, and its RECORD.
#
# User variables
#   PYLOCK_BUILDER.<package> PYLOCK_BUILD_ENV.<package> PYLOCK_BUILD_APT.<package>
#   PYLOCK_BUILD_REQUIRES.<package> PYLOCK_BUILD_CONSTRAINTS PYLOCK_JOBS_BUILD
#   PYLOCK_BUILD_TIMEOUT PYLOCK_BUILD_MEMORY PYLOCK_BUILD_UNCONFINED PYLOCK_WHEEL_HOST
#   PYLOCK_EXCLUDE PYLOCK_LOCKED, and those of index.mk
#
# Targets
#   wheels    every wheel that must be built

# --- configuration -----------------------------------------------------------

# Each file adds its builder to _pylock_builders, and sets _pylock_backends.<name> to the back ends
# and build requirements by which that builder is chosen.
_pylock_builders :=
include $(sort $(wildcard $(_pylock_mk)/builders/*.mk))

# Usage: $(eval $(call _pylock_check_builder,PACKAGE))
define _pylock_check_builder
ifeq ($(filter $(_pylock_builders),$(call _pylock_variable,BUILDER.$(1))),)
$$(error pylock.mk: PYLOCK_BUILDER.$(1) is '$(call _pylock_variable,BUILDER.$(1))': write one of \
  $(_pylock_builders))
endif
endef
$(foreach name,$(call _pylock_members,BUILDER),$(eval $(call _pylock_check_builder,$(name))))

# --- rules -------------------------------------------------------------------

# What every build is told.
_pylock_build_options = --lock $(_pylock_built_lock) $(if $(call _pylock_yes,LOCKED),--locked) \
  --plan $(_pylock_build)/plan.json $(if $(findstring s,$(_pylock_options)),--quiet) \
  $(_pylock_backend_options)
_pylock_backend_options = --tools $(_pylock_top)/build --store $(PYLOCK_STORE) \
  $(_pylock_offline) \
  --policy $(_pylock_build)/policy.json --target $(_pylock_build)/target.json \
  $(foreach builder,$(_pylock_builders),--backends $(builder)=$(subst \
  $(_pylock_blank),$(_pylock_comma),$(strip $(_pylock_backends.$(builder))))) \
  $(addprefix --mirror ,$(PYLOCK_APT_MIRRORS)) \
  $(foreach word,$(call _pylock_variable,BUILD_CONSTRAINTS),--constraint $(call \
  _pylock_quote,$(word))) \
  $(addprefix --exclude-newer ,$(call _pylock_variable,EXCLUDE_NEWER)) $(addprefix \
  --jobs ,$(call _pylock_quote_words,$(PYLOCK_JOBS_BUILD))) $(addprefix --wheel-host ,$(call \
  _pylock_quote_words,$(PYLOCK_WHEEL_HOST))) --timeout $(PYLOCK_BUILD_TIMEOUT) $(addprefix \
  --memory ,$(PYLOCK_BUILD_MEMORY)) $(if $(strip $(PYLOCK_BUILD_UNCONFINED)),--unconfined $(call \
  _pylock_quote,$(strip $(PYLOCK_BUILD_UNCONFINED))))

# Usage: $(call _pylock_wheel,PACKAGE,VERSION,FILENAME=PATH) as a recipe of the plan
_pylock_builder_args = $(addprefix --builder ,$(call _pylock_variable,BUILDER.$(1))) \
  $(foreach word,$(call _pylock_variable,BUILD_REQUIRES.$(1)),--require $(call \
  _pylock_quote,$(word))) \
  $(foreach word,$(call _pylock_variable,BUILD_ENV.$(1)),--env $(call _pylock_quote,$(word))) \
  $(addprefix --apt ,$(sort $(call _pylock_variable,BUILD_APT.$(1))))

define _pylock_wheel
@$(call _pylock_say,WHEEL,$(1) $(2))
@mkdir -p $(@D)
$(_pylock_submake)$(_pylock_quiet)$(_pylock_with_credentials) $(_pylock_venv_python) \
  $(_pylock_top)/tools/wheels/buildwheel.py $(_pylock_build_options) \
  --work $(_pylock_build)/built/$(1) $(_pylock_builder_args) $(1) $(2) $(3) >$@.new \
  && mv -f $@.new $@ || $(call _pylock_once_more,echo $(filter $(_pylock_blobs)/%,$^))
@flock $(@D) $(call _pylock_stamp_settled,built)
endef

ifneq ($(_pylock_has_plan),)
_pylock_built_lock := built.$(TARGET).lock
$(eval $(call _pylock_input,built,_pylock_built_lock))

# In a lean push those in layers that are known are not built, whatever is new (layers/known.mk).
_pylock_asked_wheels := $(filter-out $(if $(_pylock_lean),$(patsubst \
  %,$(_pylock_build)/built/%.args,$(file <$(_pylock_build)/recalled.built))),$(_pylock_plan_built))
$(_pylock_asked_wheels): $(call _pylock_stamp,built) $(call _pylock_tools,buildadvice builtwheel \
  confine elfcheck fetch indexpage layer storeresult wheeltags) $(_pylock_build)/policy.json \
  $(_pylock_build)/target.json

# Usage: $(eval $(call _pylock_built_by,ARGS FILE,PACKAGE))
#   The package is built again for another builder, Python or C library, or when a variable that its
#   build reads changes.
define _pylock_built_by
_pylock_built_by.$(2) = $$(_pylock_python) $$(or $$(PYLOCK_GLIBC),$$(PYLOCK_MUSL)) \
  $$(call _pylock_variable,BUILDER.$(2)) $$(call _pylock_variable,BUILD_ENV.$(2)) \
  $$(call _pylock_variable,BUILD_APT.$(2)) $$(call _pylock_variable,BUILD_REQUIRES.$(2)) \
  $$(call _pylock_variable,BUILD_CONSTRAINTS)
# What it requires besides may be a package of the plan, in the version that is there.
$(1): $(1).note $(if $(call _pylock_variable,BUILD_REQUIRES.$(2)),$(_pylock_build)/plan.json)
$$(eval $$(call _pylock_note,$(1).note,_pylock_built_by.$(2)))
endef
# The package's name: that of <package>-<hash>.args without the hash.
_pylock_built_words = $(subst -, ,$(basename $(notdir $(1))))
_pylock_built_name  = $(subst $(_pylock_blank),-,$(wordlist 2,$(words $(_pylock_built_words)),x \
  $(_pylock_built_words)))
$(foreach file,$(_pylock_asked_wheels),$(eval $(call _pylock_built_by,$(file),$(call \
  _pylock_built_name,$(file)))))

# --- targets -----------------------------------------------------------------

.PHONY: pylock-wheels
pylock-wheels: $(_pylock_plan_built)
endif
