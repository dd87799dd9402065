/* SPDX-License-Identifier: MIT */
/* list: growth, order, and no item twice. */
#include "unit.h"

#include "lib/cleanup.h"
#include "lib/stringlist.h"

static void sorts_and_keeps_one(void **state)
{
	(void)state;
	_cleanup_(stringlist_free) struct stringlist list = {0};
	_cleanup_(text_free) struct text joined = {0};

	stringlist_sort_unique(&list);
	list_join(&list, ",", &joined);
	assert_string_equal(text_string(&joined), "");
	for (int i = 999; i >= 0; i--)
		stringlist_add(&list, xprintf("%03d", i % 500));
	assert_int_equal(list.count, 1000);
	stringlist_sort_unique(&list);
	assert_int_equal(list.count, 500);
	assert_string_equal(list.items[0], "000");
	assert_string_equal(list.items[499], "499");
	stringlist_add(&list, xstrdup("a"));
	list_join(&list, ", ", &joined);
	assert_int_equal(joined.length, 500 * 5 + 1);
	assert_string_equal(joined.bytes + 500 * 5 - 10, "498, 499, a");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sorts_and_keeps_one),
	};
	return run_unit(tests);
}
