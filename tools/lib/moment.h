/* SPDX-License-Identifier: MIT */
/* moment.h: points in time as package indexes write them (RFC 3339, ISO 8601), compared. */
#ifndef LIB_MOMENT_H
#define LIB_MOMENT_H

#include <stdbool.h>
#include <stdint.h>

/* The microseconds since 1970, in UTC, of `2026-11-01`, `2026-11-01T10:20` or
 * `2026-11-01T10:20:30.5Z`, also with a space for the T and an offset such as +02:00 for the Z;
 * without either the time is UTC. Returns whether TEXT is such a time. */
bool moment_parse(const char *text, int64_t *microseconds);

/* The limit of what existed by DATE, exclusive: a date without a time lasts until its end. Returns
 * whether DATE is a time. */
bool moment_limit(const char *date, int64_t *microseconds);

/* The most bytes that moment_text writes, with the NUL. */
enum { MOMENT_BYTES = 32 };

/* `2026-11-01T10:20:30Z`: to the second. */
void moment_text(int64_t microseconds, char text[static MOMENT_BYTES]);

#endif
