# SPDX-License-Identifier: MIT
# pylock.mk: builds the tools, runs the tests, and forwards the stages to projects/$(PROJECT).
#
#   make setup image                 the main job, on a fresh Debian 12 machine: the audiobook
#                                    project's image
#   make setup test                  the tests
#   make setup fuzz                  the parsers of what comes from outside, fuzzed
#                                    (CONTRIBUTING.md)
#   make image PROJECT=hello         another project
#   make bundle, and on a machine without network: make setup image BUNDLE=FILE PYLOCK_OFFLINE=1
#   make help                        what else there is

PROJECT ?= audiobook

include mk/lib/locale.mk

.DELETE_ON_ERROR:
.SUFFIXES:

# A path as a make in another directory needs it.
absolute      = $(if $(filter /%,$(1)),,$(CURDIR)/)$(1)
# BUNDLE, on the command line: what `bundle` writes, and `setup` unpacks.
bundle       := $(if $(filter command line,$(origin BUNDLE)),$(call absolute,$(BUNDLE)))
# FILE, on the command line: what `device-result` takes.
file         := $(if $(filter command line,$(origin FILE)),$(call absolute,$(FILE)))
setup_bundle  = $(if $(bundle),--bundle '$(bundle)')

# Given with others, setup ends before they start: they are the goals of a make of their own.
after_setup := $(filter-out setup,$(MAKECMDGOALS))
ifneq ($(and $(filter setup,$(MAKECMDGOALS)),$(after_setup)),)

.PHONY: setup $(after_setup)
setup:
	@tools/setup/setup.sh $(if $(filter test% lint check fuzz bench,$(after_setup)),test) \
	  $(if $(filter bundle,$(after_setup)),,$(setup_bundle))
# The stages use every processor, unless -j says otherwise; tests, one at a time, do so themselves.
$(firstword $(after_setup)): setup
	+@$(MAKE) --no-print-directory $(if $(filter -j%,$(MAKEFLAGS))$(filter \
	  test% lint check fuzz bench,$(after_setup)),,-j"$$(nproc)") $(after_setup)
$(wordlist 2,$(words $(after_setup)),$(after_setup)): $(firstword $(after_setup)) ;

else

all: tools

include tools/tools.mk

# --- the project -------------------------------------------------------------

stages := resolve upgrade analyze why explain migrate fetch wheels base base-upgrade layers image \
  verify device-check device-result mend sbom bundle store-verify push load vars

.PHONY: all setup doctor help clean distclean $(stages)
setup:
	@tools/setup/setup.sh $(setup_bundle)

$(stages): tools
	+@$(MAKE) --no-print-directory -C projects/$(PROJECT) _pylock_level=0 \
	  $(if $(bundle),BUNDLE='$(bundle)') $(if $(file),FILE='$(file)') $@

help:
	@$(if $(topic),,sed -n '/^# SPDX/d; /^#/!q; s/^# \{0,1\}//p' Makefile; echo)
	+@$(MAKE) --no-print-directory -C projects/$(PROJECT) _pylock_level=0 help

doctor:
	@tools/setup/doctor.sh

# --- checks ------------------------------------------------------------------

include tests/tests.mk
include tests/lint/analysis.mk
include tests/world/world.mk
include tests/sdists/sdists.mk

# --- cleaning ----------------------------------------------------------------

clean:
	rm -rf build/bin build/lib build/libpylock.a build/libraries build/unit build/sanitized \
	  build/coverage build/mutants build/tidy build/analyzer \
	  build/fuzz/bin build/fuzz/lib build/fuzz/seeds
	+@$(MAKE) --no-print-directory -C projects/$(PROJECT) _pylock_level=0 clean

distclean:
	rm -rf build projects/*/build

endif
