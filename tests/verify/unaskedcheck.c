/* SPDX-License-Identifier: MIT */
/* unaskedcheck: one note for each kind, with names that stay short. */
#include "unit.h"

#include "verify/unaskedcheck.h"

#include "verifying.h"

static void assert_unasked(const char *unasked, const char *wanted)
{
	_cleanup_verifying_ struct verifying verifying = {0};
	_cleanup_free_ char *evidence = xprintf("{'startup':{%s}}", unasked);

	verifying_begin(&verifying, "{}", evidence);
	check_unasked(&verifying.subject, &verifying.report);
	assert_said(&verifying, wanted);
	assert_int_equal(verifying.report.errors, 0);
}

static void nothing(void **state)
{
	(void)state;
	assert_unasked("", "");
	assert_unasked("'unasked':{}", "");
	assert_unasked("'unasked':{'pth':{},'modules':{},'programs':{}}", "");
}

static void each_kind(void **state)
{
	(void)state;
	assert_unasked("'unasked':{'pth':{'s/z.pth':'zope','s/a.pth':null},"
		       "'modules':{'s/sitecustomize.py':'evil'},'programs':{'v/bin/ls':'evil'}}",
		"note [unasked/image/pth] Python runs lines of .pth files whenever it starts: "
		"a.pth, z.pth of zope (packages may do that)\n"
		"note [unasked/image/modules] Python imports modules whenever it starts: "
		"sitecustomize.py of evil (packages may do that)\n"
		"note [unasked/image/programs] programs that PATH finds before those of the same "
		"name of the base: ls of evil (packages may do that)\n");
}

static void many_and_long(void **state)
{
	(void)state;
	assert_unasked("'unasked':{'pth':{'f':null,'e':null,'d':null,'c':null,'b':null,'a':null,"
		       "'g':null}}",
		"note [unasked/image/pth] Python runs lines of .pth files whenever it starts: "
		"a, b, c, d, e and 2 more (packages may do that)\n");
	assert_unasked(
		"'unasked':{'pth':{'"
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		"\xc3\xa9z':null}}",
		"note [unasked/image/pth] Python runs lines of .pth files whenever it starts: "
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		"... (packages may do that)\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing),
		cmocka_unit_test(each_kind),
		cmocka_unit_test(many_and_long),
	};
	return run_unit(tests);
}
