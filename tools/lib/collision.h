/* collision.h: no path may come from two layers of packages.
 *
 * Two files of the same path are a collision, and a file where another layer has a directory; not so two
 * directories, nor two empty files of the same mode, as the `__init__.py` that several wheels share. A
 * package layer that would delete what another has (a whiteout) is refused. Layers with the annotation
 * mk.pylock.overlay "true" may do all that and are left out.
 *
 * A list of a layer's files has a line `<4 octal digits> <sha256> <path>` for each file and link. */
#ifndef COLLISION_H
#define COLLISION_H

#include "blobs.h"

/* Checks COUNT layers; BLOBS_OF_LAYERS are their blobs. What a layer holds is taken from its list when that
 * is at hand, else from the layer itself. Dies at the first collision, naming the wheels of both layers. */
void collisions_check(const struct blobs *blobs, const struct image_layer *layers,
	const struct blob *blobs_of_layers, size_t count);

#endif
