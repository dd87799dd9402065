/* SPDX-License-Identifier: MIT */
/* poetryproject.h: what the tables of Poetry in a pyproject.toml ask for, as requirements (Poetry's
 * documentation, "The pyproject.toml file"): tool.poetry.dependencies, extras, group and
 * dev-dependencies. */
#ifndef PYPA_POETRYPROJECT_H
#define PYPA_POETRYPROJECT_H

#include "lib/stringlist.h"
#include "pypa/projectfile.h"

/* Each returns a list of requirements (PEP 508), or NULL when the file has no such table; the
 * caller owns it. EXTRA and GROUP are normalized names. Packages at a path are left out when they
 * are among the names OWN, and are an error otherwise; so is what has a source of its own, and
 * what cannot be written as a requirement. Errors end the program with EXIT_NO. */
json_t *poetryproject_dependencies(const struct projectfile *file, const struct stringlist *own);
json_t *poetryproject_extra(
	const struct projectfile *file, const char *extra, const struct stringlist *own);
json_t *poetryproject_group(
	const struct projectfile *file, const char *group, const struct stringlist *own);

/* Ends the program with EXIT_NO when tool.poetry.dependencies.python does not admit PYTHON (NULL:
 * any). */
void poetryproject_check(const struct projectfile *file, const char *python);

#endif
