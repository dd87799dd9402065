/* SPDX-License-Identifier: MIT */
/* plan.h: what is to be fetched, built and put into which layer, for Make (plan.mk) and for people
 * and programs (plan.json). */
#ifndef LOCK_PLAN_H
#define LOCK_PLAN_H

#include <jansson.h>

#include "lock/lock.h"

/* How many rules share the fetching, at most: layers can start when the first share has arrived. */
enum { PLAN_SHARDS = 4 };

/* A layer: one wheel's (or a part of it), or those of a group. Sorted by serial and name, the
 * image's order: what changed last lies on top. */
struct plan_layer {
	const char *group; /* the group of its packages */
	uint64_t serial;   /* the highest serial of its packages */
	uint64_t size;     /* the size of its files in bytes */
	size_t count;
	const struct lock_package **packages; /* its packages, sorted by name */
	unsigned part, parts;                 /* 1/1 if it is not split */
	char key[13]; /* a key that changes with what the layer is made of */
};

struct plan {
	const struct lock *lock;
	const struct lock_target *target;
	unsigned *shards; /* per package of the lock */
	size_t count;
	struct plan_layer *layers;
};

/* LOCK has its files chosen and is grouped (groups_assign). WHERE_INSTALLED is what layers depend
 * on besides their wheels (Python, prefix, …), in any fixed form. LOCK and TARGET must outlive the
 * plan. */
struct plan plan_make(const struct lock *lock, const struct lock_target *target,
	const char *where_installed, uint64_t split);
void plan_free(struct plan *plan);

/* The makefile and the JSON document; see lockplan(1) for both forms. TARGET_JSON, but for what it
 * excludes, goes into the document, and INSTALLED, the hash of what is installed (locktext.h). How
 * the lock was asked for is in neither. */
struct text plan_makefile(const struct plan *plan);
json_t *plan_json(const struct plan *plan, json_t *target_json, const struct digest *installed);

#endif
