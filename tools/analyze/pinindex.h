/* SPDX-License-Identifier: MIT */
/* pinindex.h: what the indexes say of pins: at which index each is, whether the target can have it,
 * and what it requires. */
#ifndef ANALYZE_PININDEX_H
#define ANALYZE_PININDEX_H

#include "analyze/pinfile.h"
#include "fetch/policy.h"
#include "pypa/tags.h"
#include "resolve/metadatareader.h"

struct pinindex {
	const struct policy *policy;
	const struct tags *tags;      /* of the target */
	const char *python;           /* of the target, in full */
	struct metadatareader reader; /* of files without metadata */
};

/* Fills in what the indexes say of the pins, first the policy's, then the file's own extra ones,
 * `extra`, `extra1` and so on. The notes of FILE get what nobody knows; its variables the indexes,
 * and PYLOCK_INDEX.<package> where only an extra index has the package. An index that does not
 * answer ends the program (EXIT_NO when the answer is no, else EXIT_SYSTEM). */
void pinindex_look_up(const struct pinindex *index, struct pinfile *file);

#endif
