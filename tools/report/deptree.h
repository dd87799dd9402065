/* SPDX-License-Identifier: MIT */
/* deptree.h: which distributions of an environment need which others, by the rules of pipdeptree 4.
 *
 * An edge is a Requires-Dist (PyPA "Core metadata") that holds for the target, or that holds when
 *some requirement asks for an extra. A requirement that is malformed, or whose marker cannot be
 *evaluated, is none.
 *
 *	struct deptree tree = {0};
 *	deptree_add(&tree, distributions, &target, path);
 *	deptree_connect(&tree);
 */
#ifndef LIB_DEPTREE_H
#define LIB_DEPTREE_H

#include <jansson.h>

#include "lib/stringlist.h"
#include "lib/text.h"
#include "pypa/target.h"
#include "report/requiresdist.h"

struct deptree_distribution {
	char *key; /* normalized name */
	char *name, *version;
	size_t place; /* the first of a name counts */
	struct deptree_edges
		required; /* sorted by name; of neighbours that mean the same one is there */
	struct deptree_edges optional; /* by extra, then so */
	struct stringlist asked;       /* extras that some edge asks of it; sorted, each once */
};

struct deptree {
	size_t count;
	struct deptree_distribution *distributions; /* sorted by key */
};

/* Edges of one distribution, which stay its own. The list is freed by free(). */
struct deptree_needs {
	size_t count;
	const struct deptree_edge **edges;
};

/* Adds the DISTRIBUTIONS, a JSON array of what metadata.h gives of each; those without a name or a
 * version are left out. Of one name the first counts, as on sys.path. Dies (EXIT_NO), beginning
 * with WHERE, when they are not that. */
void deptree_add(struct deptree *tree, const json_t *distributions, const struct target *target,
	const char *where);

/* To be called after the last was added: sorts them, and finds which extras are asked for. */
void deptree_connect(struct deptree *tree);
void deptree_free(struct deptree *tree);

/* The distribution with that normalized name, or NULL. */
struct deptree_distribution *deptree_find(const struct deptree *tree, const char *key);

/* The edges of a distribution when EXTRAS, normalized, sorted and with commas between, are asked of
 * it; those that an extra brings count when what they need is there. Sorted by name, then extra. */
struct deptree_needs deptree_needs(const struct deptree *tree,
	const struct deptree_distribution *distribution, const char *extras);

/* The same, with the extras that anyone asks of it. */
struct deptree_needs deptree_needs_of_all(
	const struct deptree *tree, const struct deptree_distribution *distribution);

#endif
