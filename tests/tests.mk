# SPDX-License-Identifier: MIT
# tests.mk: lint, the tests, the benchmarks.
#
# Targets
#   lint          gcc and clang with -Werror, clang-format, shellcheck, mandoc, ruff, the makefiles
#   test-quick    unit, tool and fragment tests with made-up input; no network
#   test-mutants  whether the quick tests notice the mistakes of tests/mutants/list.txt [ROOM=lib]
#   coverage      how many lines of each C module the unit and tool tests run; fails below 90 %
#   test          these once more with the sanitizers, those that take long, and the scenarios in
#                 tests/e2e on real packages
#   check         lint and test-quick
#   fuzz          every harness in tests/fuzz for FUZZ_SECONDS (60), or, with FUZZ=NAME, that one
#   test-fuzz     every harness a few thousand times, always the same inputs
#   test-malformed  every program, given N malformed ones (100) of each file that it reads, by SEED
#   test-failures  the same while N (100) calls of each kind, of C library and system, fail
#   test-random   random edits of a project, each compared with a clean build: N of them (200), by
#                 SEED (1), JOBS (2) projects at a time; KILL=1: makes that are killed; REPLAY=FILE
#                 makes the edits of that file, as a failure prints them
#   bench         side by side with other tools; the figures of the README

# --- configuration -----------------------------------------------------------

