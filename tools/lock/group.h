/* SPDX-License-Identifier: MIT */
/* group.h: which packages share a layer.
 *
 * A wheel of at least the limit has layers of its own; smaller ones are put together up to the
 * limit, so that an image stays well below the number of layers that clients take. A package stays
 * in the group that the old lock gives it, so that an unchanged layer keeps its bytes. */
#ifndef LOCK_GROUP_H
#define LOCK_GROUP_H

#include "lock/lock.h"

enum {
	GROUP_LIMIT = 1000000, /* bytes of wheels in a group, unless there are too many */
};

struct group_limits {
	uint64_t split;  /* bytes of a wheel for which it gets one more layer */
	uint64_t layers; /* of packages in an image; the rest of 100 is for the base and the project
			  */
};

/* Those that TARGET_JSON, what target.json holds, gives as `layerSplit` and `layerMax`; else 256
 * MiB and 80. WHERE is its name for messages. Dies when they are malformed. */
struct group_limits group_limits_read(const json_t *target_json, const char *where);

/* Sets the group of every package: its own name for one that stands alone, `small.N` otherwise. A
 * package whose size is not known counts as one of GROUP_LIMIT bytes. LIMIT is the old lock's, or
 * 0; the result is GROUP_LIMIT, or more when there would be more layers than there may; then nobody
 * stays where he was. Packages must be chosen; their old group is what group says. */
uint64_t groups_assign(struct lock *lock, uint64_t limit, const struct group_limits *limits);

/* How many layers a wheel of SIZE bytes gets. */
uint64_t group_parts(int64_t size, uint64_t split);

#endif
