/* SPDX-License-Identifier: MIT */
/* name.h: names of distributions and of their files.
 *
 * Names: PyPA "Names and normalization" (PEP 503, 508). Filenames: PyPA "Binary distribution
 * format" (PEP 427) and "Source distribution format" (PEP 625). */
#ifndef PYPA_NAME_H
#define PYPA_NAME_H

#include <stdbool.h>

/* Whether NAME is a valid name of a distribution (ASCII letters, digits, `.`, `-`, `_`; begins and
 * ends with a letter or digit). */
bool name_is_valid(const char *name);

/* The normalized name: lower case, runs of `.`, `-`, `_` as one `-`. The caller frees. */
char *name_normalize(const char *name);

/* The parts of a wheel's filename, owned by this struct. Tag components may be compressed sets
 * (`py2.py3`).
 */
struct wheel_name {
	char *name;    /* normalized */
	char *version; /* as it stands in the filename, `_` and all */
	char *build;   /* or NULL */
	char *python, *abi, *platform;
};

/* Takes apart FILENAME (no directory). Returns NULL, or, in a static string, why it is not a
 * wheel's filename; then NAME is empty. Refuses characters that no tag, name or version has, so
 * that the parts are safe in paths and makefiles. */
const char *wheel_name_parse(const char *filename, struct wheel_name *name);
void wheel_name_free(struct wheel_name *name);

/* Below, equal to or above 0 as the build tags A and B compare, either of which may be NULL: by
 * their leading number, then by the rest; none is lowest (PEP 427). */
int wheel_build_compare(const char *a, const char *b);

/* The same for NAME-VERSION.tar.gz (and .zip, for old releases). Versions with a dash are split at
 * the last dash that a digit follows. */
struct sdist_name {
	char *name; /* normalized */
	char *version;
};

const char *sdist_name_parse(const char *filename, struct sdist_name *name);
void sdist_name_free(struct sdist_name *name);

#endif
