# SPDX-License-Identifier: MIT
# facts.mk: what the base has, and whether that is what the target's preset says.
#
# Reads     the base (an OCI layout), the preset
# Writes    build/<target>/base.facts.json (Python, C library, packages, distributions, CUDA),
#           build/<target>/base.tree (what is where in it), build/<target>/python.json (the
#           interpreter that the image runs)
#
# A base is refused if it has another architecture, another minor version of Python, an older C
# library or another CUDA than the preset says; with PYLOCK_PYC, for any other version of Python.
# Nothing of the base is run.
#
# User variables
#   PYLOCK_BASE PYLOCK_PYTHON PYLOCK_PYTHON_FROM
#
# Targets
#   base    checks this, too

# --- configuration -----------------------------------------------------------

_pylock_facts_words = target=$(TARGET) arch=$(PYLOCK_ARCH) python=$(_pylock_python_full) \
  minor=$(_pylock_python) glibc=$(PYLOCK_GLIBC) \
  musl=$(PYLOCK_MUSL) cuda=$(PYLOCK_CUDA)$(if $(_pylock_pyc_packages), pyc=yes)
$(eval $(call _pylock_note,$(_pylock_build)/facts.note,_pylock_facts_words))

# The version of what basefacts writes: facts of an older one are made again.
_pylock_basefacts_version := basefacts 3
$(eval $(call _pylock_note,$(_pylock_build)/basefacts.note,_pylock_basefacts_version))

# --- rules -------------------------------------------------------------------

$(_pylock_build)/base.facts.json: $(_pylock_base_stands) $(_pylock_build)/basefacts.note \
  $(call _pylock_lost,$(_pylock_build)/base.tree) \
  $(call _pylock_tools,basefacts)
	@mkdir -p $(@D)
	$(_pylock_quiet)$(_pylock_bin)/basefacts --store $(PYLOCK_STORE) \
	  --platform $(_pylock_oci_platform) --tree $(_pylock_build)/base.tree \
	  $(_pylock_base_layout) >$@.new && mv -f $@.new $@
$(_pylock_build)/base.tree: $(call _pylock_after,$(_pylock_build)/base.facts.json) ;

$(_pylock_build)/python.checked: $(_pylock_build)/base.facts.json $(_pylock_build)/facts.note \
  $(_pylock_standalone_facts) $(call _pylock_tools)
	$(_pylock_quiet)jq -cnf $(_pylock_mk)/jq/basecheck.jq --slurpfile facts $< \
	  --slurpfile standalone $(or $(_pylock_standalone_facts),/dev/null) \
	  $(foreach word,$(_pylock_facts_words),--arg $(subst =, ,$(word)'')) >$@.new
	@jq -r '.notes[] | "pylock.mk: \(.)"' $@.new >&2
	@jq -c .python $@.new >$(@D)/python.json.new && $(call _pylock_update,$(@D)/python.json) \
	  && mv -f $@.new $@
$(_pylock_build)/python.json: $(call _pylock_after,$(_pylock_build)/python.checked) ;

# --- targets -----------------------------------------------------------------

pylock-base: $(_pylock_build)/python.json
