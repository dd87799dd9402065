# SPDX-License-Identifier: MIT
# index.mk: which index each package comes from, and which of its files is meant.
#
# Reads     build/setup/index, when PYLOCK_INDEX_URL is not set
# Writes    build/<target>/policy.json, which resolve, fetch and wheels read;
#           build/<target>/policy.rules, the same without addresses, for the lock
#
# Each package comes from exactly one index, no matter who asks for it: the requirements, another
# package, or a build. If that index does not have it, that is an error; no other index is asked. If
# a release has several files that are not the same thing, PYLOCK_PREFER says which one is meant, or
# resolve stops. A changed rule makes the lock stale; a changed address, perhaps a mirror's, does
# not.
#
# User variables
#   PYLOCK_INDEXES PYLOCK_INDEX_URL[.<index>] PYLOCK_MIRRORS[.<index>]
#   PYLOCK_INDEX_TIMEOUT[.<index>] PYLOCK_INDEX_RETRIES[.<index>] PYLOCK_INDEX.<package or glob>
#   PYLOCK_PREFER.<package or glob> PYLOCK_KEYRING and, from the environment,
#   PYLOCK_INDEX_<INDEX>_USERNAME and PYLOCK_INDEX_<INDEX>_PASSWORD

# --- configuration -----------------------------------------------------------

_pylock_indexes        := $(or $(strip $(call _pylock_variable,INDEXES)),default)
_pylock_index_members  := $(call _pylock_members,INDEX)
_pylock_prefer_members := $(call _pylock_members,PREFER)

# Usage: $(call _pylock_of_index,WHAT,INDEX)
#   PYLOCK_<WHAT>.<INDEX>, else, for the default index, PYLOCK_<WHAT>.
_pylock_of_index = $(strip $(or $(call _pylock_variable,$(1).$(2)),$(if \
  $(filter default,$(2)),$(call _pylock_variable,$(1)))))

# Usage: $(eval $(call _pylock_check_index,INDEX))
define _pylock_check_index
ifneq ($(if $(filter default,$(1)),-,$(call _pylock_of_index,INDEX_URL,$(1))),)
else
$$(error pylock.mk: index '$(1)' of PYLOCK_INDEXES has no address: write `PYLOCK_INDEX_URL.$(1) := \
  https://…`)
endif
ifneq ($(strip $(foreach url,$(call _pylock_of_index,INDEX_URL,$(1)),$(call \
  _pylock_secret_in,$(url)))),)
$$(error pylock.mk: PYLOCK_INDEX_URL$(if $(filter default,$(1)),,.$(1)) holds credentials: put \
  them into ~/.netrc, a keyring (PYLOCK_KEYRING := yes) or the environment \
  (PYLOCK_INDEX_<INDEX>_USERNAME and _PASSWORD))
endif
ifneq ($(strip $(foreach url,$(call _pylock_of_index,MIRRORS,$(1)),$(call \
  _pylock_secret_in,$(url)))),)
$$(error pylock.mk: PYLOCK_MIRRORS$(if $(filter default,$(1)),,.$(1)) holds credentials: put them \
  into ~/.netrc)
endif
endef

ifeq ($(filter default,$(_pylock_indexes)),)
$(error pylock.mk: PYLOCK_INDEXES is '$(_pylock_indexes)': `default` is missing, the index of \
  packages that PYLOCK_INDEX.<package> does not name)
endif
$(foreach index,$(_pylock_indexes),$(eval $(call _pylock_check_index,$(index))))

_pylock_strays := $(strip $(foreach what,INDEX_URL MIRRORS INDEX_TIMEOUT \
  INDEX_RETRIES,$(foreach index,\
  $(filter-out default $(_pylock_indexes),$(call \
  _pylock_members,$(what))),PYLOCK_$(what).$(index))))
ifneq ($(_pylock_strays),)
$(error pylock.mk: $(firstword $(_pylock_strays)): PYLOCK_INDEXES has no such index; \
  it has $(_pylock_indexes))
endif
_pylock_strays := $(strip $(foreach name,$(_pylock_index_members),$(if \
  $(filter $(call _pylock_variable,INDEX.$(name)),$(_pylock_indexes)),,$(name))))
ifneq ($(_pylock_strays),)
$(error pylock.mk: PYLOCK_INDEX.$(firstword $(_pylock_strays)) is \
  '$(call _pylock_variable,INDEX.$(firstword $(_pylock_strays)))': \
  PYLOCK_INDEXES has $(_pylock_indexes))
endif

# When there are no rules, all names come from one index, and no file is preferred: then the
# resolver asks that index itself.
_pylock_rules := $(strip $(_pylock_index_members) $(_pylock_prefer_members))

# Goes before a command that asks an index; nothing, unless there are credentials in addition to
# those of netrc.
_pylock_with_credentials = $(if $(call _pylock_yes,KEYRING)$(filter \
  PYLOCK_INDEX_%_PASSWORD,$(.VARIABLES)),$(_pylock_bin)/credentials \
  --policy $(_pylock_build)/policy.json \
  $(if $(call _pylock_yes,KEYRING),--keyring) --)

# --- rules -------------------------------------------------------------------

_pylock_rule_words = $(foreach name,$(_pylock_index_members),'package:$(name)=$(call \
  _pylock_variable,INDEX.$(name))') \
  $(foreach name,$(_pylock_prefer_members),'prefer:$(name)=$(strip \
  $(call _pylock_variable,PREFER.$(name)))')
_pylock_index_words = $(foreach index,$(_pylock_indexes),$(foreach what,url=INDEX_URL \
  mirrors=MIRRORS,\
  'index:$(index):$(firstword $(subst =, ,$(what)))=$(call _pylock_of_index,$(lastword \
  $(subst =, ,$(what))),$(index))') \
  $(foreach what,timeout=INDEX_TIMEOUT retries=INDEX_RETRIES,\
  'index:$(index):$(firstword $(subst =, ,$(what)))=$(or $(call _pylock_of_index,$(lastword \
  $(subst =, ,$(what))),$(index)),$(call _pylock_variable,$(lastword $(subst =, ,$(what)))))'))
$(eval $(call _pylock_note,$(_pylock_build)/rules.note,_pylock_rule_words))
$(eval $(call _pylock_note,$(_pylock_build)/policy.note,_pylock_index_words))

$(_pylock_build)/policy.rules: $(_pylock_build)/rules.note $(call _pylock_tools)
	$(_pylock_quiet)jq -cnSf $(_pylock_mk)/jq/policy.jq --arg default '' \
	  --args $(_pylock_rule_words) >$@.new && mv -f $@.new $@

_pylock_default_index := $(_pylock_top)/build/setup/index
$(eval $(call _pylock_input,index,_pylock_default_index))

# If no default index is named, it is the one that `make setup` found.
$(_pylock_build)/policy.json: $(_pylock_build)/policy.note $(_pylock_build)/rules.note \
  $(call _pylock_stamp,index) $(call _pylock_tools,credentials)
	$(_pylock_quiet)url=$(call _pylock_quote,$(call _pylock_of_index,INDEX_URL,default)); \
	[ -n "$$url" ] || url=$$(cat $(_pylock_default_index)) || \
	  $(call _pylock_fail,the package index is not known; run `make setup` or set \
	  PYLOCK_INDEX_URL); \
	jq -cnSf $(_pylock_mk)/jq/policy.jq --arg default "$$url" --args $(_pylock_index_words) \
	$(_pylock_rule_words) >$@.new && mv -f $@.new $@
