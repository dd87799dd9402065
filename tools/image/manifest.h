/* SPDX-License-Identifier: MIT */
/* manifest.h: an image as an OCI image layout holds it (image-spec 1.1: image-index.md,
 * manifest.md, config.md).
 *
 * Everything read is checked: digests and sizes of what was followed, types of what is used. What
 * is wrong is bad input: the program dies, the file named. Media types of docker are taken for
 * OCI's of the same meaning.
 */
#ifndef IMAGE_MANIFEST_H
#define IMAGE_MANIFEST_H

#include "image/layout.h"
#include "image/platform.h"

#define ANNOTATION_WHEELS                                                                       \
	"mk.pylock.wheels"                 /* `numpy 1.26.4, six 1.16.0`: what a layer installs \
					    */
#define ANNOTATION_FILES "mk.pylock.files" /* what a layer of other files is for */
#define ANNOTATION_OVERLAY \
	"mk.pylock.overlay" /* "true": a layer that may replace files of others */

struct image_layer {
	char *source;           /* the file that messages name */
	const char *media_type; /* OCI's name of the media type */
	struct digest digest, diff_id;
	uint64_t size;
	json_t *annotations; /* an object of strings, or NULL */
	json_t *urls; /* an array of strings, where a layer is that registries need not have, or
			 NULL */
	struct digest files; /* the digest of the list of its files (claims.h), or "" */
	json_t *owned;       /* what `layer` decided (owner.h), or NULL */
	json_t *stand_ins;   /* what it left to be decided (settle.h), or NULL */
};

/* The annotation's value, or NULL. */
const char *image_layer_annotation(const struct image_layer *layer, const char *name);

/* What the layer holds, for messages: its wheels, what its files are for, or the file that
 * describes it. */
const char *image_layer_contents(const struct image_layer *layer);

/* A layer from the JSON that `layer` prints: an OCI descriptor with diffID and perhaps files. */
struct image_layer image_layer_read(const char *path);
void image_layer_free(struct image_layer *layer);

/* The layer's descriptor for a manifest. */
json_t *image_layer_descriptor(const struct image_layer *layer);

struct image {
	struct digest manifest;
	json_t *config; /* the whole configuration */
	char *config_path;
	struct image_layer *layers;
	size_t layer_count;
};

/* The layout's image for PLATFORM (NULL: whichever it is); see imageindex.h. The only image of a
 * layout is taken whatever it is for. */
struct image image_load(const struct layout *layout, const struct platform *platform);

/* Dies when the image's configuration says that it does not run on PLATFORM. */
void image_check_platform(const struct image *image, const struct platform *platform);

void image_free(struct image *image);

#endif
