# SPDX-License-Identifier: MIT
# config.mk: the image's configuration: what runs in it, for whom, and with which environment.
#
# Reads     the project's variables, build/<target>/base.facts.json (what the base says),
#           build/<target>/plan.json
# Writes    build/<target>/config.values.json (the variables, checked), build/<target>/config.json
#           (the configuration)
#
# What the base says stays in force, as after FROM in a Dockerfile: its environment, labels, ports
# and volumes are kept and added to; its user, working directory, stop signal and health check hold
# until a variable says otherwise. PYLOCK_ENTRYPOINT also removes its command. PREFIX/bin comes
# before the base's PATH. A value that a runtime would refuse is refused here.
#
# User variables
#   PYLOCK_ENTRYPOINT PYLOCK_CMD PYLOCK_ENV.<NAME> PYLOCK_ENV_UNSET PYLOCK_LABEL.<key> PYLOCK_USER
#   PYLOCK_WORKDIR PYLOCK_PREFIX PYLOCK_EXPOSE PYLOCK_VOLUME PYLOCK_HEALTHCHECK PYLOCK_STOPSIGNAL
#   PYLOCK_CREATED

# --- configuration -----------------------------------------------------------

# Directories in which a virtual environment would lie over the system's own files, or be covered by
# what runtimes mount there.
_pylock_system_directories := / /bin /boot /dev /etc /home /lib /lib32 /lib64 /libx32 /media /mnt \
  /opt /proc /root /run /sbin \
  /srv /sys /tmp /usr /usr/bin /usr/games /usr/include /usr/lib /usr/lib32 /usr/lib64 /usr/libexec \
  /usr/local \
  /usr/local/bin /usr/local/include /usr/local/lib /usr/local/sbin /usr/local/share /usr/sbin \
  /usr/share /usr/src \
  /var /var/cache /var/lib /var/log /var/run /var/spool /var/tmp
_pylock_system_trees := /bin /boot /dev /lib /lib32 /lib64 /libx32 /proc /run /sbin /sys /tmp \
  /usr/bin /usr/sbin /var/run /var/tmp
ifneq ($(filter $(_pylock_system_directories) \
  $(addsuffix /%,$(_pylock_system_trees)),$(PYLOCK_PREFIX)),)
$(error pylock.mk: PYLOCK_PREFIX is '$(PYLOCK_PREFIX)', a directory of the system: write one of \
  your own, such as /opt/venv)
endif

# Usage: $(call _pylock_file_is,FILE), $(call _pylock_file_goes,FILE)
#   The two sides of a word of PYLOCK_FILES: its SOURCE and its path in the image.
_pylock_file_is   = $(patsubst x%,%,$(call _pylock_file_source,$(1)))
_pylock_file_goes = /$(firstword $(subst :, ,$(word 2,$(subst :/, ,x$(1)))))

# The place of the file itself; a PATH/ is a directory for it.
_pylock_covers          = $(filter $(call _pylock_file_goes,$(1)) \
  $(call _pylock_file_goes,$(1))/%,$(PYLOCK_PREFIX) $(call _pylock_variable,WORKDIR))
_pylock_covering_files := $(strip $(foreach file,$(_pylock_files),$(if \
  $(call _pylock_file_is,$(file)),\
  $(if $(wildcard $(call _pylock_file_is,$(file))/.),,$(if \
  $(call _pylock_covers,$(file)),$(file))))))
ifneq ($(_pylock_covering_files),)
$(error pylock.mk: PYLOCK_FILES: '$(firstword $(_pylock_covering_files))' is a file where \
  PYLOCK_PREFIX or PYLOCK_WORKDIR has a directory)
endif

# Usage: $(call _pylock_value,NAME,TEXT)
#   A line for imagevalues, newline included.
_pylock_escape = $(subst $(_pylock_newline),\n,$(subst \,\\,$(1)))
_pylock_value  = $(subst =,\=,$(call _pylock_escape,$(1)))=$(call \
  _pylock_escape,$(2))$(_pylock_newline)

# Usage: $(call _pylock_values_of,FAMILY)
#   A line for each PYLOCK_<FAMILY>.<name>. A name that is empty, or cut at a blank, gets a line
#   that imagevalues refuses.
_pylock_is_unset  = $(filter undefined,$(origin PYLOCK_$(1)@$(TARGET)))$(filter undefined,$(origin \
  PYLOCK_$(1)))
