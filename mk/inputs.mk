# SPDX-License-Identifier: MIT
# inputs.mk: whether the files that a stage reads are still what they were.
#
# Reads     the files of the groups that the fragments declare by _pylock_input; the framework's own
#           checkout
# Writes    build/<target>/inputs/<group>, the group's stamp: its files by content and mode;
#           build/inputs/checkout in the framework: what its programs were made from
#
# Content and mode decide; time stamps only say where to look. A file that is what it was reruns
# nothing, whatever its time; a file that is different reruns what was made from it, even if it is
# older. Files are not prerequisites themselves, because their names may hold anything and Make must
# not read them: what is made from a group depends on the group's stamp. One program looks at all
# groups each time make starts, before anything else, and says which stamps are no longer true, also
# under -n and -q; only those are written again.

# --- configuration -----------------------------------------------------------

_pylock_reads := $(filter-out $(_pylock_no_inputs) $(_pylock_no_inputs:%=pylock-%),$(_pylock_goals))

# --- rules -------------------------------------------------------------------

$(eval $(call _pylock_input,checkout,_pylock_checkout))

# The options of inputstamp for one stamp: the inputs of that group.
_pylock_input_words = $(if $(filter checkout,$(1)),--root $(_pylock_top)/) \
  $(foreach path,$($(_pylock_input_paths.$(1))),$(call _pylock_quote,--path=$(path))) \
  $(foreach path,$($(_pylock_input_lists.$(1))),$(call _pylock_quote,--list=$(path))) \
  $(foreach path,$($(_pylock_input_sources.$(1))),$(call _pylock_quote,--source=$(path))) \
  $(foreach pattern,$($(_pylock_input_excludes.$(1))),$(call _pylock_quote,--exclude=$(pattern)))

_pylock_inputstamp := $(_pylock_bin)/inputstamp
_pylock_made_from  := $(_pylock_top)/build/inputs/checkout
_pylock_made_words  = --stamp $(1) $(call _pylock_input_words,checkout)
_pylock_stamp_words = --stamp $(call _pylock_stamp,$(1)) $(call _pylock_input_words,$(1))
_pylock_all_stamps := $(foreach group,$(_pylock_inputs),$(call _pylock_stamp,$(group))) \
  $(_pylock_made_from)

# This is the only $(shell) that runs while Make parses. The program takes less time than Make takes
# to remake an included makefile and to start again, and it writes nothing under -n and -q. If it
# does not answer, perhaps because it is older than this fragment, all stamps count as stale; making
# them then says what is wrong.
ifneq ($(_pylock_reads),)
ifneq ($(wildcard $(_pylock_inputstamp)),)
_pylock_stale := $(shell exec $(_pylock_inputstamp) $(if $(_pylock_dry_run),--look) \
  $(foreach group,$(_pylock_inputs),$(call _pylock_stamp_words,$(group))) \
  $(call _pylock_made_words,$(_pylock_made_from)) 2>/dev/null)
endif
ifneq ($(.SHELLSTATUS),0)
_pylock_stale := $(_pylock_all_stamps)
endif
endif

# Usage: $(eval $(call _pylock_stamped,GROUP))
define _pylock_stamped
$(call _pylock_stamp,$(1)): $(if \
  $(filter $(call _pylock_stamp,$(1)),$(_pylock_stale)),_pylock_always) | $(_pylock_inputstamp)
	@$$(_pylock_inputstamp) --write $$(call _pylock_stamp_words,$(1)) >/dev/null
endef
$(foreach group,$(_pylock_inputs),$(eval $(call _pylock_stamped,$(group))))

# The programs are made from the checkout as it is. A source that changed after they were made
# counts as new, whatever its time says.
_pylock_new_sources = $$(find $(_pylock_top)/tools -name '*.[ch]*' \
  -newercm $(firstword $(wildcard $(_pylock_made_from) $(_pylock_programs)) \
  $(_pylock_top)/Makefile) -printf ' -W tools/%P')
_pylock_make_tools  = flock -o $(_pylock_top)/tools $(MAKE) \
  --no-print-directory -C $(_pylock_top)$(_pylock_new_sources) tools

$(_pylock_made_from): $(if $(filter $(_pylock_made_from),$(_pylock_stale)),_pylock_always)
	@rm -f $@.new; [ ! -x $(_pylock_inputstamp) ] || $(_pylock_inputstamp) \
	  --write $(call _pylock_made_words,$@.new) >/dev/null 2>&1 || rm -f $@.new
	$(_pylock_submake)$(_pylock_quiet)$(_pylock_make_tools)
	@[ -e $@.new ] || $(_pylock_inputstamp) --write $(call _pylock_made_words,$@.new) >/dev/null
	@mv -f $@.new $@

$(_pylock_programs) &: | $(_pylock_made_from)
	+$(_pylock_quiet)$(MAKE) --no-print-directory -C $(_pylock_top) tools

# --- targets -----------------------------------------------------------------
