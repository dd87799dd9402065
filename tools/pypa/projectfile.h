/* SPDX-License-Identifier: MIT */
/* projectfile.h: a pyproject.toml (PyPA "pyproject.toml specification", PEP 518, 621). */
#ifndef PYPA_PROJECTFILE_H
#define PYPA_PROJECTFILE_H

#include <stdbool.h>

#include "lib/json.h"

enum { PROJECTFILE_BYTES = 4 << 20 };

struct projectfile {
	const char *path; /* the caller's */
	char *name;       /* normalized; NULL when there is no table `project`, nor Poetry's */
	json_t *document;
};

/* Reads PATH. What is wrong in it ends the program with EXIT_NO. */
struct projectfile projectfile_read(const char *path);
void projectfile_free(struct projectfile *file);

/* The value below the KEYS, which end with NULL; NULL when there is none. Borrowed. */
const json_t *projectfile_table(const struct projectfile *file, const char *const keys[]);

/* The member of TABLE whose normalized key is NAME (PEP 685), and its key as it is WRITTEN; NULL
 * when there is none. Borrowed. */
json_t *projectfile_member(const json_t *table, const char *name, const char **written);

/* Whether project.dynamic has FIELD. */
bool projectfile_is_dynamic(const struct projectfile *file, const char *field);

/* Ends the program with EXIT_NO when requires-python does not admit PYTHON, a version (NULL: any),
 * or when it says something that other tools read and no one would read here. */
void projectfile_check(const struct projectfile *file, const char *python);

#endif
