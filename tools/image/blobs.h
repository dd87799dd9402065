/* SPDX-License-Identifier: MIT */
/* blobs.h: where the blobs of an image to be are found.
 *
 * In this order: in the layout that is written, from the last run; in the directory of blobs, which
 * is our store (store.h) or has them at sha256/<64 hex> or blobs/sha256/<64 hex>; in the base's
 * layout. */
#ifndef IMAGE_BLOBS_H
#define IMAGE_BLOBS_H

#include "image/layout.h"
#include "image/manifest.h"
#include "lib/text.h"
#include "store/store.h"

struct blobs {
	struct store store;
	struct layout *output;
	const struct layout *base; /* the base's layout, or NULL */
	const char *missing;       /* the file of blobs_require, or NULL */
};

enum blob_place {
	BLOB_NOWHERE,
	BLOB_IN_OUTPUT,
	BLOB_IN_STORE,  /* its digest is known to be right */
	BLOB_ELSEWHERE, /* its digest has not been checked yet */
};

struct blob {
	enum blob_place place;
	char *path; /* the file's path; NULL when the blob was not found */
};

/* Finds the layer's blob. One of another size than the layer says is bad input: dies. */
struct blob blobs_find(const struct blobs *blobs, const struct image_layer *layer);
void blob_free(struct blob *blob); /* for _cleanup_ */

/* Makes it a blob of the output, by link when it is known to be right, else by copy. Dies when it
 * is not right. */
void blobs_bring(
	const struct blobs *blobs, const struct blob *blob, const struct image_layer *layer);

/* Dies with EXIT_NO when some of the blobs FOUND of the COUNT LAYERS are nowhere, after the layers'
 * sources were written, one a line, into the file MISSING of BLOBS, which is empty otherwise. */
void blobs_require(const struct blobs *blobs, const struct image_layer *const *layers,
	const struct blob *const *found, size_t count);

/* Reads content of at most LIMIT bytes from the directory of blobs. Returns whether it is there and
 * right. */
bool blobs_read(
	const struct blobs *blobs, const struct digest *digest, size_t limit, struct text *content);

#endif
