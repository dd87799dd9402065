# SPDX-License-Identifier: MIT
# rules.mk: the vocabulary that the fragments share: quoting, messages, stages, programs.
#
# Everything here is private to the framework.

# --- configuration -----------------------------------------------------------

.DELETE_ON_ERROR:
_pylock_users_goal := $(.DEFAULT_GOAL)
_pylock_makefile   := $(firstword $(MAKEFILE_LIST))

# Goals that are made for one target, goals that are made once for the project, and those of both
# that read no inputs.
_pylock_stages    := resolve upgrade analyze why explain fetch wheels base base-upgrade layers \
  image verify device-check device-result mend sbom push load cost diff vars
_pylock_commands  := migrate bundle store-verify help doctor clean distclean
_pylock_no_inputs := vars store-verify help doctor clean distclean

_pylock_bin         := $(_pylock_top)/build/bin
_pylock_venv_python := $(_pylock_top)/build/setup/venv/bin/python

# The option that forbids a program to open a socket.
_pylock_offline = $(if $(call _pylock_yes,OFFLINE),--offline)

# Under -n and -q, included makefiles must not be remade.
_pylock_options := $(firstword -$(MAKEFLAGS))
_pylock_dry_run := $(or $(findstring n,$(_pylock_options)),$(findstring q,$(_pylock_options)))

# --- rules -------------------------------------------------------------------

# Usage: $(call _pylock_quote,TEXT)
#   TEXT as one word of the shell.
_pylock_quote = '$(subst ','\'',$(1))'

# Usage: $(call _pylock_quote_words,WORDS)
#   WORDS, each one quoted.
_pylock_quote_words = $(foreach word,$(1),$(call _pylock_quote,$(word)))

# Usage: @$(call _pylock_say,WORD,TEXT) first in a recipe
#   Prints one line about what is being done; nothing under -s, and where JSON is printed.
_pylock_say = $(call _pylock_print,$(1),$(call _pylock_quote,$(2)))

# Usage: @$(call _pylock_print,WORD,WORDS OF THE SHELL)
#   Prints such a line with text that the shell expands.
_pylock_print = $(if $(or $(findstring \
  s,$(_pylock_options)),$(_pylock_as_json)),:,printf '  %-8s %s\n' $(1) $(2))

# Commands begin with this: they are shown with V=1 only.
_pylock_quiet := $(if $(filter-out $(_pylock_no_words),$(call _pylock_lower_yes_no,$(V))),,@)

# Usage: $(call _pylock_lines,FILE,WORDS) in a recipe
#   Writes the WORDS to FILE, a line each, which a program takes as @FILE; the directory is there.
#   Make hands a command to the shell as one argument, which has to be shorter than 128 KiB.
_pylock_lines = $(if $(_pylock_dry_run),,$(file >$(1),$(subst \
  $(_pylock_blank),$(_pylock_newline),$(strip $(2)))))

# Usage: $(call _pylock_fail,TEXT) in a recipe
#   Fails with one line on stderr.
_pylock_fail = { printf 'pylock.mk: %s\n' $(call _pylock_quote,$(1)) >&2; exit 1; }

# Usage: $(call _pylock_update,FILE) in a recipe
#   Renames FILE.new to FILE if their content differs, and leaves FILE untouched otherwise.
_pylock_update = if cmp -s $(1).new $(1); then rm -f $(1).new; else mv -f $(1).new $(1); fi

_pylock_same = $(and $(findstring x$(1)x,x$(2)x),$(findstring x$(2)x,x$(1)x))

# A command that may run make begins with this, to share make's jobs; -n shows it like any other.
_pylock_submake := $(if $(_pylock_dry_run),,+)

# Usage: $(_pylock_submake)$(call _pylock_image,GOAL,ARGUMENTS) in a recipe
#   Runs `image`. If the store has lost layers, `image` names their records; these are removed, and
#   a make of its own makes GOAL once more, and with it those layers.
_pylock_image = if $(_pylock_bin)/image --blobs $(PYLOCK_STORE) --missing $(_pylock_build)/missing \
  $(2); then :; \
  elif [ -s $(_pylock_build)/missing ] && [ -z "$(_pylock_again)" ]; then \
    xargs rm -f <$(_pylock_build)/missing && $(MAKE) --no-print-directory -f $(_pylock_makefile) \
    _pylock_again=1 $(1); \
  else exit 1; fi

# Usage: $(_pylock_submake)COMMAND || $(call _pylock_once_more,LIST) in a recipe
#   If the store has lost a file that the command reads, or removed it because it was damaged, a
#   make of its own fetches it and makes the target once more, as often as there are such files.
#   Fails otherwise. LIST is a command that prints the paths of these files.
_pylock_once_more = { rm -f $@.new; lost=; again=$(_pylock_again); \
  for file in $$($(1)); do \
    [ ! -d $$file ] || { rm -r $$file; echo "pylock.mk: $$file: is no file; removed" >&2; }; \
    [ -e $$file ] || lost=$${lost}1; done; \
  [ "$$lost" ] && [ $${$(_pylock_hash)again} -le $(words $^) ] && \
  $(MAKE) --no-print-directory -f $(_pylock_makefile) _pylock_again=$${again}1 $@; }

# Usage: $(eval $(call _pylock_short,STAGE))
#   Gives pylock-STAGE its short name.
define _pylock_short
.PHONY: $(1)
$(1): pylock-$(1)
endef

# Usage: $(eval $(call _pylock_each_target,STAGE))
#   With TARGET=all, makes a stage for every target, each by a make of its own.
define _pylock_each_target
.PHONY: pylock-$(1)
pylock-$(1): $(PYLOCK_TARGETS:%=pylock-$(1)@%)
pylock-$(1)@%: | _pylock_always
	+@$$(MAKE) --no-print-directory -f $(_pylock_makefile) TARGET=$$* pylock-$(1)
endef

# Goals beside one that changes the locks, which all of them read: each is made by a make of its
# own, in the order of the command line.
_pylock_relocks := $(filter upgrade base-upgrade,$(MAKECMDGOALS:pylock-%=%))
_pylock_in_turn := $(if $(_pylock_relocks),$(filter-out \
  $(_pylock_relocks),$(MAKECMDGOALS:pylock-%=%)))
ifneq ($(_pylock_in_turn),)
.NOTPARALLEL:
endif

# Usage: $(eval $(call _pylock_in_own_make,STAGE))
#   Makes the stage in a make of its own, which then includes the plan.
define _pylock_in_own_make
.PHONY: pylock-$(1)
pylock-$(1):
	+@$$(MAKE) --no-print-directory -f $(_pylock_makefile) pylock-$(1)
endef

# Usage: FILE: PREREQUISITES $(call _pylock_tools[,PROGRAMS])
#   FILE is made by this checkout of the framework as it is, and by these programs of it, which are
#   built when they are missing or out of date. What follows in the rule is order-only.
include $(_pylock_mk)/lib/programs.mk
_pylock_programs := $(addprefix $(_pylock_bin)/,$(notdir $(_pylock_program_sources)))
_pylock_checkout := $(_pylock_mk) $(_pylock_top)/tools/tools.mk \
  $(filter-out %/man %/setup,$(patsubst %/,%,$(wildcard $(_pylock_top)/tools/*/)))
_pylock_tools     = $(call _pylock_stamp,checkout) | $(addprefix $(_pylock_bin)/,$(1))
