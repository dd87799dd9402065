/* SPDX-License-Identifier: MIT */
/* requirecheck.h: whether what the distributions of an image require of each other, and of Python,
 * is so. */
#ifndef VERIFY_REQUIRECHECK_H
#define VERIFY_REQUIRECHECK_H

#include "verify/subject.h"

/* Requires-Dist of each of PRESENT, distributions by normalized name, holds for the target; an
 * extra counts where a requirement asks for it. OVERRIDDEN has the file that replaces what is
 * required of a name. Returns a map of sets: which distribution wants which others; the caller
 * frees. */
json_t *check_requirements(
	const struct subject *subject, json_t *present, json_t *overridden, struct report *report);

/* Requires-Python of each installed distribution admits the target's Python. */
void check_python(const struct subject *subject, struct report *report);

#endif
