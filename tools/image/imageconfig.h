/* SPDX-License-Identifier: MIT */
/* imageconfig.h: what an image runs, and for whom (OCI image-spec 1.1, config.md): what a project
 * wants, over what its base has. */
#ifndef IMAGE_IMAGECONFIG_H
#define IMAGE_IMAGECONFIG_H

#include "image/manifest.h"

/* What a project wants:
 *
 *	{"architecture":"arm64","os":"linux","variant":"v8"?,"created"?,"author"?,
 *	 "config":{"Entrypoint","Cmd","Env","User","WorkingDir","Labels","ExposedPorts","Volumes",
 *	  "StopSignal","Healthcheck"}?,
 *	 "unset":[]?,
 *	 "annotations":{}?}
 *
 * with the types of config.md; annotations are for the manifest; created is a time of RFC 3339;
 * Healthcheck is docker's extension; unset names variables of the base that the image is not to
 * have. Other members, and values that an image cannot have (configmembers.h), are refused: dies.
 * created is filled in (1980-01-01T00:00:00Z). */
json_t *imageconfig_read(const char *path);

/* The platform that it is for; the strings are the configuration's. */
struct platform imageconfig_platform(const json_t *wanted);

/* The image's configuration. BASE is the configuration of the base or NULL; LAYERS are all layers,
 * those of the base, BASE_COUNT, first. As after FROM in a Dockerfile: Env is merged by name, where
 * the base's order stands first, and then loses what is unset; Labels, ExposedPorts and Volumes are
 * merged by key; other members of config replace the base's, and an Entrypoint also drops the
 * base's Cmd, which was for another program. An Entrypoint or Cmd of no words takes the base's
 * away. OnBuild is not kept: it is not carried out. The history has an entry per layer. */
json_t *imageconfig_merge(const json_t *wanted, const json_t *base,
	const struct image_layer *layers, size_t count, size_t base_count);

#endif
