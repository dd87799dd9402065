# SPDX-License-Identifier: MIT
# verify.mk: evidence, without running anything of the target, that the image is what its lock says
# and that its parts fit each other.
#
# Reads     build/<target>/image/, build/<target>/plan.json, overrides, the store
# Writes    build/<target>/origins (the wheels, lists and layers that the image is to be made of),
#           build/<target>/evidence.json (what is in the image), build/<target>/sources.json (what
#           the packages' Python files say), build/<target>/verify.json (the findings)
#
# Each file of the image is held against the wheel that the lock names by its hash, whatever was
# kept of its layer. It looks at the lock, RECORDs, Requires-Dist and Requires-Python; whether every
# ELF file finds its libraries, symbol versions and symbols, as the loader would; the CUDA code for
# the target's GPUs, and whether CUDA packages are CUDA builds; the tags of extension modules,
# NumPy's C interface, entry points, syntax, names; and .pyc files where PYLOCK_PYC wants them. A
# layer or wheel that has not changed is not examined again. A finding is an error unless it is
# declared: by an override, by PYLOCK_EXCLUDE, PYLOCK_ALLOW or PYLOCK_ALLOW_WHEEL, or by its id with
# PYLOCK_ACCEPT. The report also names declarations of findings that do not occur.
#
# User variables
#   PYLOCK_CRITICAL PYLOCK_ALLOW.<package> PYLOCK_ALLOW_WHEEL.<sha256> PYLOCK_ACCEPT.<id>
#   PYLOCK_EXCLUDE PYLOCK_CUDA_PACKAGES
#
# Targets
#   verify [RUN=1] [FULL=1]    evidence that the image is what its lock says and that its parts fit;
#                              exit status 1 when a finding is not declared. RUN=1 also runs the
#                              image; with PACKAGE="a b" only these packages in it; FULL=1 makes
#                              every layer again from what the locks name, believing nothing that
#                              was kept, and compares

# --- configuration -----------------------------------------------------------

# Usage: $(call _pylock_verify_pairs,OPTION,WHAT)
#   OPTION NAME=VALUE for each PYLOCK_<WHAT>.NAME.
_pylock_verify_pairs = $(foreach name,$(call _pylock_members,$(2)),$(1) \
  $(call _pylock_quote,$(name)=$(call _pylock_variable,$(2).$(name))))

_pylock_verify_words = $(foreach name,$(call _pylock_variable,CRITICAL),--critical $(name)) \
  $(call _pylock_verify_pairs,--allow,ALLOW) \
  $(call _pylock_verify_pairs,--accept,ACCEPT) \
  $(call _pylock_verify_pairs,--allow-wheel,ALLOW_WHEEL) \
  $(call _pylock_verify_pairs,--driver,DRIVER) $(if $(PYLOCK_CUDA),--cuda $(PYLOCK_CUDA)) \
  $(if $(PYLOCK_CUDA_ARCHS),--gpu $(foreach word,$(PYLOCK_CUDA_ARCHS),--capability $(word)) \
  $(foreach name,$(call _pylock_variable,CUDA_PACKAGES),--cuda-package $(name)))

# The versions of what inspect and sources write: files of an older one are made again.
_pylock_evidence_version := inspect 7 origins 1 sources 3$(if $(_pylock_pyc_packages), pyc \
  $(_pylock_python))$(addprefix $(_pylock_blank),$(_pylock_allowed))

# The records of layers whose files are of no wheel.
_pylock_other_layers = $(filter-out $(_pylock_project_layers),$(_pylock_layers_below) \
  $(_pylock_layers_above))

# The base's manifest; of a base that a registry has, the registry's, with its hash in the lock.
_pylock_base_manifest = $(_pylock_base_layout)/blobs/sha256/$$(jq -r '.manifest[7:]' \
  $(_pylock_build)/base.facts.json)
_pylock_base_of_registry = $(if \
  $(filter registry,$(_pylock_base_is)),$(_pylock_build)/base.manifest.json)
_pylock_base_checked = $(if $(_pylock_base_of_registry),--base $(_pylock_base_of_registry) \
  --base-sha256 $$(sed -n '/^[^\#]/s/^sha256:[0-9a-f]* sha256://p' $(_pylock_base_lock)),--base \
  $(_pylock_base_manifest))

# --- rules -------------------------------------------------------------------

ifneq ($(_pylock_has_plan),)
$(eval $(call _pylock_note,$(_pylock_build)/evidence.note,_pylock_evidence_version))

# Evidence that could not be compared with all wheels is old at once: they may be there next time.
$(_pylock_build)/evidence.json: $(_pylock_layout)/index.json $(_pylock_build)/evidence.note \
  $(_pylock_installed) $(call _pylock_stamp,built) $(_pylock_build)/base.facts.json \
  $(_pylock_other_layers) $(call _pylock_tools,inspect)
	@$(call _pylock_say,INSPECT,$(_pylock_layout))
	$(_pylock_quiet)jq -rn -f $(_pylock_mk)/jq/origins.jq --slurpfile plan $(_pylock_installed) \
	  --slurpfile built $(or $(wildcard $(_pylock_built_lock)),/dev/null) \
	  --slurpfile base $(_pylock_base_manifest) $(_pylock_other_layers) \
	  $(if $(_pylock_lean),$(_pylock_plan_layers)) --rawfile lock \
	  $(if $(_pylock_lean),$(_pylock_build)/layers.known,/dev/null) \
	  >$(_pylock_build)/origins
	$(_pylock_quiet)$(_pylock_bin)/inspect --store $(PYLOCK_STORE) --prefix $(PYLOCK_PREFIX) \
	  --site $(_pylock_site) $(if $(_pylock_pyc_packages),--pyc $(_pylock_python)) \
	  --origins $(_pylock_build)/origins --python $(_pylock_python) \
	  $(_pylock_allowed:%=--allow-wheel %) $(_pylock_layout) >$@.new && mv -f $@.new $@
	@! grep -qF '"absent":true' $@ || touch -d @1 $@

