/* SPDX-License-Identifier: MIT */
#include "layers/huffman.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_DEPTH = 32 };

struct leaf {
	uint32_t count;
	uint16_t symbol;
};

static int by_count(const void *a, const void *b)
{
	const struct leaf *x = a, *y = b;

	if (x->count != y->count)
		return x->count < y->count ? -1 : 1;
	return (int)x->symbol - (int)y->symbol;
}

static size_t sorted_leaves(struct leaf *leaves, const uint32_t *counts, size_t symbols)
{
	size_t used = 0;

	for (size_t i = 0; i < symbols; i++)
		if (counts[i])
			leaves[used++] = (struct leaf){counts[i], (uint16_t)i};
	for (size_t i = 0; used < 2; i++)
		if (!counts[i])
			leaves[used++] = (struct leaf){1, (uint16_t)i};
	qsort(leaves, used, sizeof *leaves, by_count);
	return used;
}

/* How many leaves lie at each depth of the Huffman tree: two queues, leaves and joined nodes, both
 * in rising order. */
static void count_depths(const struct leaf *leaves, size_t used, unsigned *at_depth)
{
	uint64_t weights[2 * HUFFMAN_MAX_SYMBOLS] = {0};
	uint16_t parents[2 * HUFFMAN_MAX_SYMBOLS];
	uint8_t depths[2 * HUFFMAN_MAX_SYMBOLS] = {0};
	size_t leaf = 0, joined = used, root = 2 * used - 2;

	for (size_t i = 0; i < used; i++)
		weights[i] = leaves[i].count;
	for (size_t node = used; node <= root; node++) {
		for (int child = 0; child < 2; child++) {
			size_t least =
				leaf < used && (joined == node || weights[leaf] <= weights[joined])
					? leaf++
					: joined++;

			weights[node] += weights[least];
			parents[least] = (uint16_t)node;
		}
	}
	for (size_t node = root; node-- > 0;) {
		depths[node] = (uint8_t)(depths[parents[node]] + 1);
		if (node < used)
			at_depth[depths[node] < MAX_DEPTH ? depths[node] : MAX_DEPTH]++;
	}
}

/* Moves the leaves that lie too deep up to LIMIT, and others down until the code is complete again
 * (Kraft's sum is 1). */
static void limit_depths(unsigned *at_depth, unsigned limit)
{
	uint64_t sum = 0;

	for (unsigned depth = limit + 1; depth <= MAX_DEPTH; depth++) {
		at_depth[limit] += at_depth[depth];
		at_depth[depth] = 0;
	}
	for (unsigned depth = 1; depth <= limit; depth++)
		sum += (uint64_t)at_depth[depth] << (limit - depth);
	for (; sum > (uint64_t)1 << limit; sum--) {
		unsigned depth = limit - 1;

		while (!at_depth[depth])
			depth--;
		at_depth[limit]--;
		at_depth[depth]--;
		at_depth[depth + 1] += 2;
	}
}

void huffman_build(struct huffman *code, const uint32_t *counts, size_t symbols, unsigned limit)
{
	struct leaf leaves[HUFFMAN_MAX_SYMBOLS + 2];
	unsigned at_depth[MAX_DEPTH + 1] = {0};
	size_t used = sorted_leaves(leaves, counts, symbols), leaf = 0;

	count_depths(leaves, used, at_depth);
	limit_depths(at_depth, limit);
	memset(code, 0, sizeof *code);
	code->symbols = symbols;
	for (unsigned depth = limit; depth > 0; depth--)
		for (unsigned i = 0; i < at_depth[depth]; i++)
			code->lengths[leaves[leaf++].symbol] = (uint8_t)depth;
	huffman_assign(code);
}

static uint16_t reversed(unsigned bits, unsigned length)
{
	unsigned result = 0;

	for (; length > 0; length--, bits >>= 1)
		result = result << 1 | (bits & 1);
	return (uint16_t)result;
}

void huffman_assign(struct huffman *code)
{
	unsigned of_length[17] = {0}, next[17] = {0};

	for (size_t i = 0; i < code->symbols; i++)
		of_length[code->lengths[i]]++;
	of_length[0] = 0;
	for (unsigned length = 1; length <= 16; length++)
		next[length] = (next[length - 1] + of_length[length - 1]) << 1;
	for (size_t i = 0; i < code->symbols; i++)
		if (code->lengths[i])
			code->codes[i] = reversed(next[code->lengths[i]]++, code->lengths[i]);
}
