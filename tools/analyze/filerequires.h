/* SPDX-License-Identifier: MIT */
/* filerequires.h: what files at indexes require: from their metadata beside them (PEP 658), or,
 * where there is none, from a program that reads the files. */
#ifndef ANALYZE_FILEREQUIRES_H
#define ANALYZE_FILEREQUIRES_H

#include <jansson.h>
#include <stddef.h>

#include "fetch/policy.h"
#include "fetch/project.h"
#include "pypa/requirement.h"
#include "resolve/metadatareader.h"

struct filerequires {
	const char *index;               /* that has the file, by its name; the caller's, as */
	const struct project_file *file; /* the file is */

	size_t count;
	struct requirement *requires;
	char *unknown; /* why that is not known, in words; NULL when it is */

	/* Private to filerequires.c. */
	json_t *lines;
};

/* Asks for all at once. An index that does not answer ends the program: EXIT_NO when its answer is
 * no, else EXIT_SYSTEM. */
void filerequires_ask(struct filerequires *files, size_t count, const struct policy *policy,
	const struct metadatareader *reader);

void filerequires_free(struct filerequires *file);

#endif
