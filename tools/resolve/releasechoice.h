/* SPDX-License-Identifier: MIT */
/* releasechoice.h: which files of a resolved release are meant (release.h, prefer.h). */
#ifndef RESOLVE_RELEASECHOICE_H
#define RESOLVE_RELEASECHOICE_H

#include "resolve/release.h"

/* Which files are meant. Returns whether that is clear; if not, the message says which line to
 * write. */
bool release_decide(struct release *release, const struct policy *policy,
	const struct release_target *target, struct text *message);

/* What lockpin(1) is to know of a release of which that is clear:
 *   {"files": [sha256, …], "choice": {"by", "over": [filename, …]}}, the latter where rules
 * decided. The caller owns it. */
json_t *release_choice(const struct release *release);

/* The file that a lock takes of those that are meant: the best wheel, else the sdist. */
const struct project_file *release_best(const struct release *release, const struct tags *tags);

#endif