tests_c      := $(wildcard tools/*/*.c tools/*/*.h tools/*/*.cc tests/*/*.c tests/*/*.h)
tests_shell  := $(wildcard tools/*/*.sh tests/*.sh tests/*/*.sh tests/*/*.t .ci/run)
tests_python := $(wildcard tools/*/*.py tests/*/*.py)
tests_jobs   ?= 2

FUZZ         ?= $(tests_fuzz)
FUZZ_SECONDS ?= 60
tests_fuzz   := $(filter-out fuzz,$(notdir $(basename $(wildcard tests/fuzz/*.c))))

# -O1: inputs per second matter less than the time to build. -fexceptions: what has _cleanup_ is
# released when die() ends an input (tests/fuzz/fuzz.h).
tests_fuzz_flags := -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all \
  -fno-omit-frame-pointer -fexceptions

# --- rules -------------------------------------------------------------------

# What takes long, since it makes many images, compiles the programs anew or installs 170 wheels
# thrice, runs with the scenarios.
tests_long  := $(addprefix tests/mk/,\
  stale.t reaches.t checkout.t keeps.t room.t resolve.t names.t config.t provided.t makelock.t \
  migrate.t references.t filestate.t nothing.t bytecode.t files.t project.t metadata.t \
  cachedpage.t unhashed.t secrets.t proven.t wheels.t base.t allowwheel.t owner.t publish.t \
  rebuild.t variables.t known.t cost.t escapes.t scale.t facts.t offline.t readonly.t index.t) \
  tests/layers/wheel-verdicts.t tests/resolve/pipcompile.t tests/resolve/routeindex.t \
  tests/run/importcheck.t tests/lib/tap.t
# What runs programs in Python and shell, but none in C of those under test: once is enough.
tests_scripts := $(addprefix tests/,analyze/changes.t analyze/report.t base/baseimage.t \
  debian/baseconfigure.t debian/baselock.t pypa/tables.t report/sbom.t \
  run/ondevice.t run/runreport.t setup/bundle.t \
  wheels/projectwheel.t wheels/sdist.t)
tests_rooms := $(wildcard $(addsuffix /*.t,$(addprefix tests/,$(tools_rooms))))
tests_quick := $(filter-out $(tests_long),$(tests_rooms) $(wildcard tests/mk/*.t)) \
  tests/random/malformed.t
tests_units  = $(addprefix $(1)/unit/,$(tools_units))
tests_make   = $(MAKE) --no-print-directory $(if $(filter -j%,$(MAKEFLAGS)),,-j$(tests_jobs))
# One more than there are processors, since some wait for a server or a lock.
tests_prove  = prove --timer -e tests/limit.sh -j$$(($(tests_jobs) + 1))
tests_fuzz_make = $(tests_make) tools_build=build/fuzz CC=clang CXX=clang++ CFLAGS='-O1 -g' \
  CXXFLAGS='-O1 -g' CPPFLAGS='$(tests_fuzz_flags)'

$(tools_build)/lib/fuzz/%.o: tests/fuzz/%.c | $(tools_build)/libraries
	$(call tools_say,CC)$(tools_cc) -Itests/fuzz -c -o $@ $<

build/fuzz/bin/%: build/fuzz/lib/fuzz/%.o build/fuzz/lib/fuzz/fuzz.o build/fuzz/libpylock.a | \
  build/fuzz/bin
	$(call tools_say,LINK)$(CXX) $(tests_fuzz_flags) -fsanitize=fuzzer -o $@ $^ \
	  $$(pkg-config --libs $(tools_libraries))

build/fuzz/seeds: tests/fuzz/seeds.py $(wildcard tests/support/*.py)
	$(call tools_say,SEEDS)rm -rf $@ && build/setup/venv/bin/python $< $@

# --- targets -----------------------------------------------------------------

.PHONY: lint lint-c lint-text check test test-quick test-sanitized test-fuzz fuzz fuzz-objects \
  fuzz-programs test-malformed test-failures test-random bench coverage test-mutants
lint: lint-c lint-text
lint-c:
	+@$(tests_make) tools units fuzz-objects tools_build=build/lint-gcc CC=gcc CXX=g++ WERROR=1
	+@$(tests_make) tools units fuzz-objects tools_build=build/lint-clang CC=clang CXX=clang++ \
	  CFLAGS=-O0 CXXFLAGS=-O0 WERROR=1
lint-text:
	@echo clang-format, shellcheck, mandoc, python, rules of our own
	@clang-format --dry-run --Werror $(tests_c)
	@shellcheck -x $(tests_shell)
	@mandoc -T lint -W warning tools/man/*.[17]
	@build/setup/tests/bin/ruff check -q --no-cache --isolated --select F,E9,E501 \
	  --line-length 100 $(tests_python)
	@tests/lint.sh
	@build/setup/venv/bin/python -B tests/lint/rooms.py
	@build/setup/venv/bin/python -B tests/lint/dead.py
	@build/setup/venv/bin/python -B tests/lint/functions.py
	@build/setup/venv/bin/python -B tests/lint/architecture.py
	@build/setup/venv/bin/python -B tests/lint/notes.py

test-quick:
	+@$(tests_make) tools units
	$(tests_prove) $(call tests_units,build) $(tests_quick)

test-sanitized:
	+@$(tests_make) tools units SANITIZE=1
	PYLOCK_BIN=$(CURDIR)/build/sanitized/bin $(tests_prove) $(call tests_units,build/sanitized) \
	  $(filter-out $(tests_long) $(tests_scripts),$(tests_rooms))

# Without optimization a line is a line. What bwrap runs cannot write its counts, and is not
# counted.
tests_coverage_make = $(tests_make) tools_build=build/coverage CFLAGS='-O0 --coverage' \
	CXXFLAGS='-O0 --coverage' LDFLAGS='--coverage $(CURDIR)/build/coverage/gcovdump.o'
coverage:
	@mkdir -p build/coverage && find build/coverage -name '*.gcda' -exec rm -f {} +
	$(CC) -c -o build/coverage/gcovdump.o tests/support/gcovdump.c
	+@$(tests_coverage_make) tools units
	GCOV_ERROR_FILE=/dev/null PYLOCK_BIN=$(CURDIR)/build/coverage/bin $(tests_prove) \
	  $(call tests_units,build/coverage) $(filter-out $(tests_long),$(tests_rooms))
	tests/coverage.sh build/coverage

test-mutants:
	tests/mutants/run.sh $(ROOM)

# The last -e counts.
test-fuzz:
	+@$(tests_fuzz_make) fuzz-programs
	$(tests_prove) -e 'tests/limit.sh tests/fuzz/run.sh test' \
	  $(addprefix build/fuzz/bin/,$(tests_fuzz))

fuzz:
	+@$(tests_fuzz_make) fuzz-programs
	@printf '%s\n' $(addprefix build/fuzz/bin/,$(FUZZ)) | \
	  xargs -n 1 -P $(tests_jobs) tests/fuzz/run.sh $(FUZZ_SECONDS)

fuzz-objects: $(patsubst %,$(tools_build)/lib/fuzz/%.o,fuzz $(tests_fuzz))
fuzz-programs: $(addprefix build/fuzz/bin/,$(tests_fuzz)) build/fuzz/seeds

test-malformed test-failures: tools
	N=$(or $(N),100) SEED=$(or $(SEED),1) $(tests_prove) $(@:test-%=tests/random/%.t)

test: lint test-quick test-sanitized test-fuzz
	N=20 $(tests_prove) tests/random/malformed.t
	$(tests_prove) $(tests_long)
	tests/scenarios.sh $(tests_jobs) tests/world/world.t tests/random/[ef]*.t tests/e2e/*.t

test-random: tools
	N=$(or $(N),200) SEED=$(or $(SEED),1) KILL=$(KILL) REPLAY=$(REPLAY) JOBS=$(or $(JOBS),2) \
	  $(tests_prove) -v tests/random/edits.t

check: lint test-quick

bench: tools
	for bench in tests/bench/*.sh; do $$bench || exit; done
