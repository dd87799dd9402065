# SPDX-License-Identifier: MIT
# publish.mk: the image into a registry, or into docker.
#
# Reads     build/<target>/image/
# Writes    nothing here
#
# User variables
#   PYLOCK_REPOSITORY PYLOCK_TAG PYLOCK_MOUNT_FROM PYLOCK_INSECURE PYLOCK_VERIFY
#
# Targets
#   push    pushes the image as $(PYLOCK_REPOSITORY):$(PYLOCK_TAG) after verify, and asks the
#           registry whether it has it; with TARGET=all, the images of all targets as one index
#   load    loads the image into this machine's docker daemon, as $(PYLOCK_NAME):<tag>

# --- configuration -----------------------------------------------------------

_pylock_digest = $$(sed 's/^sha256://' $(_pylock_build)/image.digest)
_pylock_tag    = $(or $(call _pylock_variable,TAG),$$(cut -c8-19 $(_pylock_build)/image.digest))

# What has the layers of a base in this registry, and what else has some.
_pylock_mounts = $(call _pylock_variable,MOUNT_FROM) $(call _pylock_untagged,$(patsubst \
  docker://%,%,$(filter docker://%,$(firstword $(subst @, ,$(_pylock_base))))))
_pylock_untagged = $(if $(1),$(patsubst ./%,%,$(dir $(1)))$(firstword $(subst :, ,$(notdir $(1)))))

# --- rules -------------------------------------------------------------------
# --- targets -----------------------------------------------------------------

ifneq ($(_pylock_has_plan),)
.PHONY: pylock-push pylock-load _pylock_names _pylock_docker

# Whether the image can go where it is to go, asked before minutes of work.
_pylock_names: $(call _pylock_tools,imagevalues)
	@printf '%s\n' $(foreach name,NAME REPOSITORY TAG,$(call _pylock_quote,$(name)=$(call \
	  _pylock_escape,$(call _pylock_variable,$(name))))) | \
	  $(_pylock_bin)/imagevalues --check -
_pylock_docker: _pylock_names
	@docker version >/dev/null 2>&1 || $(call _pylock_fail,docker does not answer: start it \
	  (systemctl start docker)$(_pylock_comma) or set DOCKER_HOST)

pylock-push: _pylock_names pylock-image $(if $(call _pylock_yes,VERIFY),pylock-verify) \
  $(call _pylock_tools,checkblobs push)
	@$(call _pylock_say,PUSH,$(call _pylock_variable,REPOSITORY))
	$(if $(_pylock_lean),,$(_pylock_quiet)$(_pylock_check_blobs))
	$(_pylock_quiet)$(_pylock_push_records); $(if $(_pylock_lean),$(_pylock_push_plan))
	$(_pylock_submake)$(_pylock_quiet)digest=$$($(_pylock_bin)/push --store $(PYLOCK_STORE) \
	  $(if $(_pylock_lean),--plan $(_pylock_build)/push.plan) \
	  --records $(_pylock_build)/records.list $(if $(call _pylock_yes,INSECURE),--insecure) \
	  $(foreach from,$(_pylock_mounts),--mount $(call _pylock_quote,$(from))) \
	  $(or $(_pylock_layouts),$(_pylock_layout)) $(call \
	  _pylock_variable,REPOSITORY)$(addprefix :,$(call _pylock_variable,TAG))) && \
	printf 'the registry has it; run it on the target:\n  docker run --rm %s@%s\n' \
	  $(call _pylock_variable,REPOSITORY) "$$digest"

# docker's own archive format is made beside the layout. It takes over the layers as they are,
# except those that older versions of docker cannot read: they are unpacked for it.
pylock-load: _pylock_docker pylock-image $(call _pylock_tools,checkblobs plainlayers)
	@$(call _pylock_say,LOAD,$(PYLOCK_NAME))
	$(_pylock_quiet)$(_pylock_check_blobs)
	@rm -rf $(_pylock_build)/load && mkdir -p $(_pylock_build)/load
	$(_pylock_quiet)plain=$$($(_pylock_bin)/plainlayers -o $(_pylock_build)/load \
	  $(_pylock_build)/image) && \
	jq -c --arg tag "$(PYLOCK_NAME):$(_pylock_tag)" --argjson plain "$$plain" \
	-f $(_pylock_mk)/jq/docker-archive.jq \
	  $(_pylock_build)/image/blobs/sha256/$(_pylock_digest) >$(_pylock_build)/load/manifest.json
	$(_pylock_quiet)tar -cf - -C $(_pylock_build)/image . -C $(CURDIR)/$(_pylock_build)/load . \
	  | docker load --quiet; status=$$?; \
	  find $(_pylock_build)/load -type f ! -name manifest.json -delete; exit $$status
	@printf 'run it:\n  docker run --rm %s\n' $(PYLOCK_NAME):$(_pylock_tag)
endif
