/* SPDX-License-Identifier: MIT */
/* instant.h: points in time, as an image's configuration has them (RFC 3339). */
#ifndef LIB_INSTANT_H
#define LIB_INSTANT_H

#include <stdbool.h>

/* Whether TEXT is a date-time of RFC 3339 that Go's reader takes, too: T and Z in upper case, a day
 * that there is, no leap second. */
bool instant_is(const char *text);

/* The date-time that TEXT is, or that is so many seconds after 1970; NULL for anything else. The
 * caller frees. */
char *instant_parse(const char *text);

#endif
