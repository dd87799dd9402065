# SPDX-License-Identifier: MIT
# resolve.mk: from requirements.in to a lock for $(TARGET), by uv or pip-compile.
#
# Reads     requirements.in, requirements.<target>.in, constraints[.<target>].txt,
#           overrides[.<target>].txt
# Writes    pylock.<target>.toml (PEP 751; commit it), requirements.lock.<target>.txt (for pip),
#           build/<target>/lock.toml
#
# A lock is fresh if it was resolved from inputs that mean the same as those of today. Then nothing
# is resolved, and no network is needed. When the inputs change, nothing moves unless the change
# forces it to; `upgrade` moves everything, or the packages that it is given.
#
# User variables
#   PYLOCK_REQUIREMENTS PYLOCK_PYTHON PYLOCK_EXCLUDE PYLOCK_EXCLUDE_NEWER PYLOCK_PREFER_BINARY
#   PYLOCK_NO_BINARY PYLOCK_ONLY_BINARY PYLOCK_RESOLVER PYLOCK_LOCKED, and those of index.mk
#
# Targets
#   resolve [CHECK=1|RENEW=1]                renews the lock if it is not fresh; CHECK=1 only tells,
#                                            by the exit status; RENEW=1 writes a fresh lock again,
#                                            with all that is recorded today, and moves nothing
#   upgrade [PACKAGE="a b"] [DRYRUN=1]       moves all packages, or these; DRYRUN=1 only shows what
#                                            would move

# --- configuration -----------------------------------------------------------

_pylock_lock         := pylock.$(TARGET).toml
_pylock_requirements := $(_pylock_pyproject_in) $(_pylock_required) \
  $(wildcard requirements.$(TARGET).in)
_pylock_constraints  := $(wildcard constraints.txt constraints.$(TARGET).txt)
_pylock_overrides    := $(wildcard overrides.txt overrides.$(TARGET).txt)
_pylock_resolver.uv          := uv==%
_pylock_resolver.pip-compile := pip-tools==%
_pylock_metadata_builder := $(_pylock_build)/builder.json
_pylock_resolver     := $(filter $(_pylock_resolver.$(call _pylock_variable,RESOLVER)),$(file \
  <$(_pylock_top)/tools/setup/python.txt))

ifeq ($(filter uv pip-compile,$(call _pylock_variable,RESOLVER)),)
$(error pylock.mk: PYLOCK_RESOLVER is '$(call _pylock_variable,RESOLVER)': write `uv` or \
  `pip-compile`)
endif

ifeq ($(wildcard $(_pylock_lock)),)
_pylock_missing := $(firstword $(filter-out \
  $(wildcard $(_pylock_required)),$(_pylock_required)))
ifneq ($(and $(_pylock_missing),$(if $(filter migrate pylock-migrate,$(MAKECMDGOALS)),,yes)),)
$(error pylock.mk: PYLOCK_REQUIREMENTS names $(_pylock_missing), which is not there)
endif
endif

# --- rules -------------------------------------------------------------------

_pylock_resolve_words = resolver=$(_pylock_resolver) python=$(_pylock_python_full) \
  arch=$(PYLOCK_ARCH) \
  glibc=$(PYLOCK_GLIBC) musl=$(PYLOCK_MUSL) $(_pylock_platforms:%=platforms=%) \
  $(_pylock_layer_max:%=layers=%) exclude-newer=$(call _pylock_variable,EXCLUDE_NEWER) \
  exclude=$(subst $(_pylock_blank),$(_pylock_comma),$(sort $(call _pylock_variable,EXCLUDE))) \
  prefer-binary=$(subst $(_pylock_blank),$(_pylock_comma),$(sort \
  $(call _pylock_variable,PREFER_BINARY))) \
  $(patsubst %,no-binary=%,$(call _pylock_comma_list,NO_BINARY)) \
  $(patsubst %,only-binary=%,$(call _pylock_comma_list,ONLY_BINARY)) \
  $(_pylock_resolve_rules:%=policy@%) $(_pylock_provided_json:%=provided@%)
_pylock_comma_list = $(subst $(_pylock_blank),$(_pylock_comma),$(sort \
  $(call _pylock_variable,$(1))))
_pylock_resolve_rules := $(if $(_pylock_rules),$(_pylock_build)/policy.rules)
# The names notice a file that was taken away; the key counts what is in the files.
_pylock_resolve_note = $(_pylock_format) $(_pylock_resolve_words) $(_pylock_resolve_files)

_pylock_resolve_files := $(_pylock_pyproject_in) \
  $(wildcard $(filter-out $(_pylock_pyproject_in),$(_pylock_requirements))) \
  $(_pylock_constraints) $(_pylock_overrides)
$(eval $(call _pylock_note,$(_pylock_build)/resolve.note,_pylock_resolve_note))

# The files, whether they exist or not, and those that they included when they were last read.
_pylock_resolve_included := $(_pylock_build)/inputs.files
_pylock_resolve_written  := $(filter-out $(_pylock_pyproject_in),$(_pylock_resolve_files))
$(eval $(call _pylock_input,requirements,_pylock_resolve_written,_pylock_resolve_included))
$(eval $(call _pylock_input,overrides,_pylock_overrides))

# A key of what the inputs mean. It is computed again when a file changes, and changes only when the
# meaning does. The first run of lockhash finds out which files are included, so that the stamp is
# for the very files that the second run reads.
_pylock_lockhash = $(_pylock_bin)/lockhash --files $(_pylock_resolve_included) \
  --local $(_pylock_local_list) $(call _pylock_quote_words,$(_pylock_resolve_files))
