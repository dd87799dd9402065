/* SPDX-License-Identifier: MIT */
/* sourceparser.h: the Python that parses wheels, of the target's version if there is one.
 *
 * That is an interpreter of this machine, or else the image's own, unpacked and confined: it sees
 * the wheels, cannot change anything, and has no network. Where neither runs, another version
 * parses, and says which it is: what it does not understand is then no error of the wheel. */
#ifndef VERIFY_SOURCEPARSER_H
#define VERIFY_SOURCEPARSER_H

#include "lib/stringlist.h"

struct sourceparser_choice {
	const char *python;  /* the path of an interpreter that is there */
	const char *program; /* the path of modules.py */
	const char *store;   /* where the wheels are */
	const char *image;   /* the path of an OCI image layout, or NULL */
	const char *work;    /* a directory for what is unpacked of it, made when needed, or NULL */
};

struct sourceparser {
	struct stringlist command; /* reads paths below the store, prints what is in them */
	char *version;             /* such as 3.13 */
	char *directory;           /* the image's files, if it is the image's; or NULL */
};

/* For a target that has the version WANTED of Python. Dies. */
struct sourceparser sourceparser_find(const struct sourceparser_choice *choice, const char *wanted);

/* Removes what was unpacked. For _cleanup_. */
void sourceparser_free(struct sourceparser *parser);

#endif
