/* SPDX-License-Identifier: MIT */
/* lockcheck.h: whether the distributions of an image are those of its lock. */
#ifndef VERIFY_LOCKCHECK_H
#define VERIFY_LOCKCHECK_H

#include "verify/subject.h"

/* Says which index each package comes from, when there are several, and why one file was taken
 * rather than another of its release. */
void report_origins(const struct subject *subject, struct report *report);

/* Every distribution of the package layers is the lock's, at the lock's version, but for those of
 * PROVIDED. FLAWED is what check_wheels returned. */
void check_distributions(
	const struct subject *subject, json_t *provided, json_t *flawed, struct report *report);

/* What the base provides (provided's object; WHERE is what messages on it begin with) is there,
 * as it was when the lock was made, and nothing shadows it. Returns what counts as installed with
 * it, by name; the caller frees. */
json_t *check_provided(
	const struct subject *subject, json_t *provided, const char *where, struct report *report);

/* Those that are critical, an array of names in any spelling, are among PRESENT. */
void check_critical(
	const struct subject *subject, json_t *critical, json_t *present, struct report *report);

#endif
