/* SPDX-License-Identifier: MIT */
/* plan.h: what is to be fetched, built and put into which layer. Its form for programs is in
 * planjson.h, that for Make in planmakefile.h. */
#ifndef LOCK_PLAN_H
#define LOCK_PLAN_H

#include "lock/lock.h"
#include "lock/locktarget.h"

/* The fetching is shared between so many rules, since layers can start when the first share has
 * arrived, and more where a share would have more files than that: Make keeps for each file of a
 * rule with several targets a list of all others. */
enum { PLAN_SHARDS = 4, PLAN_SHARD_FILES = 64 };

/* A share of the files to be fetched. */
struct plan_shard {
	uint64_t size; /* in bytes; what is not known counts as nothing, and each file as one more
			*/
	size_t count;  /* may be 0 */
	const struct lock_package *packages[PLAN_SHARD_FILES];
};

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
	size_t shard_count;
	struct plan_shard *shards; /* without the packages whose file is made, not fetched */
	size_t count;
	struct plan_layer *layers;
};

/* LOCK has its files chosen and is grouped (groups_assign). WHERE_INSTALLED is what layers depend
 * on besides their wheels (Python, prefix, …), in any fixed form. LOCK and TARGET must outlive the
 * plan. */
struct plan plan_make(const struct lock *lock, const struct lock_target *target,
	const char *where_installed, uint64_t split);
void plan_free(struct plan *plan);

/* The name of the layer, and of its record: GROUP-KEY, or GROUP.1of2-KEY of a part. The caller
 * frees it. */
char *plan_layer_name(const struct plan_layer *layer);

/* Whether the layer has, or may have once it is built, the NUMBERth of the wheels that the user
 * allows (pypa/allowance.h). */
bool plan_layer_allows(const struct plan *plan, const struct plan_layer *layer, size_t number);

#endif
