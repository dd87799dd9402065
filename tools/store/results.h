/* SPDX-License-Identifier: MIT */
/* results.h: results that the store keeps, so that the same is not made twice.
 *
 * The result of a stage is the JSON object keys/STAGE/KEY.json. It may name content of the store by
 * digests; the result counts as long as that is there. It is kept with the user's seal (seal.h), as
 * {"seal","result"}; what has another seal, or none, was not made by this user and does not count.
 * storeresult(1) is this for other languages. */
#ifndef STORE_RESULTS_H
#define STORE_RESULTS_H

#include <jansson.h>

#include "store/key.h"
#include "store/store.h"

/* Those of stages.def: STAGE_layer, STAGE_base and so on. */
enum stage {
#define STAGE(name, version) STAGE_##name,
#include "store/stages.def"
#undef STAGE
};

/* Sets STAGE to that of the NAME; returns false when there is none. */
bool results_stage(const char *name, enum stage *stage);

/* The version of what the stage makes. */
int results_version(enum stage stage);

/* A key that has the version of what the stage makes as its component `output`. */
struct key results_key(enum stage stage);

/* The stage's result for KEY. NULL unless the store has it, and the content of each digest (64
 * digits, with or without `sha256:`) in its members MEMBERS, a list that ends in a NULL. The caller
 * owns it. */
json_t *results_recall(const struct store *store, enum stage stage, const struct digest *key,
	const char *const *members);

/* Keeps RESULT for the next time, if the store can (store_keeps). Dies. */
void results_keep(const struct store *store, enum stage stage, const struct digest *key,
	const json_t *result);

/* The SHA-256 of the file PATH, for a key. When it is the store's own, its name tells. Dies. */
struct digest results_digest(const struct store *store, const char *path);

#endif
