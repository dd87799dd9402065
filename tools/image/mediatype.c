/* SPDX-License-Identifier: MIT */
#include "image/mediatype.h"

#include <stddef.h>
#include <string.h>

#include "lib/text.h"

#define LAYER "application/vnd.oci.image.layer.v1.tar"
#define ELSEWHERE "application/vnd.oci.image.layer.nondistributable.v1.tar"

static const struct {
	const char *oci, *docker;
} types[] = {
	{MEDIA_TYPE_INDEX, "application/vnd.docker.distribution.manifest.list.v2+json"},
	{MEDIA_TYPE_MANIFEST, "application/vnd.docker.distribution.manifest.v2+json"},
	{MEDIA_TYPE_CONFIG, "application/vnd.docker.container.image.v1+json"},
	{LAYER, "application/vnd.docker.image.rootfs.diff.tar"},
	{LAYER "+gzip", "application/vnd.docker.image.rootfs.diff.tar.gzip"},
	{LAYER "+zstd", "application/vnd.docker.image.rootfs.diff.tar.zstd"},
	{ELSEWHERE, "application/vnd.docker.image.rootfs.foreign.diff.tar"},
	{ELSEWHERE "+gzip", "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip"},
	{ELSEWHERE "+zstd", "application/vnd.docker.image.rootfs.foreign.diff.tar.zstd"},
};

const char *media_type_oci(const char *media_type)
{
	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if (strcmp(media_type, types[i].oci) == 0 ||
			strcmp(media_type, types[i].docker) == 0)
			return types[i].oci;
	return NULL;
}

bool media_type_is_layer(const char *media_type)
{
	return starts_with(media_type, LAYER) || starts_with(media_type, ELSEWHERE);
}

enum compression media_type_compression(const char *media_type)
{
	if (ends_with(media_type, "+gzip"))
		return COMPRESSION_GZIP;
	return ends_with(media_type, "+zstd") ? COMPRESSION_ZSTD : COMPRESSION_NONE;
}
