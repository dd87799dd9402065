# SPDX-License-Identifier: MIT
# makelock.mk: one make at a time for each target of a project.
#
# Writes    build/<target>/.lock, which names the process that holds it, and .made
#
# The second make waits, before it looks at anything that the first one writes, and says so. A make
# that another one started here goes on: its parent has the lock. If a make is killed, the next one
# waits for what it left running. Goals of the project's own do not wait and hold nothing, nor do -n
# and -q, which write nothing.
#
# When a make has ended, the process that held its lock notes what was made, in .made. What is
# something else before the next make begins, cut off or overwritten, is removed, and made again.

# --- configuration -----------------------------------------------------------
# --- rules -------------------------------------------------------------------

_pylock_makelock := $(_pylock_bin)/makelock

ifeq ($(_pylock_dry_run),)
ifneq ($(and $(strip $(filter-out $(_pylock_no_inputs),$(_pylock_our_goals)) $(filter \
  $(_pylock_build)/%,$(MAKECMDGOALS))),$(wildcard $(_pylock_makelock))),)
export _pylock_turn := $(shell exec $(_pylock_makelock) $(_pylock_build) _pylock_turn)
ifneq ($(.SHELLSTATUS),0)
$(error pylock.mk: $(_pylock_build) cannot be locked)
endif
else ifneq ($(and $(wildcard $(_pylock_build)/.made),$(filter-out $(_pylock_no_inputs) \
  $(_pylock_no_inputs:%=pylock-%),$(or $(MAKECMDGOALS),its own))),)
# What a goal of the project's own makes here is not noted.
$(shell exec rm -f $(_pylock_build)/.made)
endif
endif

# --- targets -----------------------------------------------------------------
