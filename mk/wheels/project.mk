# SPDX-License-Identifier: MIT
# project.mk: the project's own packages: a wheel and a layer of each directory in PYLOCK_PROJECT.
#
# Reads     those directories, but for what never belongs into an image and what their .dockerignore
#           leaves out; built.<target>.lock
# Writes    build/<target>/project/<n>/ (archive, wheel, layer), built.<target>.lock (commit it),
#           build/<target>/installed.json: plan.json with these packages
#
# They are in no lock, but in the image and in all that is said of it. What a build requires is
# locked by hash as for an sdist; the wheel is not, as it changes with the project.
#
# User variables
#   PYLOCK_PROJECT, and those of wheels.mk by the package's name

# --- configuration -----------------------------------------------------------

_pylock_installed := $(_pylock_build)/installed.json

# What the framework writes beside the project does not count as a part of it.
_pylock_project_exclude := pylock.*.toml requirements.lock.*.txt built.*.lock base.*.lock build \
  dist **/*.egg-info

# --- rules -------------------------------------------------------------------

_pylock_project_counted :=
_pylock_project_numbers := $(foreach project,$(_pylock_projects),$(eval \
  _pylock_project_counted += x)$(words $(_pylock_project_counted)))
_pylock_project_layers  := $(_pylock_project_numbers:%=$(_pylock_build)/project/%/layer.json)
_pylock_package_layers   = $(_pylock_plan_layers) $(_pylock_project_layers)

_pylock_project_of = --of $(1) $(2) $(call _pylock_quote,$(3))
_pylock_project_declared = \
  $(foreach name,$(call _pylock_members,BUILDER),$(call \
  _pylock_project_of,$(name),builder,$(call _pylock_variable,BUILDER.$(name)))) \
  $(foreach name,$(call _pylock_members,BUILD_ENV),$(foreach word,$(call \
  _pylock_variable,BUILD_ENV.$(name)),$(call _pylock_project_of,$(name),env,$(word)))) \
  $(foreach name,$(call _pylock_members,BUILD_APT),$(foreach word,$(call \
  _pylock_variable,BUILD_APT.$(name)),$(call _pylock_project_of,$(name),apt,$(word)))) \
  $(foreach name,$(call _pylock_members,BUILD_REQUIRES),$(foreach word,$(call \
  _pylock_variable,BUILD_REQUIRES.$(name)),$(call _pylock_project_of,$(name),require,$(word))))
# Without a project, nothing: what is said of the builds of others changes no image.
_pylock_project_note = $(if $(_pylock_projects),$(_pylock_projects) \
  $(_pylock_project_declared) $(call _pylock_variable,BUILD_CONSTRAINTS))
_pylock_project_excluding = $(foreach pattern,$(_pylock_project_exclude),--exclude $(call \
  _pylock_quote,$(pattern)))

$(eval $(call _pylock_note,$(_pylock_build)/project.note,_pylock_project_note))

$(_pylock_installed): $(_pylock_build)/plan.json \
  $(_pylock_project_numbers:%=$(_pylock_build)/project/%/package.json) \
  $(_pylock_build)/project.note $(call _pylock_tools)
	$(_pylock_quiet)jq -cs '.[1:] as $$own | .[0] | .packages |= (. + $$own | sort_by(.name))' \
	  $(filter %.json,$^) >$@.new && mv -f $@.new $@

ifneq ($(_pylock_has_plan),)
$(eval $(call _pylock_input,project,,,_pylock_projects,_pylock_project_exclude))

# Usage: $(eval $(call _pylock_project,DIRECTORY,build/<target>/project/<n>))
define _pylock_project
$(2)/source.checked: $(call _pylock_stamp,project) $(_pylock_build)/project.note \
  $(call _pylock_lost,$(2)/source.json) $(call _pylock_tools,filelayer)
	@mkdir -p $$(@D)
	$$(_pylock_quiet)$$(_pylock_bin)/filelayer --store $$(PYLOCK_STORE) \
	  --variable PYLOCK_PROJECT --copy $$(call _pylock_quote,$(1):/source) \
	  $$(_pylock_project_excluding) \
	  >$(2)/source.json.new
	@$$(call _pylock_update,$(2)/source.json) && touch $$@
$(2)/source.json: $(call _pylock_after,$(2)/source.checked) ;

$(2)/wheel.checked: $(2)/source.json $(call _pylock_stamp,built) $(_pylock_build)/target.json \
  $(_pylock_build)/project.note $(call _pylock_lost,$(2)/wheel.args $(2)/package.json) \
  $(call _pylock_tools,buildadvice builtwheel confine elfcheck fetch indexpage layer storeresult \
  wheeltags) \
  $(_pylock_build)/policy.json
	@$$(call _pylock_say,WHEEL,$(1))
	$$(_pylock_quiet)$$(_pylock_with_credentials) $$(_pylock_venv_python) \
	  $$(_pylock_top)/tools/wheels/projectwheel.py $$(_pylock_build_options) \
	  --work $(_pylock_build)/built/.project.$(notdir $(2)) $$(_pylock_project_declared) \
	  --package $(2)/package.json.new \
	  $$(call _pylock_quote,$(1)) $$$$(jq -r '.digest[7:] | \
	  "$$(PYLOCK_STORE)/sha256/\(.[:2])/\(.)"' $(2)/source.json) >$(2)/wheel.args.new
	@$$(call _pylock_update,$(2)/wheel.args)
	@$$(call _pylock_update,$(2)/package.json)
	@flock $(_pylock_build)/built $$(call _pylock_stamp_settled,built) && touch $$@
$(2)/wheel.args $(2)/package.json: $(call _pylock_after,$(2)/wheel.checked) ;

$(2)/layer.json: $(2)/wheel.args $(2)/package.json $(_pylock_build)/target.note \
  $(call _pylock_tools,layer)
	@$$(call _pylock_say,LAYER,$(1))
	$$(_pylock_quiet)$$(_pylock_bin)/layer --store $$(PYLOCK_STORE) --recall \
	  --python $$(_pylock_python) --prefix $$(PYLOCK_PREFIX) --site $$(_pylock_site) \
	  $$(_pylock_owner_options) @$$< >$$@.new && mv -f $$@.new $$@
endef
$(foreach number,$(_pylock_project_numbers),$(eval $(call _pylock_project,$(word \
  $(number),$(_pylock_projects)),$(_pylock_build)/project/$(number))))

# --- targets -----------------------------------------------------------------

pylock-wheels: $(_pylock_project_numbers:%=$(_pylock_build)/project/%/wheel.checked)
pylock-layers: $(_pylock_project_layers)
endif
