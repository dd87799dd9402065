/* SPDX-License-Identifier: MIT */
/* lockedreference.h: what a lock has of direct references (PEP 751: archive, vcs, directory). */
#ifndef RESOLVE_LOCKEDREFERENCE_H
#define RESOLVE_LOCKEDREFERENCE_H

#include <jansson.h>
#include <stdint.h>

#include "lib/stringlist.h"

/* What the lock knows of a reference; borrowed from the lock, NULL for what it does not say. */
struct lockedreference {
	json_t *table; /* a reference that the caller owns: what directsource_read() has of the
			  kind that was asked for; NULL when the lock has no such reference */
	const char *name, *version;
	const char *filename, *sha256; /* of the file that was made; both or none */
	uint64_t size;
};

void lockedreference_free(struct lockedreference *reference);

/* The packages that are in the lock PATH (NULL: none, as when there is no such file) and not to be
 * asked for anew: those that are not in ANEW. The caller owns the array. Dies when it is no lock.
 */
json_t *lockedreference_packages(const char *path, const struct stringlist *anew);

/* The first of PACKAGES whose table KIND, "archive" or "vcs", has that URL, SUBDIRECTORY and
 * REVISION (NULL: it has none). Messages about what is malformed begin with WHERE. */
struct lockedreference lockedreference_find(const json_t *packages, const char *kind,
	const char *url, const char *subdirectory, const char *revision, const char *where);

#endif
