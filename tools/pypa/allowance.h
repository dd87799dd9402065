/* SPDX-License-Identifier: MIT */
/* allowance.h: the wheels that a user takes although something about them could mislead
 * (PYLOCK_ALLOW_WHEEL).
 */
#ifndef PYPA_ALLOWANCE_H
#define PYPA_ALLOWANCE_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "lib/digest.h"

struct allowance {
	size_t count;
	struct digest *wheels; /* the SHA-256 of each wheel */
};

/* Takes 64 hexadecimal digits. Returns whether TEXT is just that. */
bool allowance_add(struct allowance *allowance, const char *text);

/* The array KEY of JSON, which may be missing. Dies with EXIT_NO; messages begin with WHERE. */
struct allowance allowance_read(const json_t *json, const char *key, const char *where);
void allowance_free(struct allowance *allowance);

bool allowance_has(const struct allowance *allowance, const struct digest *wheel);

#endif
