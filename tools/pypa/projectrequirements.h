/* SPDX-License-Identifier: MIT */
/* projectrequirements.h: what pyproject.toml files ask for: project.dependencies and
 * project.optional-dependencies (PyPA "Declaring project metadata", PEP 621), dependency-groups
 * (PyPA "Dependency groups", PEP 735), and the files that setuptools takes dynamic ones from. */
#ifndef PYPA_PROJECTREQUIREMENTS_H
#define PYPA_PROJECTREQUIREMENTS_H

#include "lib/stringlist.h"
#include "lib/text.h"
#include "pypa/projectfile.h"

/* The most lists one in the other. */
enum { PROJECTREQUIREMENTS_DEPTH = 32 };

/* What is asked of files. All of it is the caller's. */
struct projectquestion {
	struct stringlist extras, groups; /* normalized names */
	const char *python;               /* a version that requires-python must admit, or NULL */
	const char *before; /* what stands before relative names of files in lines -r */
};

/* Adds to OUT, in the format of a requirements file, what the COUNT files ask for: their
 * dependencies, those of the extras and groups that are asked for, each under a comment that says
 * where it stands. The files' own names are no requirements: what their extras bring stands in
 * their place. An extra or group that no file has, requirements that are not well formed or that
 * only a build could tell, and sources of tools that would be lost end the program with EXIT_NO. */
void projectfiles_requirements(const struct projectfile *files, size_t count,
	const struct projectquestion *question, struct text *out);

#endif
