/* SPDX-License-Identifier: MIT */
/* digestlist.h: a file with a digest on each line, empty lines between them or not. */
#ifndef PUBLISH_DIGESTLIST_H
#define PUBLISH_DIGESTLIST_H

#include <stddef.h>

#include "lib/digest.h"

struct digestlist {
	size_t count;
	struct digest *digests;
};

/* Those in the file PATH (- is standard input), at most 1 MiB, in their order. A line that is no
 * SHA-256, and a NUL, are bad input: dies. */
struct digestlist digestlist_read(const char *path);
void digestlist_free(struct digestlist *list); /* for _cleanup_ */

#endif
