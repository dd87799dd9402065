/* SPDX-License-Identifier: MIT */
/* nameset: sets and maps of names. */
#include "unit.h"

#include "verify/nameset.h"

#include "lib/cleanup.h"

static void sorts_and_counts_once(void **state)
{
	_cleanup_json_ json_t *set = json_object();

	(void)state;
	nameset_add(set, "b");
	nameset_add(set, NOBODY);
	nameset_add(set, "a");
	nameset_add(set, "b");
	_cleanup_free_ const char **names = nameset_sorted(set);

	assert_string_equal(names[0], "a");
	assert_string_equal(names[1], "b");
	assert_string_equal(names[2], NOBODY);
	assert_null(names[3]);
	assert_true(nameset_has(set, "a"));
	assert_false(nameset_has(set, "c"));
	assert_false(nameset_has(set, NULL));
	assert_false(nameset_has(NULL, "a"));
}

static void shows_some(void **state)
{
	_cleanup_json_ json_t *set = json_object();
	_cleanup_free_ char *none = nameset_shown(set, 2);

	(void)state;
	assert_string_equal(none, "");
	nameset_add(set, "c");
	nameset_add(set, "a");
	_cleanup_free_ char *two = nameset_shown(set, 2);

	nameset_add(set, "b");
	_cleanup_free_ char *three = nameset_shown(set, 2);

	assert_string_equal(two, "a, c");
	assert_string_equal(three, "a, b and 1 more");
}

static void maps(void **state)
{
	_cleanup_json_ json_t *map = json_object();

	(void)state;
	nameset_add(namemap_set(map, "x"), "one");
	nameset_add(namemap_set(map, "x"), "two");
	json_array_append_new(namemap_list(map, "y"), json_true());
	json_array_append_new(namemap_list(map, "y"), json_true());
	assert_int_equal(json_object_size(json_object_get(map, "x")), 2);
	assert_int_equal(json_array_size(json_object_get(map, "y")), 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sorts_and_counts_once),
		cmocka_unit_test(shows_some),
		cmocka_unit_test(maps),
	};
	return run_unit(tests);
}
