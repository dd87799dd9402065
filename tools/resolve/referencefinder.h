/* SPDX-License-Identifier: MIT */
/* referencefinder.h: the one file that a direct reference means, in the store: what is at a URL or
 * in the project, or an archive of a commit or of a directory. What the lock has of it stays, until
 * it is to be asked for anew. */
#ifndef RESOLVE_REFERENCEFINDER_H
#define RESOLVE_REFERENCEFINDER_H

#include <jansson.h>

#include "fetch/treearchive.h"
#include "resolve/reference.h"
#include "store/store.h"

/* Where files come from, and where they go. */
struct referencefinder {
	struct archiver archiver;
	struct store store;    /* the archiver's */
	const json_t *builder; /* builtidentity.h's */
	const char *lock;      /* its path, for messages */
	json_t *locked;        /* what lockedreference_packages() has of it */
};

/* Puts the file into the store. Returns what reference_found() does, for the caller to free. Dies,
 * the message beginning with the reference's place. */
json_t *reference_find(const struct referencefinder *finder, const struct reference *reference);

#endif
