/* SPDX-License-Identifier: MIT */
/* lockgraphjson.h: the graph of a lock for programs that are not in C. */
#ifndef LOCK_LOCKGRAPHJSON_H
#define LOCK_LOCKGRAPHJSON_H

#include <jansson.h>

#include "lock/lockgraph.h"

/* {"inputs": the key of the inputs that the lock is of, or null,
 *  "knowsEdges": whether it says what its packages require,
 *  "packages": {NAME: {"version", "sha256": [of each file], "requires": [{"name", "extras": [...],
 *	"extra": that brings it or "", "specifier": sorted by version, or "Any"}]}},
 *  "asked": {NAME: [{"who", "specifier", "met"}]}}
 *
 * `asked` has every name that somebody asks for, lines of requirements first; `met` says whether
 *the locked version is that, and is true when there is none. The caller owns it. */
json_t *lockgraph_json(const struct lockgraph *graph);

#endif
