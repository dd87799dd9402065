/* SPDX-License-Identifier: MIT */
/* huffman.h: length-limited Huffman codes as deflate (RFC 1951, 3.2.2) writes them. */
#ifndef LAYERS_HUFFMAN_H
#define LAYERS_HUFFMAN_H

#include <stddef.h>
#include <stdint.h>

enum { HUFFMAN_MAX_SYMBOLS = 288 };

struct huffman {
	size_t symbols;
	uint8_t lengths[HUFFMAN_MAX_SYMBOLS]; /* in bits; 0: not used */
	uint16_t codes[HUFFMAN_MAX_SYMBOLS];  /* first bit of the code in the lowest bit */
};

/* A code for SYMBOLS symbols that occur COUNTS times, no code longer than LIMIT bits (SYMBOLS at
 * most 1 << LIMIT). With fewer than two used symbols there are still two codes of one bit, as some
 * readers want. Depends on the counts alone. */
void huffman_build(struct huffman *code, const uint32_t *counts, size_t symbols, unsigned limit);

/* Fills in the codes from the lengths. */
void huffman_assign(struct huffman *code);

#endif
