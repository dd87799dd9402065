/* SPDX-License-Identifier: MIT */
/* lz77: the tokens stand for the bytes, and are those that RFC 1951 allows. */
#include "unit.h"

#include "layers/lz77.h"
#include "lib/text.h"

static struct lz77 lz77;
static struct lz77_block block;

/* The tokens of BYTES as text: a literal as it is, a match as <LENGTH,DISTANCE>. */
static struct text tokens_of(const char *bytes)
{
	struct text said = {0};

	lz77_begin(&lz77, bytes, strlen(bytes));
	assert_int_equal(lz77_next(&lz77, &block, 0), strlen(bytes));
	assert_int_equal(block.length, strlen(bytes));
	for (size_t i = 0; i < block.count; i++)
		if (block.tokens[i].distance)
			text_printf(&said, "<%u,%u>", block.tokens[i].length_or_byte,
				block.tokens[i].distance);
		else
			text_add_char(&said, (char)block.tokens[i].length_or_byte);
	return said;
}

static void assert_tokens(const char *bytes, const char *wanted)
{
	struct text said = tokens_of(bytes);

	assert_string_equal(text_string(&said), wanted);
	text_free(&said);
}

static void copies_are_found(void **state)
{
	(void)state;
	assert_tokens("", "");
	assert_tokens("ab", "ab");
	assert_tokens("abcdef", "abcdef");
	assert_tokens("abcab", "abcab");
	assert_tokens("abcabc", "abc<3,3>");
	assert_tokens("aaaaaaaaaa", "a<9,1>");
	assert_tokens("abcXabcYabc", "abcX<3,4>Y<3,4>");
	/* abc would be one, but bcde, a byte later, is longer */
	assert_tokens("abcXbcdeYabcde", "abcXbcdeYa<4,6>");
}

/* Whether the tokens of all blocks stand for the LENGTH bytes, each token within its limits. */
static void assert_stand_for(const uint8_t *bytes, size_t length)
{
	size_t position = 0, at = 0;

	lz77_begin(&lz77, bytes, length);
	do {
		size_t begin = position;

		position = lz77_next(&lz77, &block, position);
		assert_ptr_equal(block.bytes, bytes + begin);
		assert_int_equal(block.length, position - begin);
		assert_true(block.count == LZ77_BLOCK || position == length);
		for (size_t i = 0; i < block.count; i++) {
			struct lz77_token token = block.tokens[i];

			if (!token.distance) {
				assert_int_equal(token.length_or_byte, bytes[at++]);
				continue;
			}
			assert_in_range(token.length_or_byte, 3, LZ77_MAX_MATCH);
			assert_true(token.distance <= LZ77_WINDOW && token.distance <= at);
			for (unsigned j = 0; j < token.length_or_byte; j++, at++)
				assert_int_equal(bytes[at], bytes[at - token.distance]);
		}
		assert_int_equal(at, position);
	} while (position < length);
}

static void tokens_stand_for_the_bytes(void **state)
{
	static const unsigned spreads[] = {1, 2, 5, 256};
	static const size_t lengths[] = {1, 3, 258, 259, 4096, 4097, 32768, 32769, 300000};
	static uint8_t bytes[300000];
	uint32_t seed = 7;

	(void)state;
	for (size_t s = 0; s < 4; s++) {
		for (size_t i = 0; i < sizeof bytes; i++) {
			seed = seed * 1664525 + 1013904223;
			bytes[i] = i >= 40000 && seed >> 30 == 0
					   ? bytes[i - LZ77_WINDOW]
					   : (uint8_t)((seed >> 16) % spreads[s]);
		}
		for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++)
			assert_stand_for(bytes, lengths[i]);
	}
}

static void no_farther_than_the_window(void **state)
{
	(void)state;
	static uint8_t bytes[LZ77_WINDOW + 16];

	for (size_t farther = 0; farther < 2; farther++) {
		for (size_t i = 0; i < sizeof bytes; i++)
			bytes[i] = (uint8_t)(i % 2 ? i >> 9 : i >> 1);
		memcpy(bytes, "unique!", 7);
		memcpy(bytes + LZ77_WINDOW + farther, "unique!", 7);
		lz77_begin(&lz77, bytes, LZ77_WINDOW + farther + 7);
		lz77_next(&lz77, &block, 0);
		assert_int_equal(block.tokens[block.count - 1].distance, farther ? 0 : LZ77_WINDOW);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(copies_are_found),
		cmocka_unit_test(tokens_stand_for_the_bytes),
		cmocka_unit_test(no_farther_than_the_window),
	};
	return run_unit(tests);
}
