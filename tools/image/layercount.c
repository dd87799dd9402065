/* SPDX-License-Identifier: MIT */
#include "image/layercount.h"

#include "image/layerjoin.h"
#include "lib/cleanup.h"
#include "lib/die.h"
#include "lock/layerlimit.h"

/* Whether there are too many layers for docker when each stands for itself. */
static bool must_join(const struct image *image)
{
	return image->layer_count > LAYERS_DOCKER;
}

size_t layercount_final(const struct image *image, size_t base_count)
{
	size_t joinable = 0;

	for (size_t i = base_count; i < image->layer_count; i++)
		joinable += layer_is_joinable(&image->layers[i]);
	return must_join(image) && joinable > 1 ? image->layer_count - joinable + 1
						: image->layer_count;
}

void layercount_check(const struct image *image, size_t base_count, const char *output)
{
	size_t count = layercount_final(image, base_count);

	if (count > LAYERS_MOST)
		die(EXIT_NO,
			"%s: %zu layers, %zu of them the base's, but an image may have at most %d: "
			"take a base with fewer layers",
			output, count, base_count, LAYERS_MOST);
	if (count > LAYERS_DOCKER)
		warn("%s: %zu layers, %zu of them the base's: docker's graph drivers take %d; "
		     "containerd and podman take them",
			output, count, base_count, LAYERS_DOCKER);
}

void layercount_reduce(
	const struct blobs *blobs, struct image *image, struct blob *found, size_t base_count)
{
	size_t count = image->layer_count, joined = 0, kept = base_count;
	_cleanup_free_ const struct image_layer **layers = xalloc(count + 1, sizeof *layers);
	_cleanup_free_ const struct blob **sources = xalloc(count + 1, sizeof *sources);

	if (layercount_final(image, base_count) == count)
		return;
	for (size_t i = base_count; i < count; i++) {
		if (!layer_is_joinable(&image->layers[i]))
			continue;
		layers[joined] = &image->layers[i];
		sources[joined++] = &found[i];
	}
	blobs_require(blobs, layers, sources, joined);
	struct image_layer layer = layers_join(blobs, layers, sources, joined);

	for (size_t i = base_count; i < count; i++) {
		if (layer_is_joinable(&image->layers[i])) {
			image_layer_free(&image->layers[i]);
			blob_free(&found[i]);
		} else {
			image->layers[kept] = image->layers[i];
			found[kept++] = found[i];
		}
	}
	image->layers[kept] = layer;
	found[kept] = blobs_find(blobs, &layer);
	image->layer_count = kept + 1;
}
