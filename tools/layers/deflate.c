/* SPDX-License-Identifier: MIT */
#include "layers/deflate.h"

#include <endian.h>
#include <stdint.h>
#include <string.h>

#include "layers/huffman.h"
#include "layers/lz77.h"
#include "lib/die.h"

enum {
	MIN_DYNAMIC = 128, /* tokens that are worth a look at a code of their own */
	MAX_STORED = 65535,
	END_OF_BLOCK = 256,
	LITERALS = 286,
	DISTANCES = 30,
	LENGTH_CODES = 19,
};

struct bits {
	struct text *out;
	uint64_t pending;
	unsigned count;
};

static const uint16_t length_base[29] = {3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31,
	35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258};
static const uint8_t length_extra[29] = {
	0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0};
static const uint16_t distance_base[30] = {1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129,
	193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577};
static const uint8_t distance_extra[30] = {0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8,
	8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13};
static const uint8_t length_code_order[LENGTH_CODES] = {
	16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};

static unsigned length_symbol(unsigned length)
{
	if (length < 11 || length == LZ77_MAX_MATCH)
		return length == LZ77_MAX_MATCH ? 28 : length - 3;
	unsigned extra = 29 - (unsigned)__builtin_clz(length - 3);

	return 4 * extra + ((length - 3) >> extra);
}

static unsigned distance_symbol(unsigned distance)
{
	if (distance < 5)
		return distance - 1;
	unsigned extra = 30 - (unsigned)__builtin_clz(distance - 1);

	return 2 * extra + ((distance - 1) >> extra);
}

/* --- bits -------------------------------------------------------------------- */

static void put(struct bits *bits, uint32_t value, unsigned count)
{
	bits->pending |= (uint64_t)value << bits->count;
	bits->count += count;
	if (bits->count >= 32) {
		uint32_t word = htole32((uint32_t)bits->pending);

		text_add(bits->out, &word, sizeof word);
		bits->pending >>= 32;
		bits->count -= 32;
	}
}

static void put_symbol(struct bits *bits, const struct huffman *code, unsigned symbol)
{
	put(bits, code->codes[symbol], code->lengths[symbol]);
}

/* Pads with zeros to a whole byte and writes out everything that is pending. */
static void align(struct bits *bits)
{
	for (; bits->count > 0;
		bits->count -= bits->count < 8 ? bits->count : 8, bits->pending >>= 8)
		text_add_char(bits->out, (char)(bits->pending & 0xff));
}

/* --- blocks ------------------------------------------------------------------ */

struct codes {
	struct huffman literals, distances;
};

static const struct codes *fixed_codes(void)
{
	static _Thread_local struct codes fixed;

	if (!fixed.literals.symbols) {
		for (unsigned i = 0; i < 288; i++)
			fixed.literals.lengths[i] = i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8;
		memset(fixed.distances.lengths, 5, DISTANCES);
		fixed.literals.symbols = 288;
		fixed.distances.symbols = DISTANCES;
		huffman_assign(&fixed.literals);
		huffman_assign(&fixed.distances);
	}
	return &fixed;
}

static void count_symbols(const struct lz77_block *block, uint32_t *literals, uint32_t *distances)
{
	for (size_t i = 0; i < block->count; i++) {
		struct lz77_token token = block->tokens[i];

		if (token.distance) {
			literals[257 + length_symbol(token.length_or_byte)]++;
			distances[distance_symbol(token.distance)]++;
		} else {
			literals[token.length_or_byte]++;
		}
	}
	literals[END_OF_BLOCK]++;
}

static uint64_t cost(const struct codes *codes, const uint32_t *literals, const uint32_t *distances)
{
	uint64_t total = 0;

	for (unsigned i = 0; i < LITERALS; i++)
		total += (uint64_t)literals[i] *
			 (codes->literals.lengths[i] + (i > 256 ? length_extra[i - 257] : 0u));
	for (unsigned i = 0; i < DISTANCES; i++)
		total += (uint64_t)distances[i] * (codes->distances.lengths[i] + distance_extra[i]);
	return total;
}

/* The code lengths of both codes as deflate sends them: symbols 0..15, 16 repeats, 17 and 18 runs
 * of zero. Each item is symbol | extra << 8. Returns how many. */
static size_t run_lengths(const uint8_t *lengths, size_t count, uint16_t *items)
{
	size_t n = 0;

	for (size_t i = 0, run; i < count; i += run) {
		for (run = 1; i + run < count && lengths[i + run] == lengths[i];)
			run++;
		if (lengths[i] == 0 && run >= 3) {
			run = run > 138 ? 138 : run;
			items[n++] =
				(uint16_t)(run > 10 ? 18 | (run - 11) << 8 : 17 | (run - 3) << 8);
		} else if (i > 0 && lengths[i] == lengths[i - 1] && run >= 3) {
			run = run > 6 ? 6 : run;
			items[n++] = (uint16_t)(16 | (run - 3) << 8);
		} else {
			run = 1;
			items[n++] = lengths[i];
		}
	}
	return n;
}

struct table {
	size_t literals, distances, length_codes, count;
	uint16_t items[LITERALS + DISTANCES];
	struct huffman code;
	uint64_t cost; /* bits of the table itself */
};

