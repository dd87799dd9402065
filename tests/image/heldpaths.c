/* SPDX-License-Identifier: MIT */
/* heldpaths: whose a path is, when several distributions have it or what lies below. */
#include "unit.h"

#include "image/heldpaths.h"
#include "lib/cleanup.h"
#include "lib/die.h"

static struct holder first = {.label = (char *)"a 1"}, second = {.label = (char *)"b 2"};

static void add_label(void *context, struct holder *holder)
{
	text_printf(context, "%s;", holder->label);
}

static void assert_found(
	const struct heldpaths *paths, const char *path, bool below, const char *wanted)
{
	_cleanup_(text_free) struct text labels = {0};
	size_t count = heldpaths_find(paths, path, below, add_label, &labels), commas = 0;

	for (const char *c = text_string(&labels); *c; c++)
		commas += *c == ';';
	assert_string_equal(text_string(&labels), wanted);
	assert_int_equal(count, commas);
}

static void by_path_and_label(void **state)
{
	(void)state;
	_cleanup_(heldpaths_free) struct heldpaths paths = {0};
	static const char *const of_second[] = {"x/both", "x/y/z", "x/y/zz", "xx", "x-"},
				 *const of_first[] = {"x/both", "x/both", "x/a"};

	for (size_t i = 0; i < sizeof of_second / sizeof *of_second; i++)
		heldpaths_add(&paths, xstrdup(of_second[i]), &second);
	for (size_t i = 0; i < sizeof of_first / sizeof *of_first; i++)
		heldpaths_add(&paths, xstrdup(of_first[i]), &first);
	heldpaths_sort(&paths);
	assert_found(&paths, "x/both", false, "a 1;b 2;");
	assert_found(&paths, "xx", false, "b 2;");
	assert_found(&paths, "x/y", false, "");
	assert_found(&paths, "x/y", true, "b 2;");
	assert_found(&paths, "x", true, "a 1;b 2;");
	assert_found(&paths, "x/bot", true, "");
	assert_found(&paths, "zzz", false, "");
	assert_found(&paths, "zzz", true, "");
}

static void nothing_is_held(void **state)
{
	(void)state;
	_cleanup_(heldpaths_free) struct heldpaths paths = {0};

	heldpaths_sort(&paths);
	assert_found(&paths, "a", false, "");
	assert_found(&paths, "", true, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(by_path_and_label),
		cmocka_unit_test(nothing_is_held),
	};
	return run_unit(tests);
}
