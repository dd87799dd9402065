/* SPDX-License-Identifier: MIT */
/* planjson.h: a plan for people and programs (plan.json), and the shares of the fetching.
 *
 * The texts are canonical JSON (json.h) and end in a newline; see lockplan(1) for their form. They
 * are written package by package, so that there is no second copy of a plan of thousands. How the
 * lock was asked for is not in them. The caller frees them. */
#ifndef LOCK_PLANJSON_H
#define LOCK_PLANJSON_H

#include <jansson.h>

#include "lib/text.h"
#include "lock/plan.h"

/* TARGET_JSON, but for what it excludes, goes into it, and INSTALLED, the hash of what is installed
 * (locktext.h). */
struct text planjson(const struct plan *plan, json_t *target_json, const struct digest *installed);

/* What locate(1) needs to know of that share. */
struct text planjson_shard(const struct plan *plan, const struct plan_shard *shard);

#endif
