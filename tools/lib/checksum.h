/* SPDX-License-Identifier: MIT */
/* checksum.h: hashes by the name of their algorithm, as package indexes give them for files: md5,
 * sha1, sha224 to sha512, sha3_224 to sha3_512, blake2b and blake2s, of their full lengths. */
#ifndef LIB_CHECKSUM_H
#define LIB_CHECKSUM_H

#include <stdbool.h>
#include <stddef.h>

struct checksum {
	struct evp_md_ctx_st *context;
};

/* Whether ALGORITHM is one of these; CHECKSUM is begun then, and else empty. */
bool checksum_begin(struct checksum *checksum, const char *algorithm);
void checksum_add(struct checksum *checksum, const void *bytes, size_t length);

/* Whether what was added has the hash HEX, in either case; frees CHECKSUM. */
bool checksum_is(struct checksum *checksum, const char *hex);

/* For _cleanup_. */
void checksum_free(struct checksum *checksum);

#endif
