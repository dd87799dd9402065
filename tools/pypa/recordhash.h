/* SPDX-License-Identifier: MIT */
/* recordhash.h: the hashes of RECORD: SHA-256 or better, in URL-safe base 64 without padding (PyPA
 * "Recording installed projects"). */
#ifndef PYPA_RECORDHASH_H
#define PYPA_RECORDHASH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/digest.h"
#include "lib/text.h"

enum record_algorithm {
	RECORD_NO_HASH,
	RECORD_SHA256,
	RECORD_SHA384,
	RECORD_SHA512,
};

struct record_hash {
	enum record_algorithm algorithm;
	unsigned char bytes[64];
};

/* The algorithm whose name is the first LENGTH bytes of NAME: `sha256`, `sha384` or `sha512`;
 * RECORD_NO_HASH for any other. */
enum record_algorithm record_algorithm_of(const char *name, size_t length);

/* Reads COUNT digits of base 64 into SIZE bytes. Returns whether all are digits and enough; with
 * EXACT, whether none and no bit of the last is too many, either. */
bool record_base64_read(
	const char *digits, size_t count, bool exact, unsigned char *bytes, size_t size);

/* Sets the bytes of HASH, whose algorithm is known, to what DIGITS say, exactly. Returns false when
 * they are not as many as its algorithm needs. */
bool record_hash_read(const char *digits, struct record_hash *hash);

/* Appends `sha256=` and the digits. */
void record_hash_add_text(struct text *out, const struct record_hash *hash);

/* A hash while bytes stream by. ALGORITHM is not RECORD_NO_HASH. */
struct record_hasher {
	enum record_algorithm algorithm;
	struct evp_md_ctx_st *context;
};

void record_hash_begin(struct record_hasher *hasher, enum record_algorithm algorithm);
void record_hash_add(struct record_hasher *hasher, const void *bytes, size_t length);

/* Frees HASHER. */
struct record_hash record_hash_end(struct record_hasher *hasher);

/* SHA-256 of BYTES. */
struct record_hash record_hash_of(const void *bytes, size_t length);

bool record_hash_equal(const struct record_hash *a, const struct record_hash *b);

/* A RECORD_SHA256 hash, in hexadecimal. */
struct digest record_hash_digest(const struct record_hash *hash);

#endif
