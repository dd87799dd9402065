/* SPDX-License-Identifier: MIT */
/* mediatype.h: the media types of images: OCI image-spec 1.1 (media-types.md) and docker's of the
 * same meaning. */
#ifndef IMAGE_MEDIATYPE_H
#define IMAGE_MEDIATYPE_H

#include <stdbool.h>

#define MEDIA_TYPE_INDEX "application/vnd.oci.image.index.v1+json"
#define MEDIA_TYPE_MANIFEST "application/vnd.oci.image.manifest.v1+json"
#define MEDIA_TYPE_CONFIG "application/vnd.oci.image.config.v1+json"

enum compression {
	COMPRESSION_NONE,
	COMPRESSION_GZIP,
	COMPRESSION_ZSTD,
};

/* The OCI name of a media type of either kind, a static string; NULL for any other type. */
const char *media_type_oci(const char *media_type);

/* Whether the OCI name is that of a layer; one that registries need not have (`nondistributable`,
 * docker's `foreign`) is one, too. */
bool media_type_is_layer(const char *media_type);

/* How a layer of that OCI media type is compressed. */
enum compression media_type_compression(const char *media_type);

#endif
