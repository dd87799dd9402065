/* SPDX-License-Identifier: MIT */
/* layerjoin.h: several layers of our own as one, where a base leaves no room for each.
 *
 * Only layers that filelayer made (annotation mk.pylock.files) are joined: the virtual environment,
 * documents, the project's files. The packages' layers hold nothing at or above the prefix, so that
 * it is all the same whether these lie below them or above. */
#ifndef IMAGE_LAYERJOIN_H
#define IMAGE_LAYERJOIN_H

#include "image/blobs.h"

/* Whether the layer is one that can be joined. */
bool layer_is_joinable(const struct image_layer *layer);

/* The COUNT layers, FOUND being their blobs, as one, which becomes content of the store: what each
 * path is in the last layer that has it, each path once. Its annotations name what each is for.
 * Dies. */
struct image_layer layers_join(const struct blobs *blobs, const struct image_layer *const *layers,
	const struct blob *const *found, size_t count);

#endif
