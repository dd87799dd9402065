# plan.mk: includes what lockplan made of the lock, for the goals that need it.
#
# Reads     build/<target>/lock.toml, build/<target>/target.json, build/<target>/policy.rules
# Writes    build/<target>/plan.mk, build/<target>/plan.json
#
# An included makefile is remade whatever the goals are, even under -n; so it is included only when a goal needs it, and not
# remade under -n and -q. A goal of the project's own that leads to a stage gets the plan in a make of its own.

# --- configuration -----------------------------------------------------------

_pylock_planned := fetch wheels layers image verify device-check device-result mend sbom bundle bundle-files push load
_pylock_goals   := $(or $(MAKECMDGOALS),$(_pylock_users_goal),image)
_pylock_has_plan := $(filter $(if $(call _pylock_yes,SHORT),$(_pylock_planned)) $(_pylock_planned:%=pylock-%) $(_pylock_B)/%,\
  $(_pylock_goals))

# --- rules -------------------------------------------------------------------

_pylock_lockplan = $(_pylock_bin)/lockplan --target $(_pylock_B)/target.json --policy $(_pylock_B)/policy.rules -o $(@D) $(_pylock_B)/lock.toml

$(_pylock_B)/plan.json: $(_pylock_B)/lock.toml $(_pylock_B)/target.json $(_pylock_B)/policy.rules $(call _pylock_tools,lockplan)
	@$(call _pylock_say,PLAN,$(TARGET))
	$(_pylock_q)$(_pylock_lockplan)

ifneq ($(_pylock_has_plan),)
ifneq ($(_pylock_dry),)
-include $(_pylock_B)/plan.mk
else ifneq ($(wildcard $(_pylock_B)/plan.mk),)
$(_pylock_B)/plan.mk: $(_pylock_B)/plan.json ;
include $(_pylock_B)/plan.mk
else
# The first time. Make starts again when the plan was made; when it was not, what is wrong has been said, and `include` would add
# that the file is not there.
$(_pylock_B)/plan.mk: $(_pylock_B)/plan.json
	@[ -e $@ ] || $(_pylock_lockplan)
-include $(_pylock_B)/plan.mk
_pylock_has_plan :=
.PHONY: $(_pylock_planned:%=pylock-%)
$(_pylock_planned:%=pylock-%): ; @exit 1
endif
else
$(foreach stage,$(_pylock_planned),$(eval $(call _pylock_in_own_make,$(stage))))
endif
