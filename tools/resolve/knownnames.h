/* SPDX-License-Identifier: MIT */
/* knownnames.h: the names of packages that a project knows: those that its locks have, and those
 * that somebody asks for. All are normalized. */
#ifndef RESOLVE_KNOWNNAMES_H
#define RESOLVE_KNOWNNAMES_H

#include <stdbool.h>

#include "lib/stringlist.h"
#include "pypa/requirementlines.h"

struct knownnames {
	struct stringlist there; /* in a lock, or by other means */
	struct stringlist asked; /* by a line of the requirements, or by a package of a lock */
};

/* A NAME, in any spelling, that is there by other means. */
void knownnames_add(struct knownnames *names, const char *name);

/* The names in the lines of PATH, which is for ROLE, whether their markers hold or not. Dies as
 * requirementlines_read does. */
void knownnames_add_lines(struct knownnames *names, const char *path, enum requirement_role role);

/* Those of the lock PATH, unless it is not there; and those of the other locks beside it
 * (pylock.*.toml), each unless it is no lock of this framework. Dies as lockgraph_read does when
 * PATH is none. */
void knownnames_add_locks(struct knownnames *names, const char *path);

bool knownnames_there(const struct knownnames *names, const char *name);
bool knownnames_asked(const struct knownnames *names, const char *name);

/* The name that is most like NAME; NULL when none is like it. The caller frees. */
char *knownnames_nearest(const struct knownnames *names, const char *name);

void knownnames_free(struct knownnames *names);

#endif
