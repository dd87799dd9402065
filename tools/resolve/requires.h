/* SPDX-License-Identifier: MIT */
/* requires.h: what releases require on a target, as their own metadata says (PyPA "Core metadata",
 * PEP 508, 658). */
#ifndef RESOLVE_REQUIRES_H
#define RESOLVE_REQUIRES_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "lib/stringlist.h"
#include "pypa/target.h"

/* A package and the requirements of the file that is taken of it. */
struct requires_package {
	const char *name;            /* normalized; the caller's */
	bool known;                  /* somebody says what it requires */
	struct stringlist malformed; /* of the first lines that are no requirements, in words */
	size_t count;
	struct requires_line *lines; /* of requires.c */
	struct stringlist texts;     /* after requires_apply: sorted, each once */

	/* Private to requires.c. */
	struct stringlist asked; /* its extras that somebody asks for */
};

/* Reads the lines, an array of strings. One that is no requirement is read as uv repairs it
 * (lenientrequirement.h) or else left out, and its neighbours stay. Returns NULL, or, in a static
 * string, why they are not what a distribution may require; then nothing is known. */
const char *requires_read(struct requires_package *package, const json_t *lines);

/* What the packages, sorted by name, require on TARGET. ROOTS are the project's own requirements.
 * What an extra brings counts when somebody asks for that extra, and says so by a marker. */
void requires_apply(struct requires_package *packages, size_t count, const struct target *target,
	const struct stringlist *roots);

/* After requires_apply: the version with a local label that one of the packages asks for by == or
 * === of the package of that normalized name, or NULL; the caller frees. */
char *requires_local(const struct requires_package *packages, size_t count, const char *name);

void requires_free(struct requires_package *package);

#endif
