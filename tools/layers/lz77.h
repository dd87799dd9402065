/* SPDX-License-Identifier: MIT */
/* lz77.h: bytes as literals and matches, that is copies of what stands before (Lempel and Ziv,
 * 1977), the first half of deflate (RFC 1951, 2).
 *
 * Greedy with one step of laziness, by hash chains. Which matches are found depends on the bytes
 * alone, and is part of the layer format, as deflate.h says. */
#ifndef LAYERS_LZ77_H
#define LAYERS_LZ77_H

#include <stddef.h>
#include <stdint.h>

enum {
	LZ77_WINDOW = 32768, /* how far back a match may lie */
	LZ77_HASH_BITS = 15,
	LZ77_MAX_MATCH = 258,
	LZ77_BLOCK = 1 << 15, /* tokens in a block */
};

/* A literal byte (distance 0), or a match of 3 to LZ77_MAX_MATCH bytes. */
struct lz77_token {
	uint16_t length_or_byte, distance;
};

/* Where bytes were seen before; private. */
struct lz77 {
	const uint8_t *bytes;
	size_t length, inserted;
	unsigned hash_bits;
	int32_t head[1 << LZ77_HASH_BITS], previous[LZ77_WINDOW];
};

struct lz77_block {
	const uint8_t *bytes; /* the bytes that the tokens stand for */
	size_t length, count;
	struct lz77_token tokens[LZ77_BLOCK];
};

/* For BYTES, which are borrowed, less than 2 GiB of them. */
void lz77_begin(struct lz77 *lz77, const void *bytes, size_t length);

/* Fills BLOCK with the tokens of what begins at POSITION; returns where it ends, which is the
 * length, or where the next block is to begin. */
size_t lz77_next(struct lz77 *lz77, struct lz77_block *block, size_t position);

#endif
