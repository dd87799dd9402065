/* SPDX-License-Identifier: MIT */
/* imageindex.h: which image of an index is meant (OCI image-spec 1.1, image-index.md and
 * image-layout.md), for layouts and registries alike.
 *
 * An index names images for several platforms, other indexes, and what are no images: attestations
 * as buildx writes them (for `unknown/unknown`, or with the annotation vnd.docker.reference.type),
 * artifacts and what has another media type. These are passed over. Of several images the one that
 * is nearest to the wanted platform is meant (platform_distance). An image of which the index does
 * not say what it is for says so in its configuration. */
#ifndef IMAGE_IMAGEINDEX_H
#define IMAGE_IMAGEINDEX_H

#include "image/layout.h"
#include "image/platform.h"

#define ANNOTATION_REF_NAME "org.opencontainers.image.ref.name" /* an image's tag, in an index */

struct descriptor {
	const char *media_type; /* OCI's name, or NULL when it is unknown */
	struct digest digest;
	uint64_t size;
};

/* Dies when JSON is no descriptor with a SHA-256 digest. */
struct descriptor descriptor_read(const json_t *json, const char *where);

/* Whether ENTRY, of a layout's index, is tagged `latest`. */
bool imageindex_is_latest(const json_t *entry, const char *where);

/* The manifest of a layout for PLATFORM (NULL: whichever it is): among those tagged `latest`, when
 * some are. The only image is meant whatever it is for: some writers put their own machine's
 * platform beside it. Dies when no image is for PLATFORM or several are equally so; the message
 * lists what there is. */
struct descriptor imageindex_choose_in(
	const struct layout *layout, const struct platform *platform);

/* The manifest that INDEX, of a registry, has for PLATFORM. WHERE begins messages. Dies likewise.
 */
struct descriptor imageindex_choose(
	json_t *index, const struct platform *platform, const char *where);

#endif
