/* SPDX-License-Identifier: MIT */
#include "layers/lz77.h"

#include <endian.h>
#include <string.h>

enum {
	SMALL_HASH_BITS =
		9, /* for at most SMALL bytes: clearing a large table would be most of the work */
	SMALL = 4096,
	MIN_MATCH = 3,
	MAX_CHAIN = 12,  /* candidates looked at for one match */
	GOOD_MATCH = 32, /* a match of this length is taken without looking at the next position */
};

static unsigned hash_at(const struct lz77 *lz77, const uint8_t *bytes)
{
	uint32_t three = (uint32_t)bytes[0] << 16 | (uint32_t)bytes[1] << 8 | bytes[2];

	return (three * 2654435761u) >> (32 - lz77->hash_bits);
}

/* Makes every position below END findable. */
static void insert_until(struct lz77 *lz77, size_t end)
{
	for (; lz77->inserted < end && lz77->inserted + MIN_MATCH <= lz77->length;
		lz77->inserted++) {
		unsigned hash = hash_at(lz77, lz77->bytes + lz77->inserted);

		lz77->previous[lz77->inserted % LZ77_WINDOW] = lz77->head[hash];
		lz77->head[hash] = (int32_t)lz77->inserted;
	}
}

static uint64_t eight_bytes(const uint8_t *bytes)
{
	uint64_t word;

	memcpy(&word, bytes, sizeof word);
	return le64toh(word);
}

static unsigned common_length(const uint8_t *a, const uint8_t *b, unsigned limit)
{
	unsigned length = 0;

	for (; length + 8 <= limit; length += 8) {
		uint64_t different = eight_bytes(a + length) ^ eight_bytes(b + length);

		if (different)
			return length + (unsigned)__builtin_ctzll(different) / 8;
	}
	while (length < limit && a[length] == b[length])
		length++;
	return length;
}

/* The longest match for what stands at POSITION, the nearest of equals; length 0 when there is
 * none. */
static struct lz77_token find_match(struct lz77 *lz77, size_t position)
{
	struct lz77_token best = {0, 0};
	size_t left = lz77->length - position;
	unsigned limit = left < LZ77_MAX_MATCH ? (unsigned)left : LZ77_MAX_MATCH;

	if (limit < MIN_MATCH)
		return best;
	insert_until(lz77, position);
	const uint8_t *wanted = lz77->bytes + position;
	int32_t at = lz77->head[hash_at(lz77, wanted)];

	for (int chain = 0; at >= 0 && position - (size_t)at <= LZ77_WINDOW && chain < MAX_CHAIN;
		chain++) {
		const uint8_t *candidate = lz77->bytes + at;

		if (candidate[best.length_or_byte] == wanted[best.length_or_byte]) {
			unsigned length = common_length(candidate, wanted, limit);

			if (length >= MIN_MATCH && length > best.length_or_byte)
				best = (struct lz77_token){
					(uint16_t)length, (uint16_t)(wanted - candidate)};
			if (best.length_or_byte == limit)
				break;
		}
		int32_t older = lz77->previous[at % LZ77_WINDOW];

		at = older < at ? older : -1;
	}
	return best;
}

void lz77_begin(struct lz77 *lz77, const void *bytes, size_t length)
{
	lz77->bytes = bytes;
	lz77->length = length;
	lz77->inserted = 0;
	lz77->hash_bits = length <= SMALL ? SMALL_HASH_BITS : LZ77_HASH_BITS;
	memset(lz77->head, 0xff, sizeof *lz77->head << lz77->hash_bits);
}

size_t lz77_next(struct lz77 *lz77, struct lz77_block *block, size_t position)
{
	struct lz77_token match = find_match(lz77, position);

	block->bytes = lz77->bytes + position;
	for (block->count = 0; block->count < LZ77_BLOCK && position < lz77->length;) {
		struct lz77_token next = {0, 0};

		if (match.length_or_byte < GOOD_MATCH && position + 1 < lz77->length)
			next = find_match(lz77, position + 1);
		if (match.distance && next.length_or_byte <= match.length_or_byte) {
			block->tokens[block->count++] = match;
			position += match.length_or_byte;
			if (position < lz77->length)
				next = find_match(lz77, position);
		} else {
			block->tokens[block->count++] =
				(struct lz77_token){lz77->bytes[position++], 0};
		}
		match = next;
	}
	block->length = (size_t)(lz77->bytes + position - block->bytes);
	return position;
}