$(_pylock_build)/sources.json: $(_pylock_installed) $(_pylock_build)/evidence.note \
  $(call _pylock_stamp,built) $(if $(_pylock_lean),,$(_pylock_plan_built)) \
  $(call _pylock_tools,sources) \
  $(_pylock_package_layers) $(_pylock_layout)/index.json
	@$(call _pylock_say,PARSE,the packages of $(TARGET))
	$(_pylock_quiet)$(_pylock_bin)/sources --store $(PYLOCK_STORE) --plan $< \
	  --built $(_pylock_built_lock) --python $(_pylock_venv_python) \
	  --parser $(_pylock_top)/tools/verify/modules.py \
	  --image $(_pylock_layout) --work $(_pylock_build)/run >$@.new && mv -f $@.new $@

$(eval $(call _pylock_note,$(_pylock_build)/verify.note,_pylock_verify_words))

# Findings are a result, too: the exit status of verify counts when they are shown. verify writes
# the document last; when there is none, the input was bad.
_pylock_verify = rm -f $@; $(_pylock_bin)/verify --json $@ \
  --opened $(_pylock_top)/tools/verify/opened.json \
  --plan $(_pylock_installed) --evidence $(_pylock_build)/evidence.json \
  --sources $(_pylock_build)/sources.json \
  $(_pylock_base_checked) \
  --flaws $(_pylock_build)/flaws.json --owned $(_pylock_build)/owned.json \
  --lock-sha256 "$$(jq -r .installed $(_pylock_installed))" \
  $(_pylock_overrides:%=--override %) \
  $(_pylock_provided_json:%=--provided %) \
  $(if $(_pylock_pyc_packages),--uncompiled $(_pylock_build)/uncompiled.json) \
  $(_pylock_verify_words) $(1) || { [ $$? -eq 1 ] && [ -e $@ ]; }

# Which Debian package has a missing library is asked only when one is missing. Without an answer
# the finding remains.
_pylock_owners = [ ! -s $(_pylock_build)/missing.sonames ] || \
  if $(_pylock_top)/tools/debian/baselock.sh --owners $(_pylock_offline) \
  --suite $(PYLOCK_BASE_SUITE) \
  --arch $(_pylock_oci_arch) $(PYLOCK_APT_MIRRORS:%=--mirror %) \
  $$(cat $(_pylock_build)/missing.sonames) >$(_pylock_build)/owners 2>/dev/null; then \
  $(call _pylock_verify,--owners $(_pylock_build)/owners); fi

$(_pylock_build)/verify.json: $(_pylock_build)/evidence.json $(_pylock_build)/sources.json \
  $(_pylock_installed) $(_pylock_build)/verify.note $(_pylock_base_of_registry) \
  $(call _pylock_stamp,overrides) $(_pylock_provided_json) $(call _pylock_tools,verify)
	$(_pylock_quiet)jq -cn -f $(_pylock_mk)/jq/flaws.jq \
	  --slurpfile built $(or $(wildcard $(_pylock_built_lock)),/dev/null) \
	  $(_pylock_package_layers) </dev/null >$(_pylock_build)/flaws.json
	$(if $(_pylock_pyc_packages),$(_pylock_quiet)jq -cs '[.[].uncompiled[]?]' \
	  $(_pylock_package_layers) >$(_pylock_build)/uncompiled.json)
	$(_pylock_quiet)$(call _pylock_verify)
	$(if $(filter debian,$(_pylock_base_is)),$(_pylock_quiet)jq -r '.findings[] | \
	  select(.check == "library" and .declared == null) | .sonames[]' $@ | sort -u \
	  >$(_pylock_build)/missing.sonames; $(_pylock_owners))

# --- targets -----------------------------------------------------------------

.PHONY: pylock-verify
pylock-verify: $(_pylock_build)/verify.json | $(_pylock_bin)/packagenames \
  $(_pylock_bin)/checkblobs
	$(if $(_pylock_lean),,$(_pylock_quiet)$(_pylock_check_blobs))
	$(if $(_pylock_full_asked),$(_pylock_verify_full))
	$(if $(filter command override,$(origin PACKAGE)),$(_pylock_quiet)$(call \
	  _pylock_check_names,$(addprefix there:PACKAGE=,$(PACKAGE))))
	$(_pylock_quiet)jq -r --argjson colour $$([ -t 1 ] && echo true || echo false) \
	  -f $(_pylock_top)/tools/verify/showverify.jq $<$(if $(_pylock_run_asked),, \
	  && jq -e '.errors == 0' $< >/dev/null)
	$(_pylock_verify_run)
endif
