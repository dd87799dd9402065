/* SPDX-License-Identifier: MIT */
/* lockunmet.h: which requirements do not hold in a lock: lines of the project's files, and what its
 * packages require of each other. */
#ifndef LOCK_LOCKUNMET_H
#define LOCK_LOCKUNMET_H

#include <jansson.h>

#include "lock/lockgraph.h"

/* What the lock does not list although somebody asks for it. */
struct lockunmet_absent {
	struct stringlist excluded; /* normalized names */
	const json_t *provided;     /* {name: {"version"}}, what the base has; or NULL */
};

/* Appends to TEXTS a line for each requirement that does not hold, such as `requirements.in:2:
 * six==1.16 does not hold: the lock has six 1.17.0`, and to KEYS, in that order, what stays the
 * same when lines move: `requirement: six==1.16`, `constraint: six<2` or `app 1.0: lib>=3`.
 *
 * An override takes the place of all that is required of its package; constraints and overrides
 * hold when the package is not there. */
void lockunmet(const struct lockgraph *graph, const struct lockunmet_absent *absent,
	struct stringlist *texts, struct stringlist *keys);

#endif
