/* SPDX-License-Identifier: MIT */
/* wheelcheck: flaws of wheels, noted or allowed. */
#include "unit.h"

#include "verify/wheelcheck.h"

#include "verifying.h"

static void flaws(void **state)
{
	_cleanup_verifying_ struct verifying verifying = {0};
	_cleanup_(declarations_free) struct declarations allowed = {0};
	_cleanup_json_ json_t *flaws =
		json_of("[{'name':'a','wheel':'a.whl','flaw':'case'},{'name':'a','wheel':'a.whl','"
			"flaw':'case'},"
			"{'name':'b','wheel':'b.whl','flaw':'hash','allowed':'11'},"
			"{'name':'c','wheel':'c.whl','flaw':'hash','allowed':'22'},"
			"{'name':'e','wheel':'e.whl','flaw':'box','reason':'why'}]");

	(void)state;
	declarations_add(&allowed, "11=mine");
	declarations_add(&allowed, "33=locked");
	declarations_add(&allowed, "44=no such");
	verifying_begin(&verifying,
		"{'packages':[{'name':'d','version':'1','file':{'sha256':'33'}}]}", "{}");
	_cleanup_json_ json_t *declared =
		check_wheels(&verifying.subject, flaws, "flaws", &allowed, &verifying.report);

	assert_said(&verifying,
		"note [wheel/a] a.whl: case (" FLAW_IS_NOTED ")\n"
		"note [wheel/b] b.whl: hash (PYLOCK_ALLOW_WHEEL: mine)\n"
		"FAIL [wheel/c] c.whl: hash; write PYLOCK_ALLOW_WHEEL.22 := <reason>\n"
		"note [wheel/e] e.whl: box (why)\n"
		"idle PYLOCK_ALLOW_WHEEL.33 is declared, and the wheel does not need it: take it "
		"out\n"
		"idle PYLOCK_ALLOW_WHEEL.44 is declared, and no wheel of the lock has that hash, "
		"or the "
		"one that has it does not need it: take it out\n");
	assert_string_equal(json_string_value(json_object_get(declared, "a")), FLAW_IS_NOTED);
	assert_string_equal(
		json_string_value(json_object_get(declared, "b")), "PYLOCK_ALLOW_WHEEL: mine");
	assert_null(json_object_get(declared, "c"));
	assert_null(json_object_get(declared, "e"));
}

static void refuses(void **state)
{
	_cleanup_verifying_ struct verifying verifying = {0};
	struct declarations allowed = {0};
	_cleanup_json_ json_t *flaws = json_of("[{'name':'a','wheel':'a.whl'}]");

	(void)state;
	verifying_begin(&verifying, "{}", "{}");
	assert_dies(EXIT_NO, "flaws: .flaw: missing",
		check_wheels(&verifying.subject, flaws, "flaws", &allowed, &verifying.report));
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(flaws), cmocka_unit_test(refuses)};

	return run_unit(tests);
}
