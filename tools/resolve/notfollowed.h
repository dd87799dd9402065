/* SPDX-License-Identifier: MIT */
/* notfollowed.h: what requirements files may say to pip, and is said by variables here: where
 * packages come from, which of them are built, and the project itself.
 *
 * An index in a requirements file would be asked past the policy that gives each package one index
 * (policy.h), so it is refused, with what to write. One that the policy has anyway may stand there:
 * the file is often meant for pip, too. */
#ifndef RESOLVE_NOTFOLLOWED_H
#define RESOLVE_NOTFOLLOWED_H

#include "fetch/policy.h"
#include "pypa/directreference.h"
#include "pypa/requirementlines.h"

/* Returns when OPTION of LINE, which is for the whole file or for a requirement, is followed, or
 * says what POLICY says anyway. Ends the program with EXIT_NO and `FILE:LINE: OPTION is not
 * followed: what to write` otherwise. */
void notfollowed_option(const struct requirementline *line, const struct fileoption *option,
	const char *value, const struct policy *policy);

/* Ends the program so when the REFERENCE on LINE holds credentials, or leads to what nobody
 * fetches. */
void notfollowed_location(
	const struct requirementline *line, const struct directreference *reference);

#endif
