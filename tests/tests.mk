# tests.mk: lint, the tests, the benchmarks.
#
# Targets
#   lint          gcc and clang with -Werror, clang-format, shellcheck, mandoc, the makefiles
#   test-quick    unit, tool and fragment tests with made-up input; no network
#   test          these once more with the sanitizers, and the scenarios in tests/e2e on real packages
#   check         lint and test-quick
#   bench         side by side with other tools; the figures of the README

# --- configuration -----------------------------------------------------------

tests_c      := $(wildcard tools/*.c tools/lib/*.c tools/lib/*.h tools/lib/*.cc tests/unit/*.c tests/unit/*.h)
tests_shell  := $(wildcard tools/*.sh tools/lib/*.sh tools/setup/*.sh tests/*.sh tests/*/*.sh tests/*/*.t .ci/run)
tests_python := $(wildcard tools/*.py tools/lib/*.py tests/*/*.py)
tests_jobs   ?= 2

# --- rules -------------------------------------------------------------------

tests_quick := $(wildcard tests/tools/*.t tests/mk/*.t)
tests_units  = $(addprefix $(1)/unit/,$(tools_units))
tests_make   = $(MAKE) --no-print-directory $(if $(filter -j%,$(MAKEFLAGS)),,-j$(tests_jobs))
tests_prove  = prove --timer -e tests/limit.sh -j$(tests_jobs)

# --- targets -----------------------------------------------------------------

.PHONY: lint lint-c lint-text check test test-quick test-sanitized bench
lint: lint-c lint-text
lint-c:
	+@$(tests_make) tools units tools_build=build/lint-gcc CC=gcc CXX=g++ WERROR=1
	+@$(tests_make) tools units tools_build=build/lint-clang CC=clang CXX=clang++ WERROR=1
lint-text:
	@echo clang-format, shellcheck, mandoc, python, rules of our own
	@clang-format --dry-run --Werror $(tests_c)
	@shellcheck -x $(tests_shell)
	@mandoc -T lint -W warning tools/man/*.1
	@for file in $(tests_python); do build/setup/venv/bin/python -c 'import ast, sys; ast.parse(open(sys.argv[1]).read())' $$file || exit; done
	@tests/lint.sh

test-quick:
	+@$(tests_make) tools units
	$(tests_prove) $(call tests_units,build) $(tests_quick)

test-sanitized:
	+@$(tests_make) tools units SANITIZE=1
	PYLOCK_BIN=$(CURDIR)/build/sanitized/bin $(tests_prove) $(call tests_units,build/sanitized) $(wildcard tests/tools/*.t)

test: lint test-quick test-sanitized
	$(tests_prove) -j1 $(wildcard tests/e2e/*.t)

check: lint test-quick

bench: tools
	for bench in tests/bench/*.sh; do $$bench || exit; done