_pylock_values_of = $(if $(filter PYLOCK_$(1).,$(.VARIABLES)),$(call _pylock_value,$(1).,)) \
  $(if $(filter undefined environment,$(origin PYLOCK_$(1))),,$(if \
  $(filter HEALTHCHECK,$(1)),,$(call _pylock_value,$(1),$(PYLOCK_$(1))))) \
  $(foreach name,$(call _pylock_members,$(1)),$(if $(filter undefinedundefined,$(call \
  _pylock_is_unset,$(1).$(name))),\
    $(call _pylock_value,$(1).$(name) ,),$(call _pylock_value,$(1).$(name),$(call \
    _pylock_variable,$(1).$(name)))))

_pylock_preset_values = $(if $(PYLOCK_CUDA),$(call _pylock_value,preset.cuda,$(PYLOCK_CUDA))) \
  $(if $(PYLOCK_CUDA_ARCHS),$(call _pylock_value,preset.cuda.archs,$(PYLOCK_CUDA_ARCHS))) \
  $(if $(PYLOCK_L4T),$(call _pylock_value,preset.l4t,$(PYLOCK_L4T))) \
  $(if $(PYLOCK_TOOLKIT),$(call _pylock_value,preset.toolkit,$(PYLOCK_TOOLKIT))) \
  $(foreach name,$(call _pylock_members,DRIVER),$(call _pylock_value,preset.driver.$(name),$(call \
  _pylock_variable,DRIVER.$(name)))) \
  $(foreach name,$(_pylock_provided),$(call _pylock_value,preset.provided.$(name),$(or \
  $(call _pylock_variable,PROVIDED.$(name)),as the base says)))

# The project's own passwd, if it replaces the base's: then the base's users do not count.
_pylock_own_passwd := $(strip $(foreach file,$(_pylock_files),$(filter /etc/passwd,$(call \
  _pylock_file_goes,$(file))) \
  $(if $(filter /,$(call _pylock_file_goes,$(file))),$(wildcard \
  $(call _pylock_file_is,$(file))/etc/passwd)) \
  $(if $(filter /etc/,$(call _pylock_file_goes,$(file))),$(filter passwd \
  %/passwd,$(call _pylock_file_is,$(file)))) \
  $(if $(filter /etc /etc/,$(call _pylock_file_goes,$(file))),$(wildcard \
  $(call _pylock_file_is,$(file))/passwd))))

# SOURCE_DATE_EPOCH comes from the environment, as for other tools that make things reproducibly
# (reproducible-builds.org).
_pylock_created = $(or $(call _pylock_variable,CREATED),$(SOURCE_DATE_EPOCH))

# Blanks before a name, which join the lines here, do not count.
_pylock_config_values = $(call _pylock_value,NAME,$(PYLOCK_NAME)) \
  $(foreach name,ENTRYPOINT CMD USER WORKDIR ENV_UNSET EXPOSE VOLUME HEALTHCHECK STOPSIGNAL,\
    $(call _pylock_value,$(name),$(call _pylock_variable,$(name)))) \
  $(call _pylock_value,CREATED,$(_pylock_created)) \
  $(call _pylock_values_of,HEALTHCHECK) $(call _pylock_values_of,ENV) \
  $(call _pylock_values_of,LABEL) \
  $(call _pylock_value,target,$(TARGET)) $(call _pylock_value,architecture,$(_pylock_oci_arch)) \
  $(call _pylock_value,prefix,$(PYLOCK_PREFIX)) $(call _pylock_value,name,$(PYLOCK_NAME)) \
  $(call _pylock_value,users,$(_pylock_users)) $(call _pylock_value,passwd,$(_pylock_own_passwd)) \
  $(_pylock_preset_values)

# --- rules -------------------------------------------------------------------

$(eval $(call _pylock_note,$(_pylock_build)/config.note,_pylock_config_values))

$(_pylock_build)/config.values.json: $(_pylock_build)/config.note $(call _pylock_tools,imagevalues)
	$(_pylock_quiet)$(_pylock_bin)/imagevalues $< >$@.new && mv -f $@.new $@

# The labels include the hash of what is installed, and the base's name in its registry.
_pylock_registry_lock := $(if $(filter registry,$(_pylock_base_is)),$(_pylock_build)/base.lock)

$(_pylock_build)/config.json: $(_pylock_build)/config.values.json $(_pylock_installed) \
  $(_pylock_build)/base.facts.json $(_pylock_registry_lock) \
  $(call _pylock_tools)
	$(_pylock_quiet)jq -nSf $(_pylock_mk)/jq/config.jq --slurpfile values $< --slurpfile plan \
	  $(_pylock_installed) \
	  --slurpfile facts $(_pylock_build)/base.facts.json --rawfile base \
	  $(or $(_pylock_registry_lock),/dev/null) >$@.new && mv -f $@.new $@

# --- targets -----------------------------------------------------------------
