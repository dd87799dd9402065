/* SPDX-License-Identifier: MIT */
/* heldpaths.h: the paths that the RECORDs of several distributions have, and whose each is. */
#ifndef IMAGE_HELDPATHS_H
#define IMAGE_HELDPATHS_H

#include "image/holders.h"

/* Begins as {0}. */
struct heldpaths {
	size_t count;
	struct held *list;
};

/* Adds PATH, which is owned from now on, as one of HOLDER's. HOLDER is kept, not copied. */
void heldpaths_add(struct heldpaths *paths, char *path, struct holder *holder);

/* After the last one was added, before any is looked for. */
void heldpaths_sort(struct heldpaths *paths);

/* Calls TAKE for each distribution that has PATH, in the order of their labels, or, BELOW, for
 * those of what lies in that directory, in the order of the paths: then more than once for one
 * whose paths do not follow each other. Returns how many calls there were. */
size_t heldpaths_find(const struct heldpaths *paths, const char *path, bool below,
	void (*take)(void *context, struct holder *holder), void *context);

void heldpaths_free(struct heldpaths *paths); /* for _cleanup_ */

#endif
