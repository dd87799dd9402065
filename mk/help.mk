# help.mk: help, doctor, clean.
#
# Targets
#   help [topic=<fragment>|targets|variables|PYLOCK_<X>]    this list; what a fragment does; the presets; the variables; one variable
#   doctor       checks this machine and says what to do about each lack
#   clean        removes build/<target>/; the store and the locks stay
#   distclean    removes build/

# --- configuration -----------------------------------------------------------
# --- rules -------------------------------------------------------------------

# --- targets -----------------------------------------------------------------

.PHONY: pylock-help pylock-doctor pylock-clean pylock-distclean
pylock-help:
	@$(_pylock_top)/tools/help.sh $(_pylock_mk) $(call _pylock_quote,$(topic)) $(call _pylock_quote,$(PYLOCK_NAME)) $(call _pylock_quote,$(PYLOCK_TARGETS)) $(_pylock_defaults)

pylock-doctor:
	@$(_pylock_top)/tools/setup/doctor.sh $(PYLOCK_STORE)

pylock-clean:
	rm -rf build/$(if $(filter all,$(TARGET)),,$(TARGET))

pylock-distclean:
	rm -rf build
