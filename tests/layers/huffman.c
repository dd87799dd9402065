/* SPDX-License-Identifier: MIT */
/* huffman: codes are complete, within their limit, and as short as Huffman's own while the limit
 * does not bind. */
#include "unit.h"

#include "layers/huffman.h"

static uint32_t seed = 1;

static uint32_t random_number(uint32_t below)
{
	seed = seed * 1664525 + 1013904223;
	return (uint32_t)((uint64_t)seed * below >> 32);
}

/* Kraft's sum in units of 2^-15: complete codes have 2^15. */
static uint32_t kraft(const struct huffman *code)
{
	uint32_t sum = 0;

	for (size_t i = 0; i < code->symbols; i++)
		if (code->lengths[i])
			sum += 1u << (15 - code->lengths[i]);
	return sum;
}

static uint64_t cost(const struct huffman *code, const uint32_t *counts)
{
	uint64_t bits = 0;

	for (size_t i = 0; i < code->symbols; i++)
		bits += (uint64_t)counts[i] * code->lengths[i];
	return bits;
}

/* Huffman's algorithm as in a textbook: the sum of all joined weights. */
static uint64_t least_cost(const uint32_t *counts, size_t symbols)
{
	uint64_t weights[HUFFMAN_MAX_SYMBOLS], total = 0;
	size_t count = 0;

	for (size_t i = 0; i < symbols; i++)
		if (counts[i])
			weights[count++] = counts[i];
	while (count > 1) {
		for (size_t end = 0; end < 2; end++) /* the two lightest to the end */
			for (size_t i = 0; i < count - 1 - end; i++)
				if (weights[i] < weights[count - 1 - end]) {
					uint64_t light = weights[i];

					weights[i] = weights[count - 1 - end];
					weights[count - 1 - end] = light;
				}
		weights[count - 2] += weights[count - 1];
		total += weights[count - 2];
		count--;
	}
	return total;
}

static void codes_are_complete_and_short(void **state)
{
	(void)state;
	uint32_t counts[HUFFMAN_MAX_SYMBOLS];
	struct huffman code;

	for (int round = 0; round < 2000; round++) {
		size_t symbols = 2 + random_number(285);
		unsigned limit = round % 2 || symbols > 19 ? 15 : 7;
		uint32_t most = 1 + random_number(limit == 15 ? 60 : 3);
		size_t used = 0;

		for (size_t i = 0; i < symbols; i++) {
			counts[i] = random_number(3) ? random_number(most + 1) : 0;
			used += counts[i] > 0;
		}
		huffman_build(&code, counts, symbols, limit);
		assert_int_equal(kraft(&code), 1 << 15);
		for (size_t i = 0; i < symbols; i++) {
			assert_in_range(code.lengths[i], 0, limit);
			assert_true(code.lengths[i] > 0 || counts[i] == 0);
		}
		if (used > 1 && limit == 15) /* so small weights make no tree of more than 15 */
			assert_int_equal(cost(&code, counts), least_cost(counts, symbols));
	}
}

/* Weights that double give the deepest tree. */
static void limits_hold(void **state)
{
	(void)state;
	uint32_t counts[30];
	struct huffman code;

	for (unsigned limit = 5; limit <= 15; limit++) {
		for (unsigned i = 0; i < 30; i++)
			counts[i] = 1u << i;
		huffman_build(&code, counts, 30, limit);
		assert_int_equal(kraft(&code), 1 << 15);
		for (unsigned i = 0; i < 30; i++)
			assert_in_range(code.lengths[i], 1, limit);
		for (unsigned i = 1; i < 30; i++)
			assert_true(code.lengths[i] <= code.lengths[i - 1]);
	}
}

static void few_symbols_still_make_a_code(void **state)
{
	(void)state;
	const uint32_t none[5] = {0}, one[5] = {0, 0, 0, 7, 0};
	struct huffman code;

	huffman_build(&code, none, 5, 15);
	assert_int_equal(kraft(&code), 1 << 15);
	huffman_build(&code, one, 5, 15);
	assert_int_equal(kraft(&code), 1 << 15);
	assert_int_equal(code.lengths[3], 1);
}

/* RFC 1951, 3.2.2: lengths (3, 3, 3, 3, 3, 2, 4, 4) give 010 011 100 101 110 00 1110 1111; here
 * first bit lowest. */
static void codes_are_those_of_the_standard(void **state)
{
	(void)state;
	struct huffman code = {.symbols = 8, .lengths = {3, 3, 3, 3, 3, 2, 4, 4}};
	const uint16_t wanted[8] = {2, 6, 1, 5, 3, 0, 7, 15};

	huffman_assign(&code);
	for (size_t i = 0; i < 8; i++)
		assert_int_equal(code.codes[i], wanted[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(codes_are_complete_and_short),
		cmocka_unit_test(limits_hold),
		cmocka_unit_test(few_symbols_still_make_a_code),
		cmocka_unit_test(codes_are_those_of_the_standard),
	};
	return run_unit(tests);
}
