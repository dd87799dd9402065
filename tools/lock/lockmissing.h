/* SPDX-License-Identifier: MIT */
/* lockmissing.h: why a lock does not have a package. */
#ifndef LOCK_LOCKMISSING_H
#define LOCK_LOCKMISSING_H

#include "lock/lockgraph.h"

/* What to say of the normalized NAME, which the lock of TARGET does not have: that it was excluded,
 * that the base provides it, or which names of the lock are like it. The caller frees. */
char *lockmissing(const struct lockgraph *graph, const char *name, const char *target);

#endif
