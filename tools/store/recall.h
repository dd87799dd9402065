/* SPDX-License-Identifier: MIT */
/* recall.h: results that the store keeps, so that the same is not made twice. */
#ifndef STORE_RECALL_H
#define STORE_RECALL_H

#include <jansson.h>

#include "store/store.h"

/* The result of STAGE for KEY. NULL unless the store has it, and the content of each digest
 * (`sha256:…`) in its members MEMBERS, a list that ends in a NULL. The caller owns it. */
json_t *recall(const struct store *store, const char *stage, const struct digest *key,
	const char *const *members);

/* Keeps RESULT for the next time. Dies. */
void remember(const struct store *store, const char *stage, const struct digest *key,
	const json_t *result);

/* The SHA-256 of the file PATH, for a key. When it is the store's own, its name tells. Dies. */
struct digest recall_digest(const struct store *store, const char *path);

#endif
