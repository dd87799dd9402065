# SPDX-License-Identifier: MIT
# sbom.mk: what the image is made of, for programs that look for vulnerabilities and licences.
#
# Reads     build/<target>/image/, build/<target>/plan.json, layers/*.json, the base's facts and
#           lock
# Writes    build/<target>/sbom.cdx.json (CycloneDX 1.6), build/<target>/sbom.spdx.json (SPDX 2.3)
#
# Both documents name every Python package, and every Debian package of a base made from locked
# ones, with version, package URL and SHA-256, and which Python package needs which. They describe
# one image: the same image gives the same bytes.
#
# Targets
#   sbom    what is in the image as CycloneDX and SPDX documents

# --- configuration -----------------------------------------------------------
# --- rules -------------------------------------------------------------------

ifneq ($(_pylock_has_plan),)
_pylock_sbom_lock := $(if $(filter debian,$(_pylock_base_is)),$(_pylock_build)/base.lock)

$(_pylock_build)/sbom.cdx.json: $(_pylock_build)/image/index.json $(_pylock_sbom_lock) \
  $(call _pylock_tools,documents)
	@$(call _pylock_say,SBOM,$(TARGET))
	$(_pylock_quiet)$(_pylock_top)/tools/report/sbom.sh --name $(PYLOCK_NAME) \
	  --plan $(_pylock_installed) \
	  --image $(_pylock_build)/image --facts $(_pylock_build)/base.facts.json \
	  $(_pylock_sbom_lock:%=--base-lock %) \
	  --spdx $(_pylock_build)/sbom.spdx.json --cyclonedx $@ $(_pylock_package_layers)

# --- targets -----------------------------------------------------------------

.PHONY: pylock-sbom
pylock-sbom: $(_pylock_build)/sbom.cdx.json
endif
