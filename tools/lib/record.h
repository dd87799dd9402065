/* record.h: RECORD, the list of a wheel's files with their hashes and sizes.
 *
 * PyPA "Recording installed projects" (PEP 376, 627) and "Binary distribution format" (PEP 427): CSV as
 * Python's csv module reads and writes it; hashes are SHA-256 or better, in URL-safe base 64 without padding.
 */
#ifndef RECORD_H
#define RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "digest.h"
#include "text.h"

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

struct record_row {
	const char *path; /* owned by the record */
	struct record_hash hash;
	uint64_t size; /* 0 without a hash */
};

struct record {
	size_t count;
	struct record_row *rows; /* sorted by path, as strcmp does */
	char *text;              /* memory that paths point into */
};

/* Reads the content of a RECORD file, which becomes empty. A row has a path, and either a hash and a size or
 * neither; no path is there twice. Anything else dies with EXIT_NO; messages begin with WHERE. */
struct record record_parse(struct text *text, const char *where);
void record_free(struct record *record);

/* NULL when there is no row for PATH. */
const struct record_row *record_find(const struct record *record, const char *path);

/* Appends a row as pip writes it, ending in CR LF; without a hash, size is left out too. */
void record_add(struct text *out, const char *path, const struct record_hash *hash, uint64_t size);

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
