/* SPDX-License-Identifier: MIT */
/* builtobjects.h: whether the ELF objects of a wheel that a build gave are for the target. */
#ifndef WHEELS_BUILTOBJECTS_H
#define WHEELS_BUILTOBJECTS_H

#include <jansson.h>

/* What the user can do about a wheel that does not fit, and about libraries that a build lacks. */
#define BUILT_WHAT_TO_DO \
	"take a version that has a wheel for the target, or name the package in PYLOCK_EXCLUDE"
#define BUILT_LIBRARIES                                                  \
	"declare the Debian packages of libraries that the build needs " \
	"(PYLOCK_BUILD_APT.<package>)"

struct builtobjects {
	const char *filename; /* the wheel's; messages begin with it */
	const char *arch;     /* the target's */
	const char *glibc;    /* the target's version; or NULL, and: */
	const char *musl;
	int promised; /* the least minor version of glibc 2 that the wheel's tags promise to be
			 enough; -1: they promise none */
};

/* OBJECTS is the array of elfcheck(1). Dies with EXIT_NO at the first that is for another machine
 * or C library, needs what nobody brings, or needs more than the tags promise. */
void builtobjects_check(const struct builtobjects *wheel, const json_t *objects);

#endif
