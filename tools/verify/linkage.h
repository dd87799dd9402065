/* SPDX-License-Identifier: MIT */
/* linkage.h: the objects of an image that the dynamic loader would load, what each lacks, and which
 * distribution's are loaded before which other's.
 *
 * Three kinds of libraries that are not found are kept apart: what the device's driver supplies,
 * what is found once another package was imported, and what is missing. The objects of a
 * distribution are loaded after those of the distributions that it requires. */
#ifndef VERIFY_LINKAGE_H
#define VERIFY_LINKAGE_H

#include "verify/subject.h"

/* An ELF file that inspect(1) examined. The strings and JSON are the subject's. */
struct object {
	json_t *json;
	const char *path, *base, *soname; /* base: without directories; soname: or NULL */
	const char *owner;                /* the distribution, or NULL */
	json_t *needed,
		*besides; /* objects {NAME: PATH or null}, {NAME: PATH}; besides may be NULL */
	bool counts;      /* a package, or the program that loads it, may load it */
	json_t *choice;   /* the row of opened.json by which it need not be loaded, or NULL */
};

struct linkage {
	const struct subject *subject;
	struct report *report;
	struct object *objects;
	size_t count;
	json_t *owners;   /* {PATH: the distribution or null} of every ELF file */
	json_t *places;   /* {PATH: the number of the object} */
	json_t *names;    /* the set of sonames and file names of objects */
	json_t *requires; /* {distribution: set of all that it requires, directly or not} */
	json_t *wants;    /* the same, of what is required directly; the caller's */
	json_t *driver;   /* {soname: version} of the device's driver; the caller's */
	json_t *owning;   /* {soname: Debian package} of the base's archive, NULL when it was not
			   * asked;   the caller's */
	json_t *opened;   /* opened.json; the caller's */
	const char *where_opened;
	const char *interpreter; /* the path of Python; NULL when it is no ELF file of the image */
};

/* Takes the objects of SUBJECT and finds out which count. WANTS is what check_requirements
 * returned. The other arguments of the checks (driver, owning, opened, where_opened) the caller
 * puts in. Dies. */
struct linkage linkage_begin(const struct subject *subject, json_t *wants, struct report *report);
void linkage_free(struct linkage *linkage); /* for _cleanup_ */

/* The distribution that has the ELF file PATH, or NULL. */
const char *linkage_owner(const struct linkage *linkage, const char *path);

/* Whether the objects of the distribution FIRST (NULL: the base's) are loaded before those of
 * SECOND. */
bool linkage_comes_before(const struct linkage *linkage, const char *first, const char *second);

/* Adds to SET the sonames that OBJECT needs and nothing supplies: not the driver, not a package
 * that is imported before. Returns whether there are any; SET may be NULL. */
bool linkage_lacking(const struct linkage *linkage, const struct object *object, json_t *set);

/* Finds everything that is wanting, one after the other, or reports that nothing is. */
void check_linkage(struct linkage *linkage);

#endif
