# SPDX-License-Identifier: MIT
# target.mk: what $(TARGET) is, from its preset.
#
# Reads     targets/<target>.mk of the project, else of the framework
# Writes    build/<target>/target.json
#
# A preset sets PYLOCK_ARCH, PYLOCK_GLIBC or PYLOCK_MUSL, PYLOCK_BASE_PYTHON and what its base is
# made of; see `make help topic=variables` and the files in mk/targets/.

# --- configuration -----------------------------------------------------------

_pylock_preset := $(firstword $(wildcard targets/$(TARGET).mk $(_pylock_mk)/targets/$(TARGET).mk))
_pylock_presets = $(sort $(notdir $(basename $(wildcard targets/*.mk $(_pylock_mk)/targets/*.mk))))

# Usage: $(call _pylock_nearest,NAMES)
#   Those of NAMES that have the most words in common with $(TARGET); all when none has any.
_pylock_common  = $(words $(filter $(subst -, ,$(TARGET)),$(subst -, ,$(1))))
_pylock_most    = $(lastword $(sort $(foreach name,$(1),$(call _pylock_common,$(name)))))
_pylock_nearest = $(strip $(foreach name,$(1),$(if $(filter $(call _pylock_most,$(1)),$(call \
  _pylock_common,$(name))),$(name))))

ifeq ($(_pylock_preset),)
$(error pylock.mk: target '$(TARGET)' has no preset; the nearest: \
  $(call _pylock_nearest,$(_pylock_presets)). \
  A project's own is a file targets/$(TARGET).mk)
endif
include $(_pylock_preset)

# A preset of the project's own is checked as its Makefile is.
ifneq ($(filter-out $(_pylock_mk)/%,$(_pylock_preset)),)
$(foreach name,$(filter-out $(_pylock_given),$(filter PYLOCK_%,$(.VARIABLES))),$(call \
  _pylock_check,$(name)))
endif

_pylock_build := build/$(TARGET)
_pylock_blobs := $(PYLOCK_STORE)/sha256

_pylock_layer_max := $(call _pylock_variable,LAYER_MAX)

# The minor version: 3.11 of 3.11.2
_pylock_minor         = $(subst $(_pylock_blank),.,$(wordlist 1,2,$(subst ., ,$(1))))
_pylock_python       := $(call _pylock_minor,$(or \
  $(call _pylock_variable,PYTHON),$(PYLOCK_BASE_PYTHON)))
_pylock_oci.aarch64  := arm64
_pylock_oci.x86_64   := amd64
_pylock_oci_arch     := $(or $(_pylock_oci.$(PYLOCK_ARCH)),$(PYLOCK_ARCH))
_pylock_oci_platform := linux/$(_pylock_oci_arch)
_pylock_platforms    := $(subst $(_pylock_blank),$(_pylock_comma),$(strip $(PYLOCK_PLATFORMS)))
_pylock_site         := $(PYLOCK_PREFIX)/lib/python$(_pylock_python)/site-packages

# A Python for which a board's index has no wheels is refused.
ifneq ($(PYLOCK_PYTHONS),)
ifeq ($(filter $(PYLOCK_PYTHONS),$(_pylock_python)),)
_pylock_has_python = $(filter-out $(TARGET),$(foreach name,$(_pylock_presets),\
  $(if $(filter $(_pylock_python),$(file <$(_pylock_mk)/targets/$(name).mk)),$(name))))
$(error pylock.mk: $(TARGET) is for Python $(PYLOCK_PYTHONS) only: for $(_pylock_python) the \
  nearest is \
  $(or $(if $(filter-out 0,$(call _pylock_most,$(_pylock_has_python))),$(call \
  _pylock_nearest,$(_pylock_has_python))),none))
endif
endif

define _pylock_check_preset
ifeq ($$(strip $$($(1))),)
$$(error pylock.mk: $$(_pylock_preset) does not set $(1))
endif
endef
$(foreach name,PYLOCK_ARCH PYLOCK_BASE_PYTHON,$(eval $(call _pylock_check_preset,$(name))))
ifeq ($(PYLOCK_GLIBC)$(PYLOCK_MUSL),)
$(error pylock.mk: $(_pylock_preset) sets neither PYLOCK_GLIBC nor PYLOCK_MUSL)
endif
ifeq ($(_pylock_python),none)
$(error pylock.mk: the base of $(TARGET) brings no Python: set PYLOCK_PYTHON to a full version \
  such as 3.12.11, and PYLOCK_PYTHON_FROM to \
  a standalone build of it, <address>\#sha256=<hex>; or take a PYLOCK_BASE that has one)
endif
# The base's interpreter, or a standalone one; never another minor version.
_pylock_python_full := $(PYLOCK_BASE_PYTHON)
_pylock_standalone  :=
ifneq ($(_pylock_python),$(call _pylock_minor,$(PYLOCK_BASE_PYTHON)))
ifeq ($(call _pylock_variable,PYTHON_FROM),)
$(error pylock.mk: PYLOCK_PYTHON is '$(_pylock_python)', but the base of $(TARGET) brings Python \
  $(PYLOCK_BASE_PYTHON): give a standalone \
  build by PYLOCK_PYTHON_FROM := <address>\#sha256=<hex>, or take a target that has \
  $(_pylock_python), or a PYLOCK_BASE, with PYLOCK_BASE_PYTHON@$(TARGET))
endif
_pylock_python_full := $(call _pylock_variable,PYTHON)
_pylock_standalone  := yes
endif

# Which packages have .pyc files: `*` is all.
_pylock_pyc_packages := $(if $(call _pylock_yes,PYC),*,$(if $(filter-out \
  $(_pylock_no_words),$(call _pylock_lower_yes_no,$(call _pylock_variable,PYC))),$(sort \
  $(call _pylock_variable,PYC))))
ifneq ($(and $(filter $(_pylock_yes_words),$(_pylock_pyc_packages)),$(filter-out \
  $(_pylock_yes_words),$(_pylock_pyc_packages))),)
$(error pylock.mk: PYLOCK_PYC is '$(call _pylock_variable,PYC)': write `yes`, or names of packages)
endif
ifneq ($(and $(_pylock_pyc_packages),$(filter-out 3,$(words $(subst ., ,$(_pylock_python_full))))),)
$(error pylock.mk: PYLOCK_PYC needs the full version of the Python of $(TARGET), not \
  '$(_pylock_python_full)': write PYLOCK_BASE_PYTHON@$(TARGET) := $(_pylock_python).<n>)
endif

# The wheels that are taken although something about them could mislead, by their SHA-256.
_pylock_allowed := $(call _pylock_members,ALLOW_WHEEL)

# Usage: $(call _pylock_spread,TEXT,DIGITS)
#   TEXT with each of the DIGITS in it replaced by a word x.
_pylock_spread = $(if $(2),$(call _pylock_spread,$(subst $(firstword $(2)),x ,$(1)),$(wordlist \
  2,$(words $(2)),$(2))),$(1))
_pylock_hex_digits := 0 1 2 3 4 5 6 7 8 9 a b c d e f A B C D E F

define _pylock_check_allowed
ifneq ($(words $(filter x,$(call _pylock_spread,$(1),$(_pylock_hex_digits))))$(filter-out \
  x,$(call _pylock_spread,$(1),$(_pylock_hex_digits))),64)
$$(error pylock.mk: PYLOCK_ALLOW_WHEEL.$(1): '$(1)' is not the SHA-256 of a wheel: 64 hexadecimal \
  digits are wanted)
endif
ifeq ($$(strip $$(call _pylock_variable,ALLOW_WHEEL.$(1))),)
$$(error pylock.mk: PYLOCK_ALLOW_WHEEL.$(1) is empty: write the reason why the wheel is taken)
endif
endef
$(foreach sha256,$(_pylock_allowed),$(eval $(call _pylock_check_allowed,$(sha256))))

# --- rules -------------------------------------------------------------------

# Raise this when the same inputs give plans, layers or records of another form: what is in build/
# is then made again.
_pylock_format := format=2

_pylock_target_words = $(_pylock_format) name=$(TARGET) arch=$(PYLOCK_ARCH) \
  $(if $(PYLOCK_GLIBC),glibc=$(PYLOCK_GLIBC),musl=$(PYLOCK_MUSL)) \
  $(_pylock_platforms:%=platforms=%) python=$(_pylock_python) pythonFull=$(_pylock_python_full) \
  prefix=$(PYLOCK_PREFIX) site=$(_pylock_site) layerSplit=$(PYLOCK_LAYER_SPLIT) \
  $(_pylock_layer_max:%=layerMax=%) \
  exclude=$(subst $(_pylock_blank),$(_pylock_comma),$(sort $(call _pylock_variable,EXCLUDE)))$(if \
  $(_pylock_pyc_packages), pyc=$(subst $(_pylock_blank),$(_pylock_comma),$(_pylock_pyc_packages))) \
  $(if $(_pylock_allowed),allowWheel=$(subst \
  $(_pylock_blank),$(_pylock_comma),$(_pylock_allowed))) $(_pylock_owner_words:%=owner=%)
$(eval $(call _pylock_note,$(_pylock_build)/target.note,_pylock_target_words))

$(_pylock_build)/target.json: $(_pylock_build)/target.note $(call _pylock_tools)
	$(_pylock_quiet)jq -cnSf $(_pylock_mk)/jq/target.jq \
	  --args $(call _pylock_quote_words,$(_pylock_target_words)) >$@.new && mv -f $@.new $@
