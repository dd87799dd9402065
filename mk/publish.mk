# publish.mk: the image into a registry, or into docker.
#
# Reads     build/<target>/image/
# Writes    nothing here
#
# User variables
#   PYLOCK_REPOSITORY PYLOCK_TAG PYLOCK_VERIFY
#
# Targets
#   push    to $(PYLOCK_REPOSITORY):$(PYLOCK_TAG) through skopeo, after verify; credentials are skopeo's (skopeo login)
#   load    into the docker daemon of this machine, as $(PYLOCK_NAME):<tag>

# --- configuration -----------------------------------------------------------

_pylock_digest = $$(sed 's/^sha256://' $(_pylock_B)/image.digest)
_pylock_tag    = $(or $(PYLOCK_TAG),$$(cut -c8-19 $(_pylock_B)/image.digest))

_pylock_skopeo = skopeo copy --quiet $(PYLOCK_PUSH_OPTIONS)

# --- rules -------------------------------------------------------------------
# --- targets -----------------------------------------------------------------

ifneq ($(_pylock_has_plan),)
.PHONY: pylock-push pylock-load
pylock-push: pylock-image $(if $(call _pylock_yes,VERIFY),pylock-verify)
	$(if $(PYLOCK_REPOSITORY),,@$(call _pylock_fail,PYLOCK_REPOSITORY is not set: write PYLOCK_REPOSITORY=<registry>/<name>))
	$(if $(_pylock_offline),@$(call _pylock_fail,push needs the network; and PYLOCK_OFFLINE=1))
	@$(call _pylock_say,PUSH,$(PYLOCK_REPOSITORY))
	$(_pylock_q)$(_pylock_skopeo) oci:$(_pylock_B)/image:latest docker://$(PYLOCK_REPOSITORY):$(_pylock_tag)
	@printf 'run it on the target:\n  docker run --rm %s@%s\n' $(PYLOCK_REPOSITORY) $$(cat $(_pylock_B)/image.digest)

# docker's own archive format beside the layout: its layers are taken as they are, but for those that older versions of docker do
# not read, which go with it in plain.
pylock-load: pylock-image $(call _pylock_tools,plainlayers)
	@$(call _pylock_say,LOAD,$(PYLOCK_NAME))
	@rm -rf $(_pylock_B)/load && mkdir -p $(_pylock_B)/load
	$(_pylock_q)plain=$$($(_pylock_bin)/plainlayers -o $(_pylock_B)/load $(_pylock_B)/image) && \
	jq -c --arg tag "$(PYLOCK_NAME):$(_pylock_tag)" --argjson plain "$$plain" -f $(_pylock_mk)/jq/docker-archive.jq \
	  $(_pylock_B)/image/blobs/sha256/$(_pylock_digest) >$(_pylock_B)/load/manifest.json
	$(_pylock_q)tar -cf - -C $(_pylock_B)/image . -C $(CURDIR)/$(_pylock_B)/load . | docker load --quiet; status=$$?; \
	  find $(_pylock_B)/load -type f ! -name manifest.json -delete; exit $$status
	@printf 'run it:\n  docker run --rm %s\n' $(PYLOCK_NAME):$(_pylock_tag)
endif
