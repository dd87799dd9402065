/* SPDX-License-Identifier: MIT */
/* target.h: what wheels are to fit: a CPython on Linux, of one architecture and C library. */
#ifndef PYPA_TARGET_H
#define PYPA_TARGET_H

#include <stdbool.h>

#include "pypa/platformtag.h"

struct target {
	unsigned python_major, python_minor; /* the version of CPython */
	unsigned python_micro;               /* for markers; 0 when it is not known */
	char arch[32];                       /* as in tags and `uname -m`: x86_64, aarch64 */
	enum libc libc;
	unsigned libc_major, libc_minor;
	const char *platforms; /* patterns of platform tags, best first, with commas between; NULL:
				  see tags.h */
};

/* "3.12" into two numbers, each at most 99; a third (3.12.4) is allowed and left out. Returns
 * whether TEXT is of that form. */
bool target_parse_version(const char *text, unsigned *major, unsigned *minor);

/* NULL, or, in a static string that the next call may change, why there are no tags for such a
 * target: `arch: not one that wheels are made for (...)`. */
const char *target_problem(const struct target *target);

/* The platform tags that TARGET takes, which has no problem, best first; ends in NULL. The caller
 * frees. */
char **target_platforms(const struct target *target);
void target_platforms_free(char ***platforms); /* for _cleanup_ */

#endif
