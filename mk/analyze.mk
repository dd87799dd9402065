# SPDX-License-Identifier: MIT
# analyze.mk: what is wrong with the requirements, and how to mend it; why a package has its
# version; requirements from elsewhere.
#
# Reads     what resolve.mk reads, the lock; for analyze and migrate also the indexes; for analyze
#           also what `verify RUN=1` could not import
# Writes    build/<target>/analysis.txt, analysis.json, analysis/ (what was tried); for migrate
#           requirements.in, build/migrated.txt (what the first lock prefers) and that lock
#
# Three questions that are easily confused:
#   make explain     why did it run again?    compares the recorded keys with those of today
#   make why         why this version?        reads the lock: who asks for a package, and which of
#                                             them binds its version
#   make analyze     what is wrong?           asks the indexes and resolves: conflicts with their
#                                             fixes, missing wheels, yanked releases
#
# User variables
#   PYLOCK_ANALYZE_LIMIT PYLOCK_CRITICAL
#
# Targets
#   analyze                                  what is wrong with the requirements, with fixes that
#                                            were tried; exit status 1 when something is
#   why PACKAGE="a b" [PATHS=all]            every way to a package, and which of those who ask for
#                                            it binds its version
#   migrate FROM=FILE                        requirements.in from a flat file of pins, as `pip
#                                            freeze` and pip-compile write it, or from another
#                                            tool's lock, and a lock that keeps the versions
#   explain [STAGE=image]                    why a stage would run again: what changed since the
#                                            lock was made, and what is out of date; of a
#                                            package with PACKAGE, see report/cost.mk

# --- configuration -----------------------------------------------------------
# --- rules -------------------------------------------------------------------

_pylock_input_options = $(_pylock_requirements:%=-r %) $(_pylock_constraints:%=-c %) \
  $(_pylock_overrides:%=-o %)

_pylock_analyze = $(_pylock_with_credentials) $(_pylock_venv_python) \
  $(_pylock_top)/tools/analyze/analyze.py --tools $(_pylock_top)/build \
  --policy $(_pylock_build)/policy.json \
  --target $(_pylock_build)/target.json --lock $(_pylock_lock) --key $(_pylock_build)/inputs.key \
  --output $(_pylock_build)/analysis \
  --resolver $(_pylock_resolver) \
  --uv $(filter uv==%,$(file <$(_pylock_top)/tools/setup/python.txt)) \
  --limit $(PYLOCK_ANALYZE_LIMIT) \
  $(foreach name,$(call _pylock_variable,CRITICAL),--critical $(name)) $(PYLOCK_CUDA:%=--cuda %) \
  $(_pylock_offline) \
  $(foreach name,$(call _pylock_variable,EXCLUDE),--exclude $(name)) \
  $(foreach name,$(call _pylock_variable,PREFER_BINARY),--prefer-binary $(name)) \
  $(_pylock_format_options) \
  $(foreach date,$(call _pylock_variable,EXCLUDE_NEWER),--exclude-newer $(date)) \
  --builder $(_pylock_metadata_builder) \
  $(_pylock_provided_json:%.json=--provided %) $(_pylock_input_options)

# Wrong metadata shows when modules are imported. If the last run of this very image could not
# import some, what would mend that is found first (mend.mk), in a make that includes the plan.
_pylock_run_failed = [ -e $(_pylock_build)/run.json ] && [ -e $(_pylock_build)/image/index.json ] \
  && \
  jq -e --slurpfile index $(_pylock_build)/image/index.json \
  '.manifest == $$index[0].manifests[0].digest and \
    any(.imports[]; .status == "failed" or .status == "timeout")' $(_pylock_build)/run.json \
    >/dev/null
_pylock_mend_make  = $(MAKE) --no-print-directory -f $(_pylock_makefile) $(_pylock_build)/mend.json

_pylock_why = $(_pylock_bin)/why --lock $(_pylock_lock) \
  --target $(_pylock_build)/target.json --key $(_pylock_build)/inputs.key \
  $(if $(PATHS),--paths $(PATHS)) $(_pylock_input_options) -- $(PACKAGE)

# --- targets -----------------------------------------------------------------

.PHONY: pylock-analyze pylock-why pylock-migrate pylock-explain
pylock-analyze: $(_pylock_build)/inputs.key $(_pylock_build)/target.json $(_pylock_provided_json) \
  $(_pylock_resolve_tools) $(_pylock_metadata_builder)
	$(_pylock_submake)$(_pylock_quiet)if $(if $(_pylock_offline),false,$(_pylock_run_failed)); \
	  then \
	  $(_pylock_mend_make); else rm -f $(_pylock_build)/mend.json; fi
	$(_pylock_quiet)$(_pylock_analyze) --mended $(_pylock_build)/mend.json

pylock-why: $(_pylock_build)/inputs.key $(_pylock_build)/target.json $(call _pylock_tools,why)
	$(if $(PACKAGE),,@$(call _pylock_fail,why: which package? Write `make why PACKAGE=numpy`))
	$(_pylock_quiet)$(_pylock_why)

pylock-migrate: $(_pylock_build)/target.json $(_pylock_build)/policy.json \
  $(call _pylock_tools,indexpage lockpins migrate pyproject why)
	$(if $(FROM),,@$(call _pylock_fail,migrate: out of which file? Write \
	  `make migrate FROM=requirements.txt`))
	$(_pylock_submake)$(_pylock_quiet)$(_pylock_with_credentials) \
	  $(_pylock_top)/tools/analyze/migrate.sh --tools $(_pylock_top)/build \
	  --work $(_pylock_build) --lock $(_pylock_lock) --seed $(_pylock_seed) \
	  --output $(or $(firstword $(PYLOCK_REQUIREMENTS)),requirements.in) \
	  $(_pylock_given:%=--given %) $(FROM) -- $(MAKE) --no-print-directory \
	  -f $(_pylock_makefile) TARGET=$(TARGET) pylock-resolve

_pylock_explained := $(if $(STAGE),$(filter $(_pylock_stages),$(STAGE)),image)
# With PACKAGE in place of STAGE it is about a package (report/cost.mk).
_pylock_chain := $(call _pylock_typed_word,PACKAGE)
define _pylock_explain_stage
$(if $(_pylock_explained),,@$(call _pylock_fail,explain: STAGE is '$(STAGE)': one of \
  $(_pylock_stages)))
$(_pylock_quiet)$(_pylock_top)/tools/analyze/explain.sh --lock $(_pylock_lock) \
  --work $(_pylock_build) --cachekey $(_pylock_bin)/cachekey -- \
  $(MAKE) --no-print-directory -f $(_pylock_makefile) -n --trace pylock-$(_pylock_explained)
endef
pylock-explain: $(_pylock_build)/inputs.key $(call _pylock_tools,cachekey)
	$(if $(_pylock_chain),$(_pylock_explain_packages),$(_pylock_explain_stage))
