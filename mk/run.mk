# SPDX-License-Identifier: MIT
# run.mk: evidence from running the image: `make verify RUN=1`.
#
# Reads     build/<target>/image/, build/<target>/plan.json, PYLOCK_SMOKE
# Writes    build/<target>/run.json (the result), build/<target>/run.xml (the same as JUnit XML)
#
# The image's own Python imports every critical package and compares its version with the lock. Then
# it imports the other modules of every distribution, each in a process of its own, and runs the
# smoke tests. All of that happens inside the image, without network: unpacked, in bubblewrap, or by
# docker; under qemu-user for another architecture. Nothing of it runs on this machine itself.
#
# User variables
#   PYLOCK_SMOKE PYLOCK_IMPORT_SKIP.<name> PYLOCK_IMPORT_TIMEOUT PYLOCK_RUNNER PYLOCK_GPU_HERE
#   PYLOCK_CRITICAL PYLOCK_ALLOW.<package>

# --- configuration -----------------------------------------------------------

_pylock_run_asked := $(call _pylock_asked,RUN)
_pylock_runner    := $(call _pylock_variable,RUNNER)
_pylock_smoke     := $(call _pylock_variable,SMOKE)

ifneq ($(filter-out bubblewrap docker,$(_pylock_runner)),)
$(error pylock.mk: PYLOCK_RUNNER is '$(_pylock_runner)': write `bubblewrap` or `docker`)
endif
_pylock_missing_smoke := $(filter-out $(wildcard $(_pylock_smoke)),$(_pylock_smoke))
ifneq ($(_pylock_missing_smoke),)
$(error pylock.mk: PYLOCK_SMOKE: $(firstword $(_pylock_missing_smoke)) is not there)
endif

# --- rules -------------------------------------------------------------------

# What to import and run, here or on the device.
_pylock_run_image = $(_pylock_venv_python) $(_pylock_top)/tools/run/runimage.py \
  --plan $(_pylock_installed) --image $(_pylock_build)/image --work $(_pylock_build)/run \
  $(foreach name,$(call _pylock_variable,CRITICAL),--critical $(name)) \
  $(call _pylock_verify_pairs,--skip,IMPORT_SKIP) $(call _pylock_verify_pairs,--allow,ALLOW) \
  $(_pylock_smoke:%=--smoke %) \
  --timeout $(PYLOCK_IMPORT_TIMEOUT)

# Usage: $(_pylock_verify_run) last in the recipe of verify, whose findings count when it has run
_pylock_verify_run = $(if $(_pylock_run_asked),$(_pylock_quiet)$(_pylock_run_image) \
  $(if $(findstring s,$(_pylock_options)),--quiet) \
  $(if $(filter docker,$(_pylock_runner)),--docker $(PYLOCK_NAME):$(_pylock_tag)) \
  $(if $(call _pylock_yes,GPU_HERE),--gpu) \
  $(foreach name,$(PACKAGE),--select $(name)) --json $(_pylock_build)/run.json \
  --junit $(_pylock_build)/run.xml && jq -e '.errors == 0' $< >/dev/null)

# --- targets -----------------------------------------------------------------

ifneq ($(_pylock_has_plan),)
pylock-verify: $(if $(_pylock_run_asked),pylock-image \
  $(if $(filter docker,$(_pylock_runner)),pylock-load))
endif
