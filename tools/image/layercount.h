/* SPDX-License-Identifier: MIT */
/* layercount.h: how many layers an image gets, and what is done when that is too many
 * (lock/layerlimit.h).
 *
 * In all of these the first BASE_COUNT of the image's layers are the base's, which stay as they
 * are. */
#ifndef IMAGE_LAYERCOUNT_H
#define IMAGE_LAYERCOUNT_H

#include "image/blobs.h"

/* How many layers the image has in the end: one stands for all that can be joined (layerjoin.h)
 * when docker would not take each for itself. */
size_t layercount_final(const struct image *image, size_t base_count);

/* Dies when even so there are more than any image may have; warns when there are more than docker's
 * graph drivers take. OUTPUT is what the message names. */
void layercount_check(const struct image *image, size_t base_count, const char *output);

/* Makes one of those that can be joined, on top of the others, when there are too many layers else.
 * FOUND has the blob of each layer and stays in step with the image's layers; what is no longer
 * one of them is freed. Dies. */
void layercount_reduce(
	const struct blobs *blobs, struct image *image, struct blob *found, size_t base_count);

#endif
