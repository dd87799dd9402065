/* SPDX-License-Identifier: MIT */
/* projectvalue: values as words of a shell or a JSON array, and what is said of others. */
#include "unit.h"

#include "image/projectvalue.h"
#include "lib/cleanup.h"

static void assert_words(
	json_t *(*read)(const struct projectvalue *value), const char *text, const char *wanted)
{
	const struct projectvalue value = {"CMD", text};
	_cleanup_json_ json_t *words = read(&value);
	_cleanup_(text_free) struct text said = json_canonical(words);

	assert_string_equal(text_string(&said), wanted);
}

static void words(void **state)
{
	(void)state;
	assert_words(
		projectvalue_words, "sh -c 'a b' \"c\\\"d\"", "[\"sh\",\"-c\",\"a b\",\"c\\\"d\"]");
	assert_words(projectvalue_words, "[\"a\", \"\"]", "[\"a\",\"\"]");
	assert_words(projectvalue_words, "[]", "[]");
	assert_words(projectvalue_words, "'' b", "[\"\",\"b\"]");
	assert_words(projectvalue_command, "[ ]", "[]");
	assert_words(projectvalue_command, "a ''", "[\"a\",\"\"]");
}

static void what_is_refused(void **state)
{
	(void)state;
	static const struct {
		const char *text, *message;
	} bad[] = {
		{"a;b", "PYLOCK_CMD is 'a;b': "},
		{"'a", "PYLOCK_CMD is ''a': "},
		{"[1]", "PYLOCK_CMD is '[1]': not a JSON array of strings, such as [\"sh\", "
			"\"-c\", \"...\"]"},
		{"[\"a\"", "begins with `[` and is not a JSON array of strings"},
		{"[ -f a ]", "begins with `[` and is not a JSON array of strings"},
		{"'' b", "PYLOCK_CMD is ''' b': its first word, the program, is empty"},
		{"[\"\"]", "its first word, the program, is empty"},
	};

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		const struct projectvalue value = {"CMD", bad[i].text};

		assert_dies(EXIT_NO, bad[i].message, projectvalue_command(&value));
	}
	assert_dies(EXIT_NO, "PYLOCK_TAG is 'a b': why",
		projectvalue_refuse(&(const struct projectvalue){"TAG", "a b"}, "why"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words),
		cmocka_unit_test(what_is_refused),
	};
	return run_unit(tests);
}
