# SPDX-License-Identifier: MIT
# mend.mk: for wrong metadata: the nearest lock with which failed modules can be imported.
#
# Reads     build/<target>/run.json (what `make verify RUN=1` found), the image, the lock
# Writes    build/<target>/mend.json (what was found), build/<target>/mend/; no lock is changed
#
# For each distribution that the failure leads through, the last one first, older and then newer
# releases are tried, in steps that double and are then halved. Each is resolved as `make resolve`
# does, with one more constraint, and the module is imported in the image, with the packages that
# the other lock changes in front of the image's own. The result is a line for constraints.txt.
# `analyze` makes this, too, when modules of the image could not be imported.
#
# Targets
#   mend [MODULE=NAME]    the constraint with which a module that `verify RUN=1` could not import
#                         can be imported; exit status 1 when no release helps

# --- configuration -----------------------------------------------------------
# --- rules -------------------------------------------------------------------

ifneq ($(_pylock_has_plan),)
_pylock_mend = $(_pylock_with_credentials) $(_pylock_venv_python) $(_pylock_top)/tools/run/mend.py \
  --plan $(_pylock_installed) --image $(_pylock_build)/image \
	  --run $(_pylock_build)/run.json --lock $(_pylock_lock) \
	  --target $(_pylock_build)/target.json --policy $(_pylock_build)/policy.json \
	  --bin $(_pylock_bin) \
	  --store $(PYLOCK_STORE) --work $(_pylock_build)/mend --timeout $(PYLOCK_IMPORT_TIMEOUT) \
	  --resolve $(call _pylock_quote,$(_pylock_resolve))
_pylock_mend_tools := $(call _pylock_tools,lockplan locate fetch indexpage) pylock-image

# It is a result, too, if nothing helps.
$(_pylock_build)/mend.json: $(_pylock_build)/run.json $(_pylock_mend_tools)
	@rm -f $@
	$(_pylock_quiet)$(_pylock_mend) --json $@ >&2 || [ -e $@ ]

# --- targets -----------------------------------------------------------------

.PHONY: pylock-mend
pylock-mend: $(_pylock_mend_tools)
	$(if $(_pylock_offline),@$(call _pylock_fail,mend has to ask the index; \
	  and PYLOCK_OFFLINE=1))
	$(_pylock_quiet)$(_pylock_mend) \
	  $(if $(MODULE),--module $(MODULE),--json $(_pylock_build)/mend.json)
endif
