# SPDX-License-Identifier: MIT
# device.mk: the check of an image on its device.
#
# Reads     build/<target>/image/, build/<target>/plan.json
# Writes    build/<target>/device-check.sh, one file to copy to the device;
#           build/<target>/device.json and device.xml, its result
#
# On the device, that file looks at the board (L4T release, driver, container toolkit and its mode,
# docker's runtimes, free disk space, architecture) and compares it with what the image's labels ask
# for. It has the image import what `make verify RUN=1` imports, on the target's GPU.
#
# User variables
#   those of run.mk
#
# Targets
#   device-check               writes build/<target>/device-check.sh
#   device-result FILE=FILE    takes what that file printed on the device; exit status 1 when a
#                              finding is not declared

# --- configuration -----------------------------------------------------------

_pylock_device_gpu := $(if $(PYLOCK_CUDA_ARCHS),--gpu)

# --- rules -------------------------------------------------------------------
# --- targets -----------------------------------------------------------------

ifneq ($(_pylock_has_plan),)
.PHONY: pylock-device-check pylock-device-result
pylock-device-check: pylock-image
	$(_pylock_quiet)$(_pylock_run_image) $(_pylock_device_gpu) \
	  --payload $(_pylock_build)/device.payload
	@$(call _pylock_say,WRITE,$(_pylock_build)/device-check.sh)
	$(_pylock_quiet)$(_pylock_top)/tools/run/ondevice.sh make \
	  --plan $(_pylock_installed) --image $(_pylock_build)/image $(_pylock_device_gpu) \
	  --payload $(_pylock_build)/device.payload -o $(_pylock_build)/device-check.sh \
	  $(_pylock_image_layers)

pylock-device-result: pylock-image
	$(if $(FILE),,@$(call _pylock_fail,FILE is not set: write `make device-result FILE=<what \
	  device-check.sh printed>`))
	$(_pylock_quiet)$(_pylock_top)/tools/run/ondevice.sh result \
	  --image $(_pylock_build)/image $(call _pylock_verify_pairs,--allow,ALLOW) \
	  --json $(_pylock_build)/device.json --junit $(_pylock_build)/device.xml \
	  $(call _pylock_quote,$(FILE))
endif
