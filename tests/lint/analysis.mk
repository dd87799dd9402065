# SPDX-License-Identifier: MIT
# analysis.mk: what clang-tidy and gcc's -fanalyzer find in the C files of tools/. Only what changed
# is looked at again: a file is passed when it, its headers and the settings are as they were.
#
# Reads     tools/<room>/*.c, tools/<room>/*.cc, .clang-tidy
# Writes    build/tidy/<file>.ok, build/analyzer/<file>.ok
#
# Targets
#   tidy      clang-tidy, by .clang-tidy; a finding fails it; minutes, and no part of lint
#   analyzer  gcc's -fanalyzer on the C files: it reports, and decides nothing

# --- configuration -----------------------------------------------------------

analysis_name  = $(patsubst tools/%,%,$(basename $(1)))
analysis_flags = $(if $(filter %.cc,$(1)),-std=c++17,-std=c17) -D_GNU_SOURCE -Itools \
  $(defines.$(call analysis_name,$(1))) $$(pkg-config --cflags $(tools_libraries))
analysis_begin = mkdir -p $(@D) && \
  $(CC) $(call analysis_flags,$<) -MM -MP -MT $@ -MF $(@:.ok=.d) $<

# --- rules -------------------------------------------------------------------

# Findings are on stdout; stderr counts those of system headers, too.
build/tidy/%.ok: % .clang-tidy tools/tools.mk
	$(call tools_say,TIDY)$(analysis_begin) && { \
	  clang-tidy --quiet $< -- $(call analysis_flags,$<) 2>$(@:.ok=.log) || \
	  { cat $(@:.ok=.log) >&2; exit 1; }; } && touch $@

build/analyzer/%.ok: % tools/tools.mk
	$(call tools_say,CHECK)$(analysis_begin) && gcc -fanalyzer -O2 \
	  $(call analysis_flags,$<) -c -o /dev/null $< && touch $@

-include $(wildcard build/tidy/tools/*/*.d build/analyzer/tools/*/*.d)

# --- targets -----------------------------------------------------------------

.PHONY: tidy analyzer
tidy:
	+@$(tests_make) -k $(patsubst %,build/tidy/%.ok,$(tools_sources))

analyzer:
	+@$(tests_make) -k $(patsubst %,build/analyzer/%.ok,$(filter %.c,$(tools_sources)))
