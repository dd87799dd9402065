/* SPDX-License-Identifier: MIT */
/* digest.h: SHA-256 (FIPS 180-4), computed while bytes stream by; written in lower-case
 * hexadecimal. */
#ifndef LIB_DIGEST_H
#define LIB_DIGEST_H

#include <stdbool.h>
#include <stddef.h>

/* 64 digits and a NUL; "" is no digest. */
struct digest {
	char hex[65];
};

struct sha256 {
	struct evp_md_ctx_st *context;
};

void sha256_begin(struct sha256 *hash);
void sha256_add(struct sha256 *hash, const void *bytes, size_t length);

/* The digest of what was added; frees HASH. */
struct digest sha256_end(struct sha256 *hash);

/* The digest of what was added so far; more may be added. */
struct digest sha256_so_far(const struct sha256 *hash);

/* The 32 bytes themselves; frees HASH. */
void sha256_end_raw(struct sha256 *hash, unsigned char raw[static 32]);

/* For _cleanup_: frees what sha256_end did not. */
void sha256_free(struct sha256 *hash);

struct digest sha256_of(const void *bytes, size_t length);

/* Of what is left to read in FD; PATH is for messages. Dies. */
struct digest sha256_of_file(int fd, const char *path);

/* Takes 64 hexadecimal digits, with or without `sha256:` or `sha256=` before them, either case.
 * Returns whether TEXT is just that. */
bool digest_parse(const char *text, struct digest *digest);

bool digest_equal(const struct digest *a, const struct digest *b);

#endif
