/* SPDX-License-Identifier: MIT */
/* record.h: RECORD, the list of a wheel's files with their hashes and sizes.
 *
 * PyPA "Recording installed projects" (PEP 376, 627) and "Binary distribution format" (PEP 427):
 * CSV as Python's csv module reads and writes it; hashes are SHA-256 or better, in URL-safe base 64
 * without padding. What is otherwise is a flaw of the wheel (flaws.h), and its text is kept: pip
 * writes rows as they stand. */
#ifndef PYPA_RECORD_H
#define PYPA_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/digest.h"
#include "lib/text.h"
#include "pypa/flaws.h"

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
	char *path; /* owned by the record */
	struct record_hash hash;
	bool odd; /* hash and size are not what record_add would write of the file */
	bool has_size;
	uint64_t size;         /* 0 when there is none */
	const char *fields[2]; /* hash and size as they stand; owned by the record */
};

struct record {
	size_t count;
	struct record_row
		*rows; /* sorted by path, as strcmp does; those of one path as they stood */
	char *text;    /* memory that paths point into */
};

/* Reads the content of a RECORD file, which becomes empty. Dies with EXIT_NO of what no CSV reader
 * takes and of paths that cannot be shown; messages begin with WHERE. The rest that is wrong goes
 * to FLAWS; but not what two rows of one path say. */
struct record record_parse(struct text *text, const char *where, struct flaws *flaws);

/* Sorts the rows again, after paths changed. */
void record_sort(struct record *record);
void record_free(struct record *record);

/* The first row for PATH; NULL when there is none. */
struct record_row *record_find(const struct record *record, const char *path);

/* Appends a row as pip writes it, ending in CR LF; without a hash, size is left out too. */
void record_add(struct text *out, const char *path, const struct record_hash *hash, uint64_t size);

/* What follows the path in a row whose hash and size are these fields, without the line's end; the
 * caller frees. */
char *record_tail(const char *const fields[static 2]);

/* Appends a row of PATH and a record_tail. */
void record_add_tail(struct text *out, const char *path, const char *tail);

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
