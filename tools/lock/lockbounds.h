/* SPDX-License-Identifier: MIT */
/* lockbounds.h: which of those who ask for a package keep its version from being higher. */
#ifndef LOCK_LOCKBOUNDS_H
#define LOCK_LOCKBOUNDS_H

#include "lock/lockgraph.h"

/* A version above which nothing is allowed. */
struct lockbound {
	char *version;  /* NULL: there is no bound */
	bool inclusive; /* that version itself is allowed */
	bool arbitrary; /* nothing but this very text is, which is no version (=== of PEP 440) */
};

/* The lowest bound of these specifiers, each one alone. */
struct lockbound lockbound_of(const struct stringlist *specifiers);
void lockbound_free(struct lockbound *bound);

/* Below, equal to or above 0 as A is lower than, the same as or higher than B, neither of which is
 * none. What is no version is below all that are. */
int lockbound_compare(const struct lockbound *a, const struct lockbound *b);

#endif
