/* SPDX-License-Identifier: MIT */
/* asking.h: who asks what of the version of a package in a lock, and which of that binds it. */
#ifndef LOCK_ASKING_H
#define LOCK_ASKING_H

#include "lock/lockgraph.h"

/* One who asks. Strings are the graph's. */
struct asking {
	const char *who;  /* `NAME VERSION`, or FILE:LINE */
	const char *kind; /* of a line: requirement, constraint or override; NULL for a package */
	const struct lockgraph_asked *asked;
	bool silenced; /* by an override: it does not count */
	bool binds;    /* it keeps the version from being higher: of those that count, its bound is
			  the lowest */
};

struct askings {
	size_t count;
	struct asking *list; /* those that count, then those that are silenced */
	bool bound;          /* some of them bind */
};

/* Who asks for the package of that normalized name. */
struct askings askings_of(const struct lockgraph *graph, const char *name);
void askings_free(struct askings *askings);

#endif
