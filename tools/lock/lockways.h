/* SPDX-License-Identifier: MIT */
/* lockways.h: the ways from the lines of the requirements to a package of the lock. */
#ifndef LOCK_LOCKWAYS_H
#define LOCK_LOCKWAYS_H

#include "lock/lockgraph.h"

/* The most that can be asked for. */
enum { LOCKWAYS_MOST = 10000 };

/* A step of a way; what its edge asks for is who asks in the next, and the package itself in the
 * last. Steps are shared by ways. */
struct lockways_step {
	const struct lockgraph_edge *edge;
	const struct lockways_step *next; /* NULL in the last */
};

struct lockways {
	size_t count;
	const struct lockways_step *
		*ways;                /* the first of each has a line; the shortest way first */
	bool more;                    /* there are others */
	struct lockways_step **steps; /* all of them, owned */
	size_t step_count;
};

/* At most MOST ways to the package of that normalized name; none goes through a package twice. An
 * edge that an extra brings is only on ways on which that extra is asked for. */
struct lockways lockways_to(const struct lockgraph *graph, const char *name, size_t most);
void lockways_free(struct lockways *ways);

#endif
