/* SPDX-License-Identifier: MIT */
/* requirementlines.h: the lines of requirements, constraints and overrides files (the format of pip
 * and uv), with those of the files that they include by -r and -c, one after the other.
 *
 * Each file counts once for each role, also when files include each other. */
#ifndef REQUIREMENTLINES_H
#define REQUIREMENTLINES_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/stringlist.h"
#include "pypa/fileoption.h"
#include "pypa/requirement.h"

enum {
	REQUIREMENTLINES_BYTES = 4 << 20, /* the most, includes and all */
	REQUIREMENTLINES_FILES = 1000,
	REQUIREMENTLINES_DEPTH = 32, /* of includes */
};

/* What the requirements in a file are for: the third stands in a file that a constraints file
 * includes by -r. */
enum requirement_role {
	ROLE_REQUIREMENT,
	ROLE_CONSTRAINT,
	ROLE_CONSTRAINT_REQUIREMENT,
	ROLE_OVERRIDE,
};

/* A logical line. All of it is borrowed while it is looked at. */
struct requirementline {
	const char *path; /* as seen from where the first file is */
	size_t number;    /* from 1 */
	enum requirement_role role;
	const char *whole;              /* without comment, each run of space as one */
	const char *comment;            /* from its `#`; "" for none */
	const struct stringlist *above; /* comments, "" for each empty line, between the line before
					 * and this one */
	const char *text;     /* `whole` without options; "" when there is nothing but these */
	const char *editable; /* the value of -e, or NULL */
	bool is_location;     /* TEXT is a path or a URL alone */
	struct requirement requirement; /* TEXT; empty when that is a location or nothing */
};

struct requirementlines_reader {
	void *context;

	/* For each option of LINE, of which `text` and what follows is not yet set; VALUE is NULL
	 * for one without. May be NULL. */
	void (*option)(void *context, const struct requirementline *line,
		const struct fileoption *option, const char *value);

	/* For each line that is not options for the whole file alone, after its options. */
	void (*line)(void *context, const struct requirementline *line);

	/* At the end of each file, with what stands above it. May be NULL. */
	void (*end)(void *context, const struct requirementline *line);
};

/* Reads PATH in that role. Adds to FILES, if not NULL, PATH and then the included ones in the order
 * in which they were met. What is wrong ends the program with EXIT_NO and `FILE:LINE: what is
 * wrong: 'text'`. */
void requirementlines_read(const char *path, enum requirement_role role,
	const struct requirementlines_reader *reader, struct stringlist *files);

/* That end. */
_Noreturn void requirementline_bad(
	const struct requirementline *line, const char *problem, const char *text);

#endif
