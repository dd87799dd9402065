/* SPDX-License-Identifier: MIT */
/* lockupdate.h: the lock of layers, brought up to date with layers that were made. */
#ifndef RECORDS_LOCKUPDATE_H
#define RECORDS_LOCKUPDATE_H

#include <stdbool.h>
#include <stddef.h>

#include "records/record.h"

struct lockupdate {
	const char *lock; /* its path */
	char **layers;    /* what was printed of each layer: paths of JSON files */
	size_t count;
	const char *base;                   /* the base's layout, or NULL */
	const struct platform *platform;    /* the image in it that is meant; NULL: the only one */
	struct digest base_key;             /* of what the base is made of; "": it gets no record */
	const struct record_parser *parser; /* records are packed; or NULL */
	bool locked;                        /* the lock is only compared */
};

/* Writes a row for each layer, and none for others. A row for the same key stays, with its record;
 * when its digest is another, that is bad input: dies. */
void lockupdate(const struct lockupdate *update, const struct store *store);

#endif
