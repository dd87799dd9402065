/* SPDX-License-Identifier: MIT */
/* lockcheck: the distributions of an image and its lock. */
#include "unit.h"

#include "verify/lockcheck.h"

#include "verifying.h"

static void origins(void **state)
{
	_cleanup_verifying_ struct verifying verifying = {0};

	(void)state;
	verifying_begin(&verifying,
		"{'packages':[{'name':'a','version':'1'},{'name':'b','version':'1','index':'other',"
		"'choice':{'by':'tag:x','over':['c','d']},'file':{'filename':'b.whl'}}]}",
		"{}");
	report_origins(&verifying.subject, &verifying.report);
	assert_said(&verifying, "ok 1 of 2 packages are from index other: b\n"
				"ok b: b.whl was taken by tag:x, over c, d\n");
}

/* What the lock's version LOCKED gives for the INSTALLED one; PEP 440, "Local version identifiers".
 */
static size_t differs(const char *installed, const char *locked)
{
	_cleanup_verifying_ struct verifying verifying = {0};
	_cleanup_free_ char *plan = xprintf("{'packages':[{'name':'a','version':'%s'}]}", locked);
	_cleanup_free_ char *evidence =
		xprintf("{'distributions':[{'name':'a','version':'%s'}]}", installed);

	verifying_begin(&verifying, plan, evidence);
	check_distributions(&verifying.subject, NULL, NULL, &verifying.report);
	return verifying.report.errors;
}

static void versions(void **state)
{
	(void)state;
	assert_int_equal(differs("1.0", "1"), 0);
	assert_int_equal(differs("1.0+cu129", "1"), 0);
	assert_int_equal(differs("1.0+cu129", "1+cu129"), 0);
	assert_int_equal(differs("1.0", "1+cu129"), 1);
	assert_int_equal(differs("1.1", "1"), 1);
	assert_int_equal(differs("odd!", "odd!"), 0);
	assert_int_equal(differs("odd!", "odd"), 1);
}

static void distributions(void **state)
{
	_cleanup_verifying_ struct verifying verifying = {0};
	_cleanup_json_ json_t *flawed = json_of("{'a':'allowed'}"), *provided = json_of("{'p':{}}");

	(void)state;
	verifying_begin(&verifying,
		"{'excluded':['b','gone'],'packages':[{'name':'a','version':'2'},"
		"{'name':'m','version':'3'},{'name':'p','version':'1'}]}",
		"{'distributions':[{'name':'A','version':'1'},{'name':'b','version':'1'}]}");
	check_distributions(&verifying.subject, provided, flawed, &verifying.report);
	assert_said(&verifying, "FAIL [lock/m] m 3 is in the lock and not in the image\n"
				"FAIL [lock/b] b 1 is in the image and not in the lock\n"
				"note [lock/a] a is 1 in the image and 2 in the lock (allowed)\n"
				"FAIL [lock/b] b is to be left out and is in the image\n"
				"note [excluded/gone] gone is left out (PYLOCK_EXCLUDE)\n");
}

static void provided(void **state)
{
	_cleanup_verifying_ struct verifying verifying = {0};
	_cleanup_json_ json_t *wanted = json_of(
		"{'ok':{'base':'1+nv','site':'/s','version':'1'},'old':{'base':'1','site':'/s',"
		"'version':'1'},'away':{'base':'1','site':'/s','version':'1'}}");

	(void)state;
	verifying_begin(&verifying, "{'packages':[{'name':'old','version':'1'}]}",
		"{'distributions':[{'name':'Ok','version':'1+nv','base':true,'path':'s/x'},"
		"{'name':'old','version':'2','base':true,'path':'s/y'},"
		"{'name':'away','version':'1','base':true,'path':'elsewhere/z'},"
		"{'name':'ok','version':'9','path':'v/x'}]}");
	_cleanup_json_ json_t *present =
		check_provided(&verifying.subject, wanted, "provided", &verifying.report);

	assert_said(&verifying,
		"FAIL [provided/away] away is to be provided by the base and is not in /s\n"
		"FAIL [shadow/ok] ok 9 in the virtual environment shadows the base's 1+nv, which "
		"PYLOCK_PROVIDED names\n"
		"note [provided/ok] ok 1+nv of the base counts as 1 (PYLOCK_PROVIDED)\n"
		"FAIL [provided/old] old is provided by the base and in the lock: run `make "
		"resolve`\n"
		"FAIL [provided/old] old is 2 in the image and was 1 in the base: run `make "
		"resolve`\n");
	assert_string_equal(
		json_string_value(json_object_get(json_object_get(present, "ok"), "version")), "1");
	assert_null(json_object_get(present, "old"));
}

static void critical(void **state)
{
	_cleanup_verifying_ struct verifying verifying = {0};
	_cleanup_json_ json_t *good = json_of("['A_b','out']"), *bad = json_of("['c']"),
			      *present = json_of("{'a-b':{}}");

	(void)state;
	verifying_begin(&verifying, "{'excluded':['out']}", "{}");
	check_critical(&verifying.subject, good, present, &verifying.report);
	check_critical(&verifying.subject, bad, present, &verifying.report);
	assert_said(&verifying, "ok critical packages: A_b out\n"
				"FAIL [critical/c] c is critical and not in the image\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(origins),
		cmocka_unit_test(versions),
		cmocka_unit_test(distributions),
		cmocka_unit_test(provided),
		cmocka_unit_test(critical),
	};
	return run_unit(tests);
}
