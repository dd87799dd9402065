# SPDX-License-Identifier: MIT
# lock.mk: the plan that lockplan makes from the lock, included for the goals that need it.
#
# Reads     build/<target>/lock.toml, target.json, policy.rules, room, explicit.txt
# Writes    build/<target>/plan.mk, plan.json, installed.toml, fetch/<n>.json (each share of what
#           there is to fetch)
#
# The plan says what is installed, not how it was asked for: resolving again without moving anything
# leaves it as it is.
#
# Make remakes an included makefile for any goal, even under -n. So the plan is included only when a
# goal needs it, and not remade under -n and -q. When a goal of the project's own leads to a stage,
# a make of its own includes the plan; so it does for a stage beside `clean`, which removes the
# plan.

# --- configuration -----------------------------------------------------------

_pylock_planned  := fetch wheels layers image verify device-check device-result mend sbom bundle \
  bundle-files push load cost diff
_pylock_goals    := $(or $(MAKECMDGOALS),$(_pylock_users_goal),image)
_pylock_cleans   := $(filter clean distclean,$(_pylock_goals:pylock-%=%))
_pylock_has_plan := $(if $(_pylock_cleans),,$(filter \
  $(if $(call _pylock_yes,SHORT),$(_pylock_planned)) $(_pylock_planned:%=pylock-%) \
  $(_pylock_build)/%,\
  $(_pylock_goals)))

# --- rules -------------------------------------------------------------------

_pylock_lockplan = $(_pylock_bin)/lockplan --target $(_pylock_build)/target.json \
  --policy $(_pylock_build)/policy.rules \
  --direct $(_pylock_build)/explicit.txt --room $(_pylock_build)/room -o $(_pylock_build) \
  $(_pylock_build)/lock.toml
_pylock_plan_files := $(addprefix $(_pylock_build)/,plan.mk plan.json installed.toml)

$(_pylock_build)/plan.checked: $(_pylock_build)/lock.toml $(_pylock_build)/target.json \
  $(_pylock_build)/policy.rules $(_pylock_build)/explicit.txt \
  $(_pylock_build)/room $(call _pylock_lost,$(_pylock_plan_files)) $(call _pylock_tools,lockplan)
	$(_pylock_quiet)$(_pylock_lockplan)
	@if [ ! -e $@ ] || [ $(@D)/plan.json -nt $@ ]; then $(call _pylock_say,PLAN,$(TARGET)); \
	  fi; touch $@
$(filter-out %.mk,$(_pylock_plan_files)): $(call _pylock_after,$(_pylock_build)/plan.checked) ;

ifneq ($(_pylock_has_plan),)
ifneq ($(_pylock_dry_run),)
-include $(_pylock_build)/plan.mk
else ifneq ($(wildcard $(_pylock_build)/plan.mk),)
$(_pylock_build)/plan.mk: $(_pylock_build)/plan.checked ;
include $(_pylock_build)/plan.mk
else
# The first time: once the plan is made, Make starts again. If it could not be made, the reason has
# been reported, and `include` would only add that the file is missing.
$(_pylock_build)/plan.mk: $(_pylock_build)/plan.checked
	@[ -e $@ ] || $(_pylock_lockplan)
-include $(_pylock_build)/plan.mk
_pylock_has_plan :=
.PHONY: $(_pylock_planned:%=pylock-%)
$(_pylock_planned:%=pylock-%): ; @exit 1
endif
else
$(foreach stage,$(_pylock_planned),$(eval $(call _pylock_in_own_make,$(stage))))
endif
