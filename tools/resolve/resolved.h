/* SPDX-License-Identifier: MIT */
/* resolved.h: the releases that a resolver has chosen: a pylock.toml (PEP 751), or the pins of
 * pip-compile. */
#ifndef RESOLVE_RESOLVED_H
#define RESOLVE_RESOLVED_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/stringlist.h"

struct resolved_release {
	char *name;              /* normalized */
	char *version;           /* normalized */
	bool lists;              /* the resolver says which files the release has, */
	struct stringlist files; /* by name */
};

struct resolved {
	size_t count;
	struct resolved_release *releases; /* sorted by name */
};

/* Reads PATH, TOML when its name ends in .toml. What is malformed, or no release of an index, ends
 * the program with EXIT_NO. */
struct resolved resolved_read(const char *path);

/* For _cleanup_. */
void resolved_free(struct resolved *resolved);

#endif