static const uint8_t item_extra[LENGTH_CODES] = {[16] = 2, [17] = 3, [18] = 7};

static void describe(struct table *table, const struct codes *codes)
{
	uint8_t lengths[LITERALS + DISTANCES];
	uint32_t counts[LENGTH_CODES] = {0};

	for (table->literals = LITERALS;
		table->literals > 257 && !codes->literals.lengths[table->literals - 1];)
		table->literals--;
	for (table->distances = DISTANCES;
		table->distances > 1 && !codes->distances.lengths[table->distances - 1];)
		table->distances--;
	memcpy(lengths, codes->literals.lengths, table->literals);
	memcpy(lengths + table->literals, codes->distances.lengths, table->distances);
	table->count = run_lengths(lengths, table->literals + table->distances, table->items);
	for (size_t i = 0; i < table->count; i++)
		counts[table->items[i] & 0xff]++;
	huffman_build(&table->code, counts, LENGTH_CODES, 7);
	for (table->length_codes = LENGTH_CODES;
		table->length_codes > 4 &&
		!table->code.lengths[length_code_order[table->length_codes - 1]];)
		table->length_codes--;
	table->cost = 14 + 3 * table->length_codes;
	for (size_t i = 0; i < LENGTH_CODES; i++)
		table->cost += (uint64_t)counts[i] * (table->code.lengths[i] + item_extra[i]);
}

static void put_table(struct bits *bits, const struct table *table)
{
	put(bits, (uint32_t)(table->literals - 257), 5);
	put(bits, (uint32_t)(table->distances - 1), 5);
	put(bits, (uint32_t)(table->length_codes - 4), 4);
	for (size_t i = 0; i < table->length_codes; i++)
		put(bits, table->code.lengths[length_code_order[i]], 3);
	for (size_t i = 0; i < table->count; i++) {
		unsigned symbol = table->items[i] & 0xff;

		put_symbol(bits, &table->code, symbol);
		put(bits, table->items[i] >> 8, item_extra[symbol]);
	}
}

static void put_tokens(struct bits *bits, const struct codes *codes, const struct lz77_block *block)
{
	for (size_t i = 0; i < block->count; i++) {
		struct lz77_token token = block->tokens[i];

		if (!token.distance) {
			put_symbol(bits, &codes->literals, token.length_or_byte);
			continue;
		}
		unsigned length = length_symbol(token.length_or_byte),
			 distance = distance_symbol(token.distance);

		put_symbol(bits, &codes->literals, 257 + length);
		put(bits, token.length_or_byte - length_base[length], length_extra[length]);
		put_symbol(bits, &codes->distances, distance);
		put(bits, (uint32_t)token.distance - distance_base[distance],
			distance_extra[distance]);
	}
	put_symbol(bits, &codes->literals, END_OF_BLOCK);
}

static void put_stored(struct bits *bits, const uint8_t *bytes, size_t length, bool last)
{
	do {
		size_t part = length < MAX_STORED ? length : MAX_STORED;

		put(bits, last && part == length, 3);
		align(bits);
		put(bits, (uint32_t)part, 16);
		put(bits, (uint32_t)part ^ 0xffff, 16);
		align(bits);
		text_add(bits->out, bytes, part);
		bytes += part;
		length -= part;
	} while (length > 0);
}

static void put_block(struct bits *bits, const struct lz77_block *block, bool last)
{
	uint32_t literals[HUFFMAN_MAX_SYMBOLS] = {0}, distances[DISTANCES] = {0};
	struct codes dynamic;
	struct table table;

	uint64_t dynamic_cost = UINT64_MAX;

	count_symbols(block, literals, distances);
	if (block->count >= MIN_DYNAMIC) {
		huffman_build(&dynamic.literals, literals, LITERALS, 15);
		huffman_build(&dynamic.distances, distances, DISTANCES, 15);
		describe(&table, &dynamic);
		dynamic_cost = table.cost + cost(&dynamic, literals, distances);
	}
	uint64_t fixed_cost = cost(fixed_codes(), literals, distances);
	uint64_t stored_cost = 8 * (uint64_t)block->length + 40 * (block->length / MAX_STORED + 1);

	if (stored_cost <= fixed_cost && stored_cost <= dynamic_cost) {
		put_stored(bits, block->bytes, block->length, last);
	} else if (fixed_cost <= dynamic_cost) {
		put(bits, last | 1 << 1, 3);
		put_tokens(bits, fixed_codes(), block);
	} else {
		put(bits, last | 2 << 1, 3);
		put_table(bits, &table);
		put_tokens(bits, &dynamic, block);
	}
}

void deflate_add(struct text *out, const void *bytes, size_t length)
{
	static _Thread_local struct lz77 matches;
	static _Thread_local struct lz77_block block;
	struct bits bits = {.out = out};
	size_t position = 0;

	if (length > DEFLATE_MAX)
		die(EXIT_SYSTEM, "deflate: %zu bytes at once", length);
	lz77_begin(&matches, bytes, length);
	do {
		position = lz77_next(&matches, &block, position);
		put_block(&bits, &block, position == length);
	} while (position < length);
	align(&bits);
}
