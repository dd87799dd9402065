/* SPDX-License-Identifier: MIT */
/* lacking.h: what a failed build lacks of the system, as its log says: a header, a library, a
 * program. */
#ifndef WHEELS_LACKING_H
#define WHEELS_LACKING_H

#include <stdbool.h>
#include <stddef.h>

struct lacking {
	const char *what; /* such as `header` */
	bool is_program;
	char *name;
	char *path; /* the end of its path in a Debian package */
};

/* Finds what the end of LOG, LENGTH bytes, says is not there, as compilers, linkers, pkg-config and
 * shells say it. Of several things a header counts first, then a library, a pkg-config file, a
 * program; of each the last, since what a configure script tries is said before. Returns false when
 * nothing is known to be lacking. */
bool lacking_find(const char *log, size_t length, struct lacking *lacking);

/* The name of the last Python module that LOG, a string, says there is none of; the caller frees.
 * NULL when it says that of none. */
char *lacking_module(const char *log);

/* For _cleanup_. */
void lacking_free(struct lacking *lacking);

#endif
