/* SPDX-License-Identifier: MIT */
/* logicallines: logical lines and their numbers. That they are those of pip is tested in
 * tests/pypa/lockhash.t. */
#include "unit.h"

#include <fcntl.h>

#include "lib/cleanup.h"
#include "pypa/logicallines.h"

static const char path[] = "unit-lines.in";

static void write_text(const char *text, size_t length)
{
	FILE *file = fopen(path, "wb");

	assert_non_null(file);
	assert_int_equal(fwrite(text, 1, length, file), length);
	assert_int_equal(fclose(file), 0);
}

/* WANTED: `NUMBER:LINE|` for each. */
static void assert_lines(const char *text, const char *wanted)
{
	_cleanup_(text_free) struct text line = {0}, got = {0};

	write_text(text, strlen(text));
	_cleanup_(logicallines_free) struct logicallines lines = logicallines_read(path, 1000);

	while (logicallines_next(&lines, &line))
		text_printf(&got, "%zu:%s|", lines.number, text_string(&line));
	assert_string_equal(text_string(&got), wanted);
}

static void joins_and_strips(void **state)
{
	(void)state;
	assert_lines("", "");
	assert_lines("\n \n# a\n\t# b", "");
	assert_lines("a\nb", "1:a|2:b|");
	assert_lines("\xef\xbb\xbf"
		     "a\r\n\r\nb\rc\n",
		"1:a|3:b|4:c|");
	assert_lines("  a  # b\nc#d", "1:  a|2:c#d|");
	assert_lines("a \\\n b\\\\\n\\\nc\nd", "1:a  bc|5:d|");
	assert_lines("a \\\n# b \\\nc", "1:a|3:c|");
	assert_lines("a # b \\\nc\nd", "1:a|3:d|");
	assert_lines("a\\", "1:a|");
	assert_lines("\\\n\\\n", "");
	assert_lines("a\\\n\n\nb", "1:a|4:b|");
}

static void refuses_what_is_no_text(void **state)
{
	const struct {
		const char *text;
		size_t length;
		const char *message;
	} cases[] = {{"a\n\0", 3, "unit-lines.in:2: has the control character U+0000"},
		{"a\x1b", 2, ":1: has the control character U+001B"},
		{"\r\n\n\r\x7f", 5, ":4: has the control"}, {"\xc2\x85", 2, "U+0085"},
		{"\xe2\x80\xa9", 3, "U+2029"}, {"\xff", 1, ":1: not UTF-8 text"},
		{"\xc3", 1, "not UTF-8"}, {"\xc0\x80", 2, "not UTF-8"},
		{"\xe0\x9f\xbf", 3, "not UTF-8"}, {"\xed\xa0\x80", 3, "not UTF-8"},
		{"\xf4\x90\x80\x80", 4, "not UTF-8"}, {"\x80", 1, "not UTF-8"}};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		write_text(cases[i].text, cases[i].length);
		assert_dies(EXIT_NO, cases[i].message, logicallines_read(path, 1000));
	}
	assert_lines(
		"\xc3\xa9\xe0\xa0\x80\xf4\x8f\xbf\xbf", "1:\xc3\xa9\xe0\xa0\x80\xf4\x8f\xbf\xbf|");
}

static int in_directory_of_its_own(void **state)
{
	static char directory[] = "/tmp/unit-lines.XXXXXX";

	*state = directory;
	return mkdtemp(directory) && chdir(directory) == 0 ? 0 : -1;
}

static int remove_directory(void **state)
{
	return unlink(path) == 0 && rmdir(*state) == 0 ? 0 : -1;
}

/* What is said beside the lines: of each line `ABOVE+ABOVE>COMMENT|`, at the end `ABOVE+`. */
static void keeps_comments(void **state)
{
	const char *text = "#  one \n\na # of a\nb \\\n# ends b\nc \\\n==1 # of c\n # last\n\n";
	_cleanup_(text_free) struct text line = {0}, got = {0};
	bool more;

	(void)state;
	write_text(text, strlen(text));
	_cleanup_(logicallines_free) struct logicallines lines = logicallines_read(path, 1000);

	do {
		more = logicallines_next(&lines, &line);
		for (size_t i = 0; i < lines.above.count; i++)
			text_printf(&got, "%s+", lines.above.items[i]);
		if (more)
			text_printf(
				&got, "%s>%s|", text_string(&line), text_string(&lines.comment));
	} while (more);
	assert_string_equal(text_string(&got), "#  one++a># of a|b># ends b|c ==1># of c|# last++");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(joins_and_strips),
		cmocka_unit_test(keeps_comments),
		cmocka_unit_test(refuses_what_is_no_text),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, in_directory_of_its_own, remove_directory);
}
