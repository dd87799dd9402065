/* SPDX-License-Identifier: MIT */
/* subject.h: what a verification is about: a plan, and the evidence of an image.
 *
 * Every check takes what it needs out of these with the json_want functions, so that a member that
 * is missing or of another type ends the program with EXIT_NO and says which one it is. */
#ifndef VERIFY_SUBJECT_H
#define VERIFY_SUBJECT_H

#include "pypa/target.h"
#include "verify/report.h"

struct subject {
	json_t *plan, *evidence;        /* of lockplan(1) and inspect(1) */
	const char *where_plan, *where; /* what messages on them begin with: the paths */
	json_t *packages;               /* an array: the plan's, with names and versions */
	json_t *distributions;          /* an array: those that have a name and a version */
	json_t *installed; /* by normalized name: those of the virtual environment, not of the base
			    */
	json_t *elf; /* an array: inspect's, with normalized names of distributions, none empty */
	struct target target; /* of the plan, for markers */
	const char *python;   /* its full version, such as 3.11.2 */
};

/* Reads both files. A distribution without a name or version is a finding of REPORT. Dies. */
struct subject subject_read(const char *plan, const char *evidence, struct report *report);

/* The same of the documents, which belong to the subject from now on; WHERE_PLAN and WHERE are what
 * messages on them begin with. */
struct subject subject_of(json_t *plan, const char *where_plan, json_t *evidence, const char *where,
	struct report *report);
void subject_free(struct subject *subject); /* for _cleanup_ */

/* The member KEY of the plan or of its target. Dies. */
const char *subject_target(const struct subject *subject, const char *key);

/* Whether the plan leaves out the distribution of that normalized name. */
bool subject_excludes(const struct subject *subject, const char *name);

/* The value of a variable in the image's environment, the last one given; NULL if it is not set. */
const char *subject_variable(const struct subject *subject, const char *name);

/* The member KEY of the image's configuration; NULL when there is none. */
json_t *subject_config(const struct subject *subject, const char *key);

/* A JSON document of an option, at most as large as evidence may be. Dies. */
json_t *subject_document(const char *path);

/* Dies when a JSON value is no object, array or string; WHAT it is goes into the message. Returns
 * it. */
json_t *want_object(json_t *value, const char *what, const char *where);
json_t *want_array(json_t *value, const char *what, const char *where);
const char *want_string(json_t *value, const char *what, const char *where);

/* The name of the distribution that an ELF file belongs to, or NULL. */
const char *elf_owner(json_t *elf);

#endif
