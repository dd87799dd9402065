/* SPDX-License-Identifier: MIT */
/* evidencestore.h: a layer's evidence, from the store when it was found out before.
 *
 * The evidence is content in the store, and keys/inspect/<layer's digest>.json says which:
 *
 *	{"version","mediaType","blob","diffID","uncompressedSize","evidence"}
 *
 * blob is size, modification time and inode of the layer's file when it was last hashed. A file
 * that is still that one is not read; another is hashed. A lean image (image(1)) has no such file:
 * what is known of the layer by its digest counts. */
#ifndef EVIDENCE_EVIDENCESTORE_H
#define EVIDENCE_EVIDENCESTORE_H

#include "evidence/evidence.h"
#include "store/store.h"

struct examined {
	struct digest diff_id; /* the layer's diffID, as computed from its content */
	struct evidence evidence;
};

/* Examines the layer whose blob is the file BLOB, unless the store knows. STORE may be NULL:
 * nothing is remembered. Dies when the blob is not what the layer's digest and size say. */
struct examined examine_layer(
	const struct store *store, const struct image_layer *layer, const char *blob);
void examined_free(struct examined *examined); /* for _cleanup_ */

/* The same for all layers of an image that is in LAYOUT, several at a time. Returns one for each;
 * the caller frees. */
struct examined *examine_layers(
	const struct store *store, const struct image *image, const struct layout *layout);

#endif
