/* SPDX-License-Identifier: MIT */
/* json.h: JSON from files, read strictly, and written the same way every time (jansson underneath).
 *
 * json_free is for _cleanup_. The json_want functions take a value out of an object that came from
 * outside: a member that is missing or of another type is bad input (EXIT_NO), reported as `WHERE:
 * .KEY: not a string`.
 */
#ifndef LIB_JSON_H
#define LIB_JSON_H

#include <jansson.h>
#include <stdint.h>

#include "lib/text.h"

#define _cleanup_json_ _cleanup_(json_free)
void json_free(json_t **value);

/* The one JSON value in the file ("-" is standard input), at most LIMIT bytes; duplicate keys are
 * refused. Dies. */
json_t *json_read(const char *path, size_t limit);

/* A string of bytes that came from outside. When they are not UTF-8, each that is not ASCII becomes
 * \xHH. */
json_t *json_lossy(const char *bytes, size_t length);

/* Compact, members sorted by key: equal values give equal bytes. Ends without a newline. */
struct text json_canonical(const json_t *value);

/* Prints VALUE in canonical form and a newline on standard output. */
void json_print(const json_t *value);

/* WHERE is what messages begin with, mostly the file. The want functions die; the others give NULL
 * or OTHERWISE for a member that is missing or null, and die for one of the wrong type. Strings are
 * owned by OBJECT. */
const char *json_want_string(const json_t *object, const char *key, const char *where);
json_t *json_want_object(const json_t *object, const char *key, const char *where);
json_t *json_want_array(const json_t *object, const char *key, const char *where);
uint64_t json_want_size(const json_t *object, const char *key, const char *where);
const char *json_get_string(const json_t *object, const char *key, const char *where);
json_t *json_get_object(const json_t *object, const char *key, const char *where);
json_t *json_get_array(const json_t *object, const char *key, const char *where);
uint64_t json_get_size(
	const json_t *object, const char *key, uint64_t otherwise, const char *where);

#endif
