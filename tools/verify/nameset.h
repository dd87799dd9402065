/* SPDX-License-Identifier: MIT */
/* nameset.h: sets of names, and maps from names to sets or lists, held in JSON objects.
 *
 * A set is an object whose members are the names; a map has a set or an array for each. What holds
 * for no distribution has the name NOBODY, which is sorted behind all others. */
#ifndef VERIFY_NAMESET_H
#define VERIFY_NAMESET_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/json.h"

#define NOBODY "\x7f"

/* Adds NAME, which is UTF-8. */
void nameset_add(json_t *set, const char *name);

/* Whether NAME is in SET. Neither need be there: NULL is an empty set and no name. */
bool nameset_has(json_t *set, const char *name);

/* The member names, sorted by bytes, NULL at the end. They belong to SET, the list to the caller.
 */
const char **nameset_sorted(json_t *set);

/* The set or the array that MAP has under NAME, which is put there first if there is none. It stays
 * MAP's. */
json_t *namemap_set(json_t *map, const char *name);
json_t *namemap_list(json_t *map, const char *name);

/* The names in their order, with commas between; of more than MOST the rest as ` and 3 more`. The
 * caller frees. */
char *nameset_shown(json_t *set, size_t most);

#endif
