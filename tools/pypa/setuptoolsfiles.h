/* SPDX-License-Identifier: MIT */
/* setuptoolsfiles.h: dynamic fields of a pyproject.toml that setuptools takes from files (its
 * documentation, "Dynamic metadata": tool.setuptools.dynamic). */
#ifndef PYPA_SETUPTOOLSFILES_H
#define PYPA_SETUPTOOLSFILES_H

#include "lib/text.h"
#include "pypa/projectfile.h"

/* Adds to OUT, in the format of a requirements file, a line for each file that the FIELD of FILE,
 * or that MEMBER of it (a normalized name, or NULL), is taken from; BEFORE (or NULL) stands before
 * relative names. What only a build could tell ends the program with EXIT_NO. */
void setuptoolsfiles_add(struct text *out, const struct projectfile *file, const char *field,
	const char *member, const char *before);

#endif
