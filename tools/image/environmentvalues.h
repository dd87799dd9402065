/* SPDX-License-Identifier: MIT */
/* environmentvalues.h: which variables of the environment a project sets in its image, and which of
 * its base's it takes away. Names are neither empty nor with a blank or a `=`. */
#ifndef IMAGE_ENVIRONMENTVALUES_H
#define IMAGE_ENVIRONMENTVALUES_H

#include "image/projectvalue.h"

/* Adds [NAME, VALUE], of PYLOCK_ENV.NAME, to ENVIRONMENT, an array. Dies. */
void environmentvalues_set(json_t *environment, const char *name, const char *value);

/* The names that ENV_UNSET has, an array; the caller frees. Dies, also for PATH. */
json_t *environmentvalues_unset(const struct projectvalue *value);

/* Dies when a name is in both. */
void environmentvalues_check(const json_t *environment, const json_t *unset);

#endif