$(_pylock_build)/inputs.checked: $(call _pylock_stamp,requirements) $(call _pylock_stamp,local) \
  $(_pylock_pyproject_in) $(_pylock_resolve_rules) $(_pylock_provided_json) \
  $(_pylock_build)/resolve.note $(call _pylock_tools,lockhash cachekey filelayer sourcearchive)
	@mkdir -p $(@D)
	$(_pylock_quiet)$(_pylock_lockhash) >$(@D)/inputs.hashes
	@$(call _pylock_stamp_settled,requirements)
	$(_pylock_quiet)$(_pylock_lockhash) >$(@D)/inputs.hashes
	$(_pylock_quiet)sed 's/^\([0-9a-f]*\)  \(.*\)/\2=\1/' $(@D)/inputs.hashes >$(@D)/inputs.args
	$(_pylock_quiet){ $(_pylock_local_words); } >>$(@D)/inputs.args
	$(_pylock_quiet)$(_pylock_bin)/cachekey resolve --record $(@D)/inputs.record \
	  @$(@D)/inputs.args $(_pylock_resolve_words) >$(@D)/inputs.key.new
	@$(call _pylock_update,$(@D)/inputs.key) && touch $@
	$(if $(_pylock_dry_run),# what follows when they mean something else is not shown)
$(_pylock_build)/inputs.key: $(call _pylock_after,$(_pylock_build)/inputs.checked) ;

_pylock_format_options = \
  $(foreach name,$(call _pylock_variable,NO_BINARY),--no-binary $(name)) \
  $(foreach name,$(call _pylock_variable,ONLY_BINARY),--only-binary $(name))

_pylock_resolve = $(_pylock_with_credentials) $(_pylock_top)/tools/resolve/resolve.sh \
  --tools $(_pylock_top)/build --policy $(_pylock_build)/policy.json \
  --key $(_pylock_build)/inputs.key --target $(_pylock_build)/target.json --lock $(_pylock_lock) \
  --work $(_pylock_build)/resolve \
  --store $(PYLOCK_STORE) \
  --resolver $(_pylock_resolver) $(_pylock_offline) $(_pylock_requirements:%=-r %) \
  $(_pylock_constraints:%=-c %) $(_pylock_overrides:%=-o %) \
  $(foreach name,$(call _pylock_variable,EXCLUDE),--exclude $(name)) \
  $(foreach name,$(call _pylock_variable,PREFER_BINARY),--prefer-binary $(name)) \
  $(_pylock_format_options) \
  $(foreach date,$(call _pylock_variable,EXCLUDE_NEWER),--exclude-newer $(date)) \
  --builder $(_pylock_metadata_builder) \
  $(_pylock_provided_json:%.json=--provided %) $(addprefix --seed ,$(wildcard $(_pylock_seed)))
# The pins of what was migrated: what a first lock prefers.
_pylock_seed := build/migrated.txt

_pylock_resolve_tools := \
  $(call _pylock_tools,lockpin lockcheck lockplan wheeltags indexpage pinfiles resolverinput \
  seedlock why fetch fetchurl filelayer references confine buildadvice storeresult) \
  $(_pylock_build)/policy.json

_pylock_locks := $(_pylock_lock) requirements.lock.$(TARGET).txt
$(eval $(call _pylock_input,lock,_pylock_locks))

# The lock that the other stages read. It is fresh, or this rule fails.
$(_pylock_build)/lock.checked: $(_pylock_build)/inputs.key $(_pylock_build)/target.json \
  $(call _pylock_stamp,lock) $(if $(call _pylock_asked,RENEW),_pylock_always) \
  $(_pylock_resolve_tools) $(_pylock_metadata_builder)
	$(_pylock_quiet)$(_pylock_resolve) $(if $(call _pylock_asked,CHECK),--check) \
	  $(if $(call _pylock_yes,LOCKED),--locked) $(if $(call _pylock_asked,RENEW),--renew)
	@$(call _pylock_stamp_settled,lock)
	@[ ! -e $(@D)/inputs.record ] || cp $(@D)/inputs.record $(@D)/lock.record; \
	  cp $(_pylock_lock) $(@D)/lock.toml.new && $(call _pylock_update,$(@D)/lock.toml) && \
	  touch $@
$(_pylock_build)/lock.toml: $(call _pylock_after,$(_pylock_build)/lock.checked) ;

# --- targets -----------------------------------------------------------------

.PHONY: pylock-resolve pylock-upgrade
pylock-resolve: $(_pylock_build)/lock.toml
	$(if $(call _pylock_asked,CHECK),@printf 'pylock.mk: %s is fresh\n' $(_pylock_lock),@:)

pylock-upgrade: $(_pylock_build)/inputs.key $(_pylock_build)/target.json \
  $(_pylock_resolve_tools) $(_pylock_bin)/packagenames $(_pylock_metadata_builder)
	$(if $(PACKAGE),$(_pylock_quiet)$(call _pylock_check_names,$(addprefix \
	  asked:PACKAGE=,$(PACKAGE))))
	$(_pylock_quiet)$(_pylock_resolve) --upgrade $(foreach name,$(PACKAGE),--package $(name)) \
	  $(if $(call _pylock_asked,DRYRUN),--dry-run)
