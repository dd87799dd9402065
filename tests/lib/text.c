/* SPDX-License-Identifier: MIT */
/* text: growth, formatting, and what an empty text is. */
#include "unit.h"

#include "lib/cleanup.h"
#include "lib/text.h"

static void grows_and_stays_terminated(void **state)
{
	(void)state;
	_cleanup_(text_free) struct text text = {0};

	assert_string_equal(text_string(&text), "");
	for (int i = 0; i < 1000; i++)
		text_printf(&text, "%03d,", i);
	assert_int_equal(text.length, 4000);
	assert_int_equal(strlen(text.bytes), 4000);
	assert_memory_equal(text.bytes + 3996, "999,", 5);
	text_clear(&text);
	assert_string_equal(text_string(&text), "");
}

static void take_empties(void **state)
{
	(void)state;
	struct text text = {0};
	_cleanup_free_ char *empty = text_take(&text);

	assert_string_equal(empty, "");
	text_add_string(&text, "a");
	_cleanup_free_ char *a = text_take(&text);

	assert_string_equal(a, "a");
	assert_null(text.bytes);
}

static void prefixes_and_suffixes(void **state)
{
	(void)state;
	assert_true(starts_with("sha256:x", "sha256:"));
	assert_false(starts_with("sha", "sha256:"));
	assert_true(ends_with("a.whl", ".whl"));
	assert_false(ends_with("l", ".whl"));
}

static void messages_escape_what_is_not_printable(void **state)
{
	(void)state;
	assert_dies(EXIT_NO, "pylock: a\\x1b[2J\\x0a: bad\n", die(EXIT_NO, "a\x1b[2J\n: bad"));
	assert_dies(EXIT_NO, "pylock: \\xff, \\xc2\\x9b[J, \\xed\\xa0\\x80\n",
		die(EXIT_NO, "\xff, \xc2\x9b[J, \xed\xa0\x80"));
	assert_dies(EXIT_NO, "pylock: \u0451 \U0001f600\n", die(EXIT_NO, "\u0451 \U0001f600"));
}

/* Python's decoder decides which byte strings are UTF-8: bytes([...]).decode() */
static void tells_utf8(void **state)
{
	(void)state;
	const char *const good[] = {"", "a", "\x7f", "\xc2\x80", "\xdf\xbf", "\xe0\xa0\x80",
		"\xed\x9f\xbf", "\xee\x80\x80", "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf",
		"na\xc3\xafve"};
	const char *const bad[] = {"\x80", "\xc0\xaf", "\xc1\xbf", "\xc2", "\xc2\x61",
		"\xe0\x9f\xbf", "\xe1\x80", "\xed\xa0\x80", "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80",
		"\xf5\x80\x80\x80", "\xff", "a\xfe"};

	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		assert_true(utf8_is_valid(good[i]));
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(utf8_is_valid(bad[i]));
	assert_int_equal(utf8_length("\xf0\x9f\x98\x80!"), 4);
	assert_int_equal(utf8_length("\xe2\x82"), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(grows_and_stays_terminated),
		cmocka_unit_test(take_empties),
		cmocka_unit_test(prefixes_and_suffixes),
		cmocka_unit_test(tells_utf8),
		cmocka_unit_test(messages_escape_what_is_not_printable),
	};
	return run_unit(tests);
}
