/* SPDX-License-Identifier: MIT */
/* duration.h: durations as Go and docker write them: 30s, 1m30s, 1.5h, 500ms. */
#ifndef LIB_DURATION_H
#define LIB_DURATION_H

#include <stdbool.h>
#include <stdint.h>

/* Nanoseconds of TEXT; a number alone is of seconds. Returns false when it is none, negative, or of
 * more than 290 years. */
bool duration_parse(const char *text, int64_t *nanoseconds);

#endif
