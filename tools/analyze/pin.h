/* SPDX-License-Identifier: MIT */
/* pin.h: a line of a flat file of pins, with what its comments say, and what an index says of it.
 */
#ifndef ANALYZE_PIN_H
#define ANALYZE_PIN_H

#include <stdbool.h>

#include "lib/stringlist.h"
#include "pypa/requirement.h"

struct pin {
	struct requirement requirement;
	char *text;              /* the requirement as it is written */
	char *marker;            /* its marker with single spaces; NULL for none */
	char *version;           /* the one that it pins, normalized; NULL for none */
	char *place;             /* FILE:LINE */
	char *comment;           /* that belongs to the line; "" for none */
	struct stringlist above; /* comments above it, "" for an empty line */
	struct stringlist via;   /* who asks for it, as pip-compile says */

	/* What pinindex.h fills in. */
	char *reason; /* why a lock for the target cannot have it; NULL when nothing is known */
	bool only_by_name; /* resolvers take the release when a line of its own names it: it was
			    * withdrawn, or is a pre-release beside releases */
	size_t count;      /* of what it requires */
	struct requirement *requires;
};

/* The pin that TEXT, a requirement, is; strings are copied. */
struct pin pin_make(const char *text, const char *place, const char *comment);
void pin_free(struct pin *pin);

/* Adds to the last pin what COMMENT, a line below it, says of who asks for it. Returns whether it
 * says that: `# via name`, or a line of a list that such a comment has begun. */
bool pin_take_via(struct pin *pin, const char *comment);

/* Reads `# via a, b` behind the line; returns whether COMMENT is that. */
bool pin_take_vias(struct pin *pin, const char *comment);

/* Whether the tool that wrote the file says that the lock of the project asks for it, in the words
 * of lockpins(1). */
bool pin_is_via_lock(const struct pin *pin);

/* Whether it is the project that asks for it, by what pip-compile says. IS_PINNED says of a
 * normalized name whether the file has it; another name is the project's own. */
bool pin_is_wanted_by_project(const struct pin *pin,
	bool (*is_pinned)(const void *data, const char *name), const void *data);

/* MARKER as people write it: single spaces, double quotes. The caller frees. */
char *pin_marker_spelled(const char *marker);

#endif
