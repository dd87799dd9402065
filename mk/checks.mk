# checks.mk: variables that are wrong or missing stop everything at once, with a line that says what to write.
#
# Reads     every public variable, the files of defaults/ for their names
# Sets      TARGET, when the command line does not

# --- configuration -----------------------------------------------------------

_pylock_known := $(sort $(foreach name,$(filter _pylock_kind.%,$(.VARIABLES)),PYLOCK_$(word 2,$(subst ., ,$(name)))))
_pylock_wrong := $(strip $(foreach name,$(filter PYLOCK_%,$(.VARIABLES)),\
  $(if $(filter environment,$(origin $(name))),,\
    $(if $(filter $(firstword $(subst @, ,$(subst ., ,$(name)))),$(_pylock_known)),,$(name)))))
ifneq ($(_pylock_wrong),)
$(error pylock.mk: $(firstword $(_pylock_wrong)) is not a variable of pylock.mk: see `make help topic=variables`)
endif
ifeq ($(strip $(PYLOCK_NAME)),)
$(error pylock.mk: PYLOCK_NAME is not set: write `PYLOCK_NAME := <name>` above the include)
endif
ifneq ($(words $(PYLOCK_NAME)),1)
$(error pylock.mk: PYLOCK_NAME is '$(PYLOCK_NAME)': one word is wanted)
endif
ifeq ($(strip $(PYLOCK_TARGETS)),)
$(error pylock.mk: PYLOCK_TARGETS is not set: write `PYLOCK_TARGETS := debian12-arm64` above the include; presets: \
  $(sort $(notdir $(basename $(wildcard $(_pylock_mk)/targets/*.mk)))))
endif
ifneq ($(words x$(PYLOCK_STORE)x),1)
$(error pylock.mk: PYLOCK_STORE is '$(PYLOCK_STORE)': a path without blanks is wanted)
endif
ifneq ($(filter-out static run,$(PYLOCK_BASE_CONFIGURE)),)
$(error pylock.mk: PYLOCK_BASE_CONFIGURE is '$(PYLOCK_BASE_CONFIGURE)': write `static` or `run`)
endif

_pylock_wrong := $(strip $(foreach name,$(filter _pylock_kind.%,$(.VARIABLES)),$(if $(filter yes-no,$($(name))),\
  $(foreach name,$(patsubst _pylock_kind.%,PYLOCK_%,$(name)),$(if $(filter-out $(_pylock_yes_words) $(_pylock_no_words),$(call _pylock_small,$($(name)))),$(name))))))
ifneq ($(_pylock_wrong),)
$(error pylock.mk: $(firstword $(_pylock_wrong)) is '$($(firstword $(_pylock_wrong)))': write `yes` or `no`)
endif

# TARGET counts on the command line only.
ifneq ($(origin TARGET),command line)
TARGET := $(firstword $(PYLOCK_TARGETS))
endif
ifeq ($(filter all $(PYLOCK_TARGETS),$(TARGET)),)
$(error pylock.mk: TARGET is '$(TARGET)': PYLOCK_TARGETS has $(PYLOCK_TARGETS))
endif

# --- rules -------------------------------------------------------------------
# --- targets -----------------------------------------------------------------
