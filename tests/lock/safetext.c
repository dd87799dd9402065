/* SPDX-License-Identifier: MIT */
/* safetext: only plain characters, and not too many of them, are believed. */
#include "unit.h"

#include "lock/safetext.h"

static void what_it_is_made_of(void **state)
{
	(void)state;
	assert_true(safetext_is_made_of("1.0-rc_1", "-._"));
	assert_true(safetext_is_made_of("aZ09", ""));
	assert_false(safetext_is_made_of("", ".-"));
	assert_false(safetext_is_made_of("1.0", "-"));
	assert_false(safetext_is_made_of("$(x)", ".-_+!"));
	assert_false(safetext_is_made_of("a b", "-"));
	assert_false(safetext_is_made_of("a\n", "-"));
	assert_false(safetext_is_made_of("\303\244", "-"));
}

static void requirements(void **state)
{
	(void)state;
	assert_true(safetext_is_requirement("a[x]>=1,<2; python_version < '3.9'"));
	assert_false(safetext_is_requirement(""));
	assert_false(safetext_is_requirement("-r other.txt"));
	assert_false(safetext_is_requirement("a\tb"));
	assert_false(safetext_is_requirement("a\x7f"));
	assert_false(safetext_is_requirement("a\303\244"));
}

static void addresses(void **state)
{
	(void)state;
	assert_true(safetext_is_url("https://h/a%20b.whl?x=y"));
	assert_true(safetext_is_url("file:///a.whl"));
	assert_false(safetext_is_url("a.whl"));
	assert_false(safetext_is_url("https://h/a b.whl"));
	assert_false(safetext_is_url("https://h/a\x7f"));
	assert_false(safetext_is_url("https://h/\n"));
}

static void long_text(void **state)
{
	(void)state;
	static char text[4096 + 2];

	memset(text, 'a', 4096);
	assert_true(safetext_is_made_of(text, ""));
	assert_true(safetext_is_requirement(text));
	text[4096] = 'a';
	assert_false(safetext_is_made_of(text, ""));
	assert_false(safetext_is_requirement(text));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_it_is_made_of),
		cmocka_unit_test(requirements),
		cmocka_unit_test(addresses),
		cmocka_unit_test(long_text),
	};
	return run_unit(tests);
}
