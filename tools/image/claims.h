/* SPDX-License-Identifier: MIT */
/* claims.h: which layers have a file at which path.
 *
 * What a layer holds is taken from its list of files when that is at hand, a line `<4 octal digits>
 * <sha256> <path>` for each file and link, else from the layer itself. */
#ifndef IMAGE_CLAIMS_H
#define IMAGE_CLAIMS_H

#include "image/blobs.h"
#include "image/pathtree.h"

enum { NO_CLAIM = UINT32_MAX };

struct claim {
	unsigned char digest[32]; /* the digest of the content, or of a link's target */
	uint32_t next; /* another claim of the path, by a layer added before; or NO_CLAIM */
	uint16_t layer, mode;
};

/* The value of a node in the tree is the last claim of its path; a directory has one of some layer
 * that has an entry for it, or TREE_NONE. */
struct claims {
	const struct image_layer *layers; /* the layers; the caller's */
	struct pathtree tree;
	struct claim *list;
	size_t count, capacity;
	/* Is told of a path that is a file in one layer and a directory in another, and does not
	 * return. */
	void (*clash)(void *context, const char *path, size_t file_layer, size_t directory_layer);
	void *context;
};

struct claims claims_begin(const struct image_layer *layers);
void claims_free(struct claims *claims); /* for _cleanup_ */

/* Adds those of layers[LAYER], whose blob is BLOB. Dies for a layer that deletes files of others,
 * and for one whose blob or list is not what it should be. */
void claims_add(
	struct claims *claims, const struct blobs *blobs, size_t layer, const struct blob *blob);

/* Whether both are of the same file: equal bytes and mode. */
bool claims_equal(const struct claim *a, const struct claim *b);

#endif
