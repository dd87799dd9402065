/* SPDX-License-Identifier: MIT */
/* lockbounds: above which version specifiers allow nothing. */
#include "unit.h"

#include "lib/cleanup.h"
#include "lock/lockbounds.h"

/* TEXT has commas between the specifiers. WANTED: the version, with `=` behind one that is allowed
 * and `!` behind what is none; "" for no bound. */
static void assert_bound(const char *text, const char *wanted)
{
	_cleanup_(stringlist_free) struct stringlist specifiers = {0};
	_cleanup_free_ char *copy = xstrdup(text);
	char *rest = copy, *part;

	while ((part = strsep(&rest, ",")))
		stringlist_add(&specifiers, xstrdup(part));
	_cleanup_(lockbound_free) struct lockbound bound = lockbound_of(&specifiers);
	_cleanup_free_ char *got = xprintf("%s%s%s", bound.version ? bound.version : "",
		bound.inclusive ? "=" : "", bound.arbitrary ? "!" : "");

	assert_string_equal(got, wanted);
}

static void finds_the_lowest(void **state)
{
	(void)state;
	assert_bound("", "");
	assert_bound(">=1", "");
	assert_bound("!=1.*", "");
	assert_bound("==1.0", "1.0=");
	assert_bound("<2", "2");
	assert_bound("<=2,<3", "2=");
	assert_bound("<=2.0,<2", "2");
	assert_bound("==1.9.*", "1.10");
	assert_bound("==1!9.*", "1!10");
	assert_bound("==9999999999999999999.*", "10000000000000000000");
	assert_bound("~=1.4.2", "1.5");
	assert_bound("~=2!1.4", "2!2");
	assert_bound("~=1.4.post1", "2");
	assert_bound("~=2.0rc1", "3");
	assert_bound("===1.0", "1.0=");
	assert_bound("===2004d", "2004d=!");
	assert_bound("<1,===2004d", "2004d=!");
}

static void compares(void **state)
{
	struct lockbound one = {.version = "1.0"}, same = {.version = "1"},
			 included = {.version = "1", .inclusive = true},
			 text = {.version = "r7", .inclusive = true, .arbitrary = true},
			 other = {.version = "R8", .inclusive = true, .arbitrary = true};

	(void)state;
	assert_true(lockbound_compare(&one, &same) == 0);
	assert_true(lockbound_compare(&one, &included) < 0);
	assert_true(lockbound_compare(&one, &text) > 0);
	assert_true(lockbound_compare(&text, &one) < 0);
	assert_true(lockbound_compare(&text, &other) < 0);
	assert_true(lockbound_compare(&text, &text) == 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_the_lowest),
		cmocka_unit_test(compares),
	};
	return run_unit(tests);
}
