/* SPDX-License-Identifier: MIT */
/* wheelcheck.h: what the wheels of an image have otherwise than the rules want it, as layer(1)
 * says: noted, or taken because PYLOCK_ALLOW_WHEEL says so. */
#ifndef VERIFY_WHEELCHECK_H
#define VERIFY_WHEELCHECK_H

#include "verify/subject.h"

/* What declares a flaw that misleads nobody. */
#define FLAW_IS_NOTED "taken: it misleads nobody, see pylock-wheels(7)"

/* FLAWS is an array of {"name","wheel","flaw","allowed":SHA256} or, for what a build was declared
 * to do without, {"name","wheel","flaw","reason"}, or NULL; WHERE is what messages on it begin
 * with; ALLOWED has the reason for each SHA-256, in lower case. Returns, by distribution, what
 * declares that RECORD is not as it should be; the caller frees. */
json_t *check_wheels(const struct subject *subject, json_t *flaws, const char *where,
	const struct declarations *allowed, struct report *report);

#endif
