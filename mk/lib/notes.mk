# SPDX-License-Identifier: MIT
# notes.mk: what makes a rule run again besides newer files: notes of values, stamps of inputs.
#
# Everything here is private to the framework.

# --- configuration -----------------------------------------------------------
# --- rules -------------------------------------------------------------------

# Usage: FILE.key: $(call _pylock_after,FILE.checked) ;
#   The recipe of FILE.checked touches it every time, but writes FILE.key only when its content
#   changes: what depends on FILE.key is remade only then. -n and -q run nothing, and so must not
#   consider FILE.key out of date.
_pylock_after = $(if $(_pylock_dry_run),|) $(1)

# Usage: FILE.checked: $(call _pylock_lost,FILES)
#   A prerequisite that is never up to date when one of the FILES has been deleted.
_pylock_lost = $(if $(filter-out $(wildcard $(1)),$(1)),_pylock_always)

# Stops when _pylock_text is longer than the kernel lets a variable of the environment be;
# characters beyond ASCII are not counted.
_pylock_printed := a b c d e f g h i j k l m n o p q r s t u v w y z A B C D E F G H I J K L M N O \
  P Q R S T U V W X Y Z \
  0 1 2 3 4 5 6 7 8 9 ! " $$ % & ' ( ) * + - . / : ; < = > ? @ [ \ ] ^ _ ` { | \
  } ~ $(_pylock_comma) $(_pylock_hash)
_pylock_measured = $(eval _pylock_characters := \
  $$(subst x,x ,$$(subst $$(_pylock_newline),x,$$(subst \
  $$(_pylock_blank),x,$$(_pylock_text)))))$(foreach \
  _pylock_one_character,$(_pylock_printed),$(eval _pylock_characters := \
  $$(subst $$(_pylock_one_character),x ,$$(_pylock_characters))))
_pylock_fits     = $(_pylock_measured)$(if $(word 131058,$(_pylock_characters)),$(error pylock.mk: \
  what is to be written to $@ is longer \
  than 128 KiB, which no program can be given at once: put what is long into a file))

# Usage: $(eval $(call _pylock_note,FILE,VARIABLE))
#   FILE holds the value of VARIABLE and changes only with it, so that whatever depends on FILE is
#   remade when the value changes. There is no newline at its end, since make 4.3 does not always
#   remove one when it reads a file; a value that ends in a newline gets a blank there.
_pylock_ended = $(1)$(if $(findstring $(_pylock_newline)@,$(1)@),$(_pylock_blank))
define _pylock_note
$(1): $(if $(call _pylock_same,$(file <$(1)),$(call _pylock_ended,$($(2)))),,_pylock_always)
	@$$(_pylock_fits)mkdir -p $$(@D) && printf '%s' "$$$$_pylock_text" >$$@.new && \
	  mv -f $$@.new $$@
$(1): export _pylock_text = $$(call _pylock_ended,$$($(2)))
endef
.PHONY: _pylock_always

# Usage: $(eval $(call _pylock_input,GROUP,PATHS[,LISTS[,SOURCES,EXCLUDES]]))
#   Declares a group of inputs (inputs.mk). The arguments are names of variables: PATHS holds files
#   and directories, LISTS files that name more of them, SOURCES SOURCEs of PYLOCK_FILES, EXCLUDES
#   patterns of what is left out. What is made from the group has $(call _pylock_stamp,GROUP) as a
#   prerequisite.
define _pylock_input
_pylock_inputs              += $(1)
_pylock_input_paths.$(1)    := $(2)
_pylock_input_lists.$(1)    := $(3)
_pylock_input_sources.$(1)  := $(4)
_pylock_input_excludes.$(1) := $(5)
endef
_pylock_inputs :=
_pylock_stamp   = $(_pylock_build)/inputs/$(1)

# Usage: $(call _pylock_stamp_settled,GROUP) in a recipe that wrote files of the group itself
#   Brings the stamp up to date with them. The command that reads them has to follow.
_pylock_stamp_settled = $(_pylock_inputstamp) --settle $(call _pylock_stamp_words,$(1)) >/dev/null
