# SPDX-License-Identifier: MIT
# world.mk: the projects of tests/world, of which `make test` takes those that are quick.
#
# Targets
#   test-world    every project, from the files that people have to a verified image; what went well
#                 is not done again, unless with AGAIN=1
#   world-table   the table of the README, of what the last runs of test-world found

# --- targets -----------------------------------------------------------------

.PHONY: test-world world-table
test-world: tools
	WORLD=all TEST_LIMIT=14400 $(tests_prove) -v tests/world/world.t

world-table:
	@jq -r -f tests/world/table.jq --slurpfile rows tests/world/projects.json \
	  -n $(wildcard build/world/*.json)
