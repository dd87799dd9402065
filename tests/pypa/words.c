/* SPDX-License-Identifier: MIT */
/* words: what Python's shlex.split gives. */
#include "unit.h"

#include "lib/cleanup.h"
#include "pypa/words.h"

static void assert_words(const char *line, const char *wanted)
{
	_cleanup_(stringlist_free) struct stringlist words = {0};
	_cleanup_(text_free) struct text joined = {0};

	assert_null(words_split(line, &words));
	list_join(&words, "|", &joined);
	assert_string_equal(text_string(&joined), wanted);
}

static void splits_like_a_shell(void **state)
{
	(void)state;
	assert_words("", "");
	assert_words(" \t ", "");
	assert_words("a  b\tc ", "a|b|c");
	assert_words("'a b'\"c d\"e f", "a bc de|f");
	assert_words("'' \"\"", "|");
	assert_words("a\\ b\\'c \\\\", "a b'c|\\");
	assert_words("\"a\\\"b\\\\c\\d\"", "a\"b\\c\\d");
	assert_words("'a\\b\"'", "a\\b\"");
	assert_words("--x=\"y z\"", "--x=y z");
}

static void refuses_what_is_not_closed(void **state)
{
	const char *const lines[] = {"'", "\"", "a 'b", "\"a\\", "\"a\\\"", "a\\"};

	(void)state;
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		_cleanup_(stringlist_free) struct stringlist words = {0};

		assert_non_null(words_split(lines[i], &words));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(splits_like_a_shell),
		cmocka_unit_test(refuses_what_is_not_closed),
	};
	return run_unit(tests);
}
