# SPDX-License-Identifier: MIT
# provided.mk: packages that the base already has, and that are not installed.
#
# Reads     build/<target>/base.facts.json, build/<target>/python.json
# Writes    build/<target>/provided.json (the version that each counts as, and the base's own);
#           build/<target>/provided/, for each a wheel with the base's metadata, which the resolver
#           reads and nothing installs
#
# The virtual environment then sees the base's packages. A copy in the virtual environment would
# hide the base's; verify reports that.
#
# User variables
#   PYLOCK_PROVIDED PYLOCK_PROVIDED.<package>

# --- configuration -----------------------------------------------------------

_pylock_provided := $(sort $(call _pylock_variable,PROVIDED))
_pylock_strays   := $(filter-out $(_pylock_provided),$(call _pylock_members,PROVIDED))
ifneq ($(_pylock_strays),)
$(error pylock.mk: PYLOCK_PROVIDED.$(firstword $(_pylock_strays)): PYLOCK_PROVIDED does not name \
  $(firstword $(_pylock_strays)))
endif

# --- rules -------------------------------------------------------------------

ifneq ($(_pylock_provided),)
_pylock_provided_json := $(_pylock_build)/provided.json
_pylock_provided_words = $(foreach name,$(_pylock_provided),$(name)$(addprefix \
  =,$(strip $(call _pylock_variable,PROVIDED.$(name)))))
$(eval $(call _pylock_note,$(_pylock_build)/provided.note,_pylock_provided_words))

$(_pylock_build)/provided.checked: $(_pylock_build)/base.facts.json $(_pylock_build)/python.json \
  $(_pylock_build)/provided.note $(call _pylock_tools,provided)
	$(_pylock_quiet)$(_pylock_bin)/provided \
	  --facts $(_pylock_build)/base.facts.json --python $(_pylock_build)/python.json \
	  --target $(TARGET) \
	  --wheels $(_pylock_build)/provided -o $@.json \
	  $(call _pylock_quote_words,$(_pylock_provided_words))
	@mv -f $@.json $(@D)/provided.json.new && $(call _pylock_update,$(@D)/provided.json) && \
	  touch $@
$(_pylock_build)/provided.json: $(call _pylock_after,$(_pylock_build)/provided.checked) ;

# --- targets -----------------------------------------------------------------

pylock-base: $(_pylock_provided_json)
endif
