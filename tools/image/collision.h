/* SPDX-License-Identifier: MIT */
/* collision.h: one path in several layers.
 *
 * Files of equal bytes and mode do no harm, nor do directories. Of different files of several
 * distributions the one of the owner stays, which a rule names (owner.h): the layers of the others
 * are made anew without it, and the rows of their RECORDs go. All else is refused: different files
 * without a rule, or of what is no distribution; a file where another layer has a directory; a
 * layer of packages that would delete what another has. Layers with the annotation
 * mk.pylock.overlay "true" may do all that and are left out. */
#ifndef IMAGE_COLLISION_H
#define IMAGE_COLLISION_H

#include "image/blobs.h"
#include "layers/owner.h"

/* Settles COUNT layers, of which FOUND are the blobs; both are changed where files are left out.
 *Returns what was decided, there or by layer(1), and which rules decide nothing:
 *
 *	{"owned":[{"rule","owner","from","path","count"}…],"unused":[{"rule","why"}…]}
 *
 * Dies for what is refused, naming the distributions, the path and the rule to write. */
json_t *collisions_settle(const struct blobs *blobs, struct image_layer *layers, struct blob *found,
	size_t count, const struct owner_rules *rules);

#endif
