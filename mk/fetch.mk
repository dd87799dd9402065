# SPDX-License-Identifier: MIT
# fetch.mk: the files that the plan names, from the index into the store.
#
# Reads     build/<target>/plan.json, fetch/<n>.json, policy.json
# Writes    the store; build/<target>/wheelhouse/ with links into it
#
# A few rules share the files between them, so that layers can start as soon as the first share has
# arrived. Files that the store has are not fetched. A file that is deleted from the store is not
# fetched again while its layer exists.
#
# User variables
#   PYLOCK_STORE PYLOCK_OFFLINE, and those of index.mk
#
# Targets
#   fetch    every file of the lock, and the wheelhouse that the lock's paths point to

# --- configuration -----------------------------------------------------------
# --- rules -------------------------------------------------------------------

# How long and how often to try any file: as the most patient of the indexes says. It is all that
# the rules of the plan depend on, as Make looks at what each file of a share depends on again for
# each other one: the programs that bring files are built before it.
$(_pylock_build)/policy.args: $(_pylock_build)/policy.json $(call _pylock_tools,fetch locate \
  filelayer sourcearchive)
	$(_pylock_quiet)jq -r \
	  '.indexes | "--timeout", (map(.timeout) | max), "--retries", (map(.retries) | max)' $< \
	  >$@.new && mv -f $@.new $@

# Usage: $(call _pylock_fetch,SHARE) as a recipe of the plan
#   What lockplan wrote of the share, it writes again when that was deleted.
define _pylock_fetch
@[ -e $(_pylock_build)/fetch/$(1).json ] || $(_pylock_lockplan)
$(if $(_pylock_fetched_for),$(call _pylock_share_wanted,$(1)))
$(_pylock_quiet)$(_pylock_with_credentials) \
  $(_pylock_bin)/locate $(_pylock_offline) --policy $(_pylock_build)/policy.json \
  --store $(PYLOCK_STORE) $(call _pylock_share,$(1)) >$(_pylock_build)/fetch/$(1).list
$(_pylock_quiet)$(_pylock_with_credentials) $(_pylock_bin)/fetch $(_pylock_offline) \
  @$(_pylock_build)/policy.args --store $(PYLOCK_STORE) $(_pylock_build)/fetch/$(1).list
endef

# Usage: $(call _pylock_source,PACKAGE) as a recipe of the plan
#   A file that is made of what a direct reference of the lock means.
define _pylock_source
@$(call _pylock_say,SOURCE,$(1))
$(_pylock_quiet)$(_pylock_bin)/sourcearchive --tools $(_pylock_top)/build \
  --store $(PYLOCK_STORE) $(_pylock_offline) --plan $(_pylock_build)/plan.json $(1)
endef

ifneq ($(_pylock_has_plan),)
$(_pylock_build)/wheelhouse.done: $(_pylock_build)/plan.json $(_pylock_plan_blobs) \
  $(call _pylock_tools,fetch)
	@$(call _pylock_say,LINK,$(_pylock_build)/wheelhouse)
	$(_pylock_quiet)rm -rf $(_pylock_build)/wheelhouse && mkdir -p $(_pylock_build)/wheelhouse
	$(_pylock_quiet)jq -r '.packages[].file | "\(.sha256) \(.size // "-") \(.filename) none:"' \
	  $(_pylock_build)/plan.json \
	  | $(_pylock_bin)/fetch --quiet --store $(PYLOCK_STORE) \
	  --link $(_pylock_build)/wheelhouse -
	@touch $@

# --- targets -----------------------------------------------------------------

.PHONY: pylock-fetch
pylock-fetch: $(_pylock_build)/wheelhouse.done $(_pylock_plan_blobs)
endif
