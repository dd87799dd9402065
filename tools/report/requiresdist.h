/* SPDX-License-Identifier: MIT */
/* requiresdist.h: the Requires-Dist of a distribution (PyPA "Core metadata") as edges of a tree of
 * dependencies, by the rules of pipdeptree 4. */
#ifndef REQUIRESDIST_H
#define REQUIRESDIST_H

#include <stddef.h>

#include "pypa/target.h"

/* A requirement of a distribution that counts. Strings are owned by this struct. */
struct deptree_edge {
	char *key;       /* the normalized name of what is needed, which may not be there */
	char *specifier; /* as written, sorted by version; "" for any */
	char *extras;    /* asked of it: normalized, sorted, with commas between */
	char *extra;     /* that brings the edge, normalized; NULL for none */
	char *same;      /* equal for requirements that mean the same */
	size_t place;    /* its order among edges of one name */
};

struct deptree_edges {
	size_t count;
	struct deptree_edge *items;
};

/* Adds the edges that the requirement TEXT is on TARGET: one to REQUIRED when it holds; else one to
 * OPTIONAL for each extra with which it does. One that is malformed, and none either as uv repairs
 * it (lenientrequirement.h), or longer than 16 KiB, or whose marker cannot be evaluated, adds none.
 */
void requiresdist_add(const char *text, const struct target *target, struct deptree_edges *required,
	struct deptree_edges *optional);

/* Sorts by extra, then name; of neighbours that mean the same, one is kept. */
void requiresdist_sort(struct deptree_edges *edges);
void requiresdist_free(struct deptree_edges *edges);

/* Below, equal to or above 0 as the extra of A comes before, is or comes after that of B; none
 * comes first. */
int requiresdist_compare_extras(const struct deptree_edge *a, const struct deptree_edge *b);

#endif
