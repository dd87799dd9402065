/* SPDX-License-Identifier: MIT */
/* jsonstream.h: a JSON object that is too large for memory, taken in as it streams by.
 *
 * Its members are handed out one at a time; when a member's value is an array, its elements are,
 * each under the member's key. The whole text is checked to be JSON (RFC 8259). */
#ifndef LIB_JSONSTREAM_H
#define LIB_JSONSTREAM_H

#include <jansson.h>
#include <stdbool.h>

#include "lib/text.h"

/* No key, value or element may be longer than this, in bytes of JSON. */
enum { JSONSTREAM_MAX = 256 << 10 };

struct jsonstream {
	void (*member)(void *data, const char *key, const json_t *value);
	void *data;
	const char *error; /* what is wrong with the text; NULL as long as nothing is */

	/* Private to jsonstream.c. */
	enum {
		JSON_BEGIN,
		JSON_KEY,
		JSON_COLON,
		JSON_VALUE,
		JSON_ELEMENT,
		JSON_AFTER_ARRAY,
		JSON_END
	} state;
	bool may_end; /* the object or the array may end here, where a key or an element could begin
		       */
	unsigned depth; /* of brackets within the piece */
	bool in_string, escaped;
	struct text piece; /* the key, value or element that is coming in */
	char *key;
};

/* MEMBER is called during jsonstream_add, with VALUE on loan; NULL stands for an empty array. */
void jsonstream_begin(struct jsonstream *stream,
	void (*member)(void *data, const char *key, const json_t *value), void *data);

/* The next bytes. Returns false once there is an error. */
bool jsonstream_add(struct jsonstream *stream, const char *bytes, size_t length);

/* The text is complete. Returns false when it should not be. */
bool jsonstream_end(struct jsonstream *stream);

/* For _cleanup_. */
void jsonstream_free(struct jsonstream *stream);

#endif
