/* SPDX-License-Identifier: MIT */
/* landing.h: whether layers that were made without asking the base, those of packages, land where
 * they are meant to.
 *
 * A layer is unpacked alone: where the base has a symbolic link or a file on the way to one of its
 * paths, the layer's directory replaces that, and all that lay behind it is gone. */
#ifndef IMAGE_LANDING_H
#define IMAGE_LANDING_H

#include "image/blobs.h"
#include "layers/basetree.h"

/* Dies when one of the COUNT layers would replace a link, file or directory of BASE that is not of
 * its kind, with the variable that says where the layer's files go, both paths, and what to write.
 * A layer whose list of files is not at hand is passed over. */
void landing_check(const struct basetree *base, const struct blobs *blobs,
	const struct image_layer *layers, size_t count);

#endif
