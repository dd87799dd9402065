/* SPDX-License-Identifier: MIT */
/* options: arguments from files, and what every program answers. What programs print: options.t. */
#include "fixture.h"

#include "lib/options.h"

/* Ends with 3 when it comes back. */
static void begin(const char *first)
{
	char *const arguments[] = {(char[]){"bin/tool"}, xstrdup(first), NULL};
	char **values = (char **)arguments;
	int count = 2;

	options_begin(&count, &values, "usage\n");
	for (int i = 0; i < count; i++)
		fprintf(stderr, "<%s>", values[i]);
	_exit(values[count] == NULL ? 3 : 4);
}

static void files_hold_arguments(void **state)
{
	(void)state;
	const char lines[] = "a b\n\n@none\n'q'\nlast";

	file_write("lines", lines, strlen(lines));
	assert_dies(3, "<tool><a b><@none><'q'><last>", begin("@lines"));
	assert_dies(3, "<tool><--helpful>", begin("--helpful"));
	assert_dies(EXIT_NO, "tool: none: cannot open", begin("@none"));
	assert_dies(EXIT_YES, "", begin("--help"));
	assert_dies(EXIT_YES, "", begin("-h"));
	assert_dies(EXIT_YES, "", begin("--version"));
}

static void numbers_have_bounds(void **state)
{
	(void)state;
	assert_int_equal(option_number("-n", "0", 0, 9), 0);
	assert_int_equal(option_number("-n", "9", 0, 9), 9);
	assert_int_equal(option_number("-n", "-3", -3, 9), -3);
	assert_dies(EXIT_USAGE, "-n: 10 is not between 0 and 9", option_number("-n", "10", 0, 9));
	assert_dies(EXIT_USAGE, "-n: -1 is not between 0 and 9", option_number("-n", "-1", 0, 9));
	assert_dies(EXIT_USAGE, "-n: '' is not a whole number", option_number("-n", "", 0, 9));
	assert_dies(EXIT_USAGE, "'1x' is not a whole number", option_number("-n", "1x", 0, 9));
	assert_dies(EXIT_USAGE, "'1.5' is not a whole number", option_number("-n", "1.5", 0, 9));
	assert_dies(EXIT_USAGE, "'99999999999999999999' is not a whole number",
		option_number("-n", "99999999999999999999", 0, 9));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(files_hold_arguments),
		cmocka_unit_test(numbers_have_bounds),
	};
	return run_in_directory(tests);
}
