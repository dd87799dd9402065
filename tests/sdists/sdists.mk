# SPDX-License-Identifier: MIT
# sdists.mk: popular sdists, every build back end among them.
#
# Targets
#   test-sdists   each built for arm64 and amd64, twice with the same bytes; SDISTS names some of
#                 them. Writes build/sdists.md, the table of CONTRIBUTING.md

# --- configuration -----------------------------------------------------------
# --- rules -------------------------------------------------------------------
# --- targets -----------------------------------------------------------------

.PHONY: test-sdists
test-sdists: tools
	tests/sdists/sdists.sh $(SDISTS)
