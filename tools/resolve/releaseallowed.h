/* SPDX-License-Identifier: MIT */
/* releaseallowed.h: which files of a resolved release its requirements allow (allowedfiles.h). */
#ifndef RESOLVE_RELEASEALLOWED_H
#define RESOLVE_RELEASEALLOWED_H

#include "resolve/release.h"

/* Puts the files that are allowed into ALLOWED, which does not own them. When the options leave out
 * a wheel that fits, that is recorded. Returns false, with a message, when they leave no file of
 * the version that was resolved. */
bool release_allowed(struct release *release, const struct policy *policy,
	const struct release_target *target, struct project *allowed, struct text *message);

/* Records that BY, rules with spaces between, left of FILES these only. */
void release_decided(struct release *release, const char *by, const struct project *files,
	const struct project *kept);

#endif
