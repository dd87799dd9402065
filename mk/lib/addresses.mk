# SPDX-License-Identifier: MIT
# addresses.mk: no variable has a user or a password in an address; each kind of address has a place
# for them.

# --- configuration -----------------------------------------------------------

# Where they go, of each variable that has addresses. Those of indexes: fetch/index.mk.
_pylock_secrets_of.APT_MIRRORS       := /etc/apt/auth.conf
_pylock_secrets_of.APT_SOURCES       := /etc/apt/auth.conf
_pylock_secrets_of.BASE              := skopeo's own (skopeo login)
_pylock_secrets_of.BASE_IMAGE        := skopeo's own (skopeo login)
_pylock_secrets_of.BUILD_CONSTRAINTS := ~/.netrc
_pylock_secrets_of.BUILD_REQUIRES    := ~/.netrc
_pylock_secrets_of.PYTHON_FROM       := ~/.netrc
_pylock_secrets_of.WHEEL_HOST        := ~/.docker

# --- rules -------------------------------------------------------------------

# Usage: $(call _pylock_secret_in,ADDRESS)
#   Not empty if the word ADDRESS has a user or password; that of ssh may have a user. A digest
#   stands behind an @, too.
_pylock_secret_in = $(call _pylock_secret_at,$(1),$(if $(findstring ://,$(1)),$(word \
  2,$(subst /, ,$(1))),$(if $(findstring :,$(firstword $(subst @, ,$(1)))),$(firstword \
  $(subst /, ,$(1))))))
_pylock_secret_at = $(if $(findstring @,$(subst @sha256:,,$(2))),$(if $(and \
  $(filter ssh://% git+ssh://%,$(1)),$(if $(findstring :,$(firstword $(subst \
  @, ,$(2)))),,yes)),,$(2)))

# Usage: $(call _pylock_without_secrets,TEXT)
#   TEXT, to be shown; instead of an address with a password it says that there is one.
_pylock_without_secrets = $(if $(findstring @,$(1)),$(foreach word,$(1),$(if $(call \
  _pylock_secret_in,$(word)),(an address with credentials),$(word))),$(1))

# Usage: $(call _pylock_check_secret,NAME)
#   Stops when a word of the variable NAME, or a part of one between bars, has one.
_pylock_check_secret = $(call _pylock_check_secrets,$(1),$(_pylock_secrets_of.$(firstword \
  $(subst @, ,$(subst ., ,$(1:PYLOCK_%=%))))))
_pylock_check_secrets = $(if $(and $(2),$(strip $(foreach word,$(subst |, ,$($(1))),$(call \
  _pylock_secret_in,$(word))))),$(call _pylock_refuse,$(1), holds credentials: write it without \
  them$(_pylock_comma) and put them into $(2)))

# --- targets -----------------------------------------------------------------
