/* SPDX-License-Identifier: MIT */
/* lacking: what logs say is not there. What real programs say is in buildadvice.t. */
#include "unit.h"

#include "wheels/lacking.h"

#include "lib/cleanup.h"
#include "lib/text.h"

static void finds(const char *log, const char *what, const char *name, const char *path)
{
	_cleanup_(lacking_free) struct lacking lacking;

	assert_int_equal(lacking_find(log, strlen(log), &lacking), what != NULL);
	if (!what)
		return;
	assert_string_equal(lacking.what, what);
	assert_string_equal(lacking.name, name);
	assert_string_equal(lacking.path, path);
	assert_int_equal(lacking.is_program, strcmp(what, "program") == 0);
}

static void finds_each_kind(void **state)
{
	(void)state;
	finds("x.c:1:10: fatal error: sys/x.h: No such file or directory", "header", "sys/x.h",
		"include/sys/x.h");
	finds("ld: cannot find -lfoo-1.2: No such file", "library", "foo-1.2", "libfoo-1.2.so");
	finds("Dependency \"foo\" not found, tried pkgconfig", "pkg-config file", "foo",
		"lib/pkgconfig/foo.pc");
	finds("Program 'foo' not found", "program", "foo", "bin/foo");
	finds("foo executable was not found", "program", "foo", "bin/foo");
	finds("", NULL, NULL, NULL);
	finds("error: something else\n", NULL, NULL, NULL);
	finds("cannot find -l--x\n", NULL, NULL, NULL);
}

static void counts_the_last_of_the_first_kind(void **state)
{
	(void)state;
	finds("ld: cannot find -la\nld: cannot find -lb ld: cannot find -lc\nd: not found\n",
		"library", "c", "libc.so");
}

static void looks_at_the_end(void **state)
{
	_cleanup_(text_free) struct text log = {0};

	(void)state;
	text_add_string(&log, "sh: early: not found\n");
	for (int i = 0; i < 199; i++)
		text_add_string(&log, "fine\n");
	finds(text_string(&log), "program", "early", "bin/early");
	text_add_string(&log, "fine\n");
	finds(text_string(&log), NULL, NULL, NULL);
	for (int i = 0; i < 5000; i++)
		text_add_char(&log, 'x');
	text_add_string(&log, " late: not found\n");
	finds(text_string(&log), NULL, NULL, NULL);
}

static void names_the_last_module(void **state)
{
	_cleanup_free_ char *none = lacking_module("no module"), *nameless = NULL, *module = NULL,
			    *letters = NULL;

	(void)state;
	assert_null(none);
	nameless = lacking_module("ModuleNotFoundError: No module named '");
	assert_null(nameless);
	module = lacking_module("ModuleNotFoundError: No module named 'a'\n"
				"ModuleNotFoundError: No module named 'b_2.c'\n"
				"ModuleNotFoundError: No module named ''\n");
	assert_string_equal(module, "b_2");
	letters = lacking_module("ModuleNotFoundError: No module named 'caf\303\251'");
	assert_string_equal(letters, "caf\303\251");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_each_kind),
		cmocka_unit_test(counts_the_last_of_the_first_kind),
		cmocka_unit_test(looks_at_the_end),
		cmocka_unit_test(names_the_last_module),
	};

	return run_unit(tests);
}
