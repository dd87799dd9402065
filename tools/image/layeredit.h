/* SPDX-License-Identifier: MIT */
/* layeredit.h: a layer of packages without some of its files. */
#ifndef IMAGE_LAYEREDIT_H
#define IMAGE_LAYEREDIT_H

#include "image/blobs.h"
#include "lib/stringlist.h"

struct layer_edit {
	const struct stringlist *left_out; /* paths that are removed, sorted, along with what was
					      compiled from them */
	size_t count;                      /* how many files get other content */
	struct edited_file {
		const char *path;
		struct text content;
	} * files;
};

void layer_edit_free(struct layer_edit *edit); /* for _cleanup_ */

/* Makes LAYER, whose blob is BLOB, what it is without these files; both are replaced. The new blob
 * goes to the store, which remembers it. Equal input gives equal bytes. Dies. */
void layer_edit(const struct layer_edit *edit, const struct store *store, struct image_layer *layer,
	struct blob *blob);

/* Dies, by blobs_require(), when bytes are nowhere that an edit will read: of the COUNT LAYERS
 * those that lose paths by LEFT_OUT, a list for each, and the other layers of their wheels, one of
 * which has the RECORD. */
void layer_edit_require(const struct blobs *blobs, const struct image_layer *layers,
	const struct blob *found, const struct stringlist *left_out, size_t count);

#endif
