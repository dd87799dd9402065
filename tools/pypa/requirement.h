/* SPDX-License-Identifier: MIT */
/* requirement.h: one requirement (PyPA "Dependency specifiers", PEP 508), such as
 * `numpy[extra] >=1.24, <2 ; python_version < "3.12"` or `name @ https://host/file.whl`. */
#ifndef PYPA_REQUIREMENT_H
#define PYPA_REQUIREMENT_H

#include "lib/stringlist.h"
#include "lib/text.h"

/* Its parts, owned by this struct. Two spellings that mean the same have equal parts. */
struct requirement {
	char *name;       /* normalized */
	char *extras;     /* normalized, sorted, with commas between; "" for none */
	char *specifiers; /* canonical (specifier.h); "" for none */
	char *url;        /* as it stands; NULL for none */
	char *marker;     /* canonical (markertree.h); NULL for none */
};

/* Takes apart TEXT. Returns NULL, or, in a static string, what is wrong with it; then REQUIREMENT
 * is empty. Refuses what the packaging library refuses, and control characters, backslashes in
 * markers, `===` without a version, and names that end in `_`. */
const char *requirement_parse(const char *text, struct requirement *requirement);
void requirement_free(struct requirement *requirement);

/* Adds the extras and the specifiers of TEXT, which requirement_parse takes, as they are written
 * and in that order: `Fast_One`, `>= 1.0` as `>=1.0`. Either may be NULL. */
void requirement_spelling(
	const char *text, struct stringlist *extras, struct stringlist *specifiers);

/* Appends the canonical form: `name[a,b]<2,>=1; marker` or `name @ url ; marker`. It is a
 * requirement too, and equal for all spellings. */
void requirement_add(struct text *out, const struct requirement *requirement);

#endif
