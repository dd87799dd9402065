/* SPDX-License-Identifier: MIT */
/* layersunpack.h: all layers of an image unpacked, those of wheels beside each other. */
#ifndef IMAGE_LAYERSUNPACK_H
#define IMAGE_LAYERSUNPACK_H

#include "image/layout.h"
#include "image/manifest.h"

/* Unpacks the layers of IMAGE, of LAYOUT, into DIRECTORY, as layerunpack.h has it; without those of
 * wheels when NO_WHEELS. Dies. */
void layersunpack(const struct layout *layout, const struct image *image, bool no_wheels,
	const char *directory);

#endif
