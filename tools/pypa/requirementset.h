/* SPDX-License-Identifier: MIT */
/* requirementset.h: what a requirements, constraints or overrides file means, in the format of pip
 * and uv.
 *
 * A file means a set of entries. An entry is one of these, in lines that end in a newline:
 *
 *	requirement numpy<2,>=1.24; python_version < "3.13"
 *	  --hash=sha256:...
 *
 *	option
 *	  --extra-index-url https://host/first
 *	  --extra-index-url https://host/second
 *
 * It begins with `constraint` in a file read by -c, and with `constraint-requirement` in one that
 * such a file reads by -r.
 *
 * The requirement is in its canonical form (requirement.h), its hashes sorted, other
 * options of it in their order. `-e` and the path or URL of a distribution stand as they
 * are. Options that are for the whole file are an entry each; those of which the order
 * matters, one entry together. What -r and -c include counts as if it stood there; the name
 * of the file does not count. Variables such as ${TOKEN} stand as they are. */
#ifndef PYPA_REQUIREMENTSET_H
#define PYPA_REQUIREMENTSET_H

#include "lib/stringlist.h"

/* The most lines that say something. How many bytes and files: requirementlines.h. */
enum { REQUIREMENTSET_COUNT = 100000 };

struct requirementset {
	struct stringlist entries; /* sorted, each once */
	struct stringlist
		files; /* PATH, then the included ones in the order in which they were met */
	struct stringlist locals; /* paths that direct references lead to, sorted, each once */
};

/* Reads PATH. What is wrong in it ends the program with EXIT_NO and `FILE:LINE: what is wrong:
 * 'text'`. */
struct requirementset requirementset_read(const char *path);
void requirementset_free(struct requirementset *requirements);

#endif
