/* SPDX-License-Identifier: MIT */
/* layerunpack.h: layers of an image unpacked over each other, as runtimes do (OCI image-spec 1.1,
 * layer.md), so that something can be run in it by whoever unpacks it.
 *
 * Paths lead over the links of the image as in a root, never out of the directory. Everything
 * belongs to this process's user, who may change each directory; no file has the set-id bits. What
 * lies in /dev is left out, and so are devices, pipes and sockets. */
#ifndef IMAGE_LAYERUNPACK_H
#define IMAGE_LAYERUNPACK_H

#include "archive/beneath.h"
#include "image/layout.h"
#include "image/manifest.h"

struct layerunpack {
	struct beneath root;
	struct text parent; /* the directory of the last entry, as the layer has it, */
	struct spot spot;   /* and where that leads, while that is known */
	bool is_known;
	/* While others unpack into the same directory: what is there is not replaced, and nothing
	 * removed. Where that would have been done, YIELDED becomes true. */
	bool yields, yielded;
};

/* Begins with DIRECTORY, which is made. Dies. */
struct layerunpack layerunpack_begin(const char *directory);
void layerunpack_end(struct layerunpack *unpack);

/* Puts a layer of LAYOUT over those before. Its digest is not looked at, which checkblobs does for
 * an image as a whole. Dies. */
void layerunpack_add(
	struct layerunpack *unpack, const struct layout *layout, const struct image_layer *layer);

#endif
