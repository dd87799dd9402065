/* SPDX-License-Identifier: MIT */
/* key.h: the key under which a result is kept: a hash of all that it was made from.
 *
 * A key is the SHA-256 of netstrings (LENGTH:BYTES,): the stage, then each component as
 * `NAME=VALUE` or, for a file, `NAME@` and the SHA-256 of its content, sorted by name. A name has
 * no `=` and no `@`, so that no two sets of components give the same bytes. Where a file lies does
 * not count. */
#ifndef STORE_KEY_H
#define STORE_KEY_H

#include <jansson.h>

#include "lib/digest.h"

struct key {
	char *stage;
	json_t *components;
};

struct key key_begin(const char *stage);

/* A name that was added before, is empty or has a `=`, `@` or control character is bad input, and
 * so is a name or value that is not UTF-8. Dies. */
void key_add(struct key *key, const char *name, const char *value);

/* The same for the content of the file PATH. One that is missing is bad input too. Dies. */
void key_add_file(struct key *key, const char *name, const char *path);

/* The key. RECORD may be NULL; it receives {"stage","key","components":{NAME:{"value"} or
 * {"file","sha256"}}}, which the caller owns. Frees KEY. */
struct digest key_end(struct key *key, json_t **record);

/* For _cleanup_. */
void key_free(struct key *key);

#endif
