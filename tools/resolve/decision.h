/* SPDX-License-Identifier: MIT */
/* decision.h: which files are meant of all releases that a resolver has chosen, with the hash of
 * each that a lock takes. */
#ifndef RESOLVE_DECISION_H
#define RESOLVE_DECISION_H

#include "lib/stringlist.h"
#include "pypa/target.h"
#include "resolve/filehash.h"
#include "resolve/learn.h"
#include "resolve/release.h"

struct decision {
	const struct release_target *for_whom;
	const struct target *target;
	const struct stringlist *roots; /* the project's own requirements */
	const struct learn *learn; /* what is known is added to what it knows, when it is needed */
	const struct filehash *filehash;
};

/* Decides for each of the RELEASES, which were loaded. Returns EXIT_YES, and, reported, EXIT_NO
 * when it is not clear for one of them; what filehash_learn returns when a hash cannot be had. */
enum exit_status decide(const struct decision *decision, struct release *releases, size_t count);

#endif
