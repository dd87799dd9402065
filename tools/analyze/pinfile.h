/* SPDX-License-Identifier: MIT */
/* pinfile.h: a flat file of pins, as `pip freeze`, pip-compile and people write it: its lines with
 * their comments, and what its options become. */
#ifndef ANALYZE_PINFILE_H
#define ANALYZE_PINFILE_H

#include "analyze/pin.h"
#include "lib/stringlist.h"

struct pinfile {
	size_t count;
	struct pin *pins;
	struct stringlist variables;     /* assignments of Make */
	struct stringlist notes;         /* what has no counterpart, and what to do instead */
	struct stringlist constraints;   /* lines */
	struct stringlist extra_indexes; /* addresses, without credentials */
	struct stringlist trailing;      /* comments at the ends of files */
	char *index_url;                 /* or NULL */
};

/* Reads PATH, and what it includes. What is wrong ends the program (requirementlines.h). */
struct pinfile pinfile_read(const char *path);
void pinfile_free(struct pinfile *file);

#endif
