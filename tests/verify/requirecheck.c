/* SPDX-License-Identifier: MIT */
/* requirecheck: requirements between distributions, and on Python. */
#include "unit.h"

#include "verify/requirecheck.h"

#include "verifying.h"

#define DIST(name, version, requires) \
	"{'name':'" name "','version':'" version "','requiresDist':[" requires "]}"

static void requirements(void **state)
{
	_cleanup_verifying_ struct verifying verifying = {0};
	_cleanup_json_ json_t *overridden = json_of("{'o':'overrides.txt'}");

	(void)state;
	verifying_begin(&verifying, "{'excluded':['out']}",
		"{'distributions':[" DIST("App", "1",
			"'Lib_x [Fast] ( >= 3, < 2 )','o==1','out','win; os_name == "
			"\\\"nt\\\"','?'") "," DIST("lib.x", "2",
			"'need; extra == \\\"fast\\\"','never; extra == \\\"slow\\\"'") "]}");
	_cleanup_json_ json_t *edges = check_requirements(
		&verifying.subject, verifying.subject.installed, overridden, &verifying.report);

	assert_said(&verifying,
		"FAIL [requires/app/lib-x] App 1 wants Lib_x<2,>=3: 2 is installed\n"
		"note [requires/app/o] App 1 wants o==1: it is not installed "
		"(overridden in overrides.txt)\n"
		"note [requires/app/out] App 1 wants out: it is left out (PYLOCK_EXCLUDE)\n"
		"FAIL [requires/app] App: Requires-Dist: '?': the name of a distribution is wanted "
		"first\n"
		"FAIL [requires/lib-x/need] lib.x 2 wants need: it is not installed\n");
	assert_int_equal(json_object_size(json_object_get(edges, "app")), 3);
	assert_int_equal(json_object_size(json_object_get(edges, "lib-x")), 1);
}

static void requirements_that_hold(void **state)
{
	_cleanup_verifying_ struct verifying verifying = {0};
	static const char both[] = "{'distributions':[" DIST("a", "1",
		"'b>=1','b >=1','b; extra == \\\"e\\\"','b @ https://h/b.whl'") "," DIST("b",
		"2+cu129", "'a[e]'") "]}";

	(void)state;
	verifying_begin(&verifying, "{}", both);
	_cleanup_json_ json_t *edges = check_requirements(
		&verifying.subject, verifying.subject.installed, NULL, &verifying.report);

	/* b>=1 counts once, and that behind the extra since b asks for it. */
	assert_said(&verifying, "ok 4 requirements among them hold for t\n");
	assert_non_null(edges);
}

static void requirements_that_uv_repairs(void **state)
{
	_cleanup_verifying_ struct verifying verifying = {0};
	static const char both[] = "{'distributions':[" DIST("a", "1",
		"'b>=1.0.*','b (>=1<2.*)','c>2.*','b>=1.*; os_name == "
		"\\\"nt\\\"','b~=1.*'") "," DIST("b", "1.5", "") "]}";

	(void)state;
	verifying_begin(&verifying, "{}", both);
	_cleanup_json_ json_t *edges = check_requirements(
		&verifying.subject, verifying.subject.installed, NULL, &verifying.report);

	assert_said(&verifying,
		"note [requires/a] a: Requires-Dist: 'b>=1.0.*': .* goes only with == and != "
		"(uv reads it as 'b>=1.0')\n"
		"note [requires/a] a: Requires-Dist: 'b (>=1<2.*)': the parenthesis around the "
		"specifiers is not closed (uv reads it as 'b (>=1,<2)')\n"
		"note [requires/a] a: Requires-Dist: 'c>2.*': .* goes only with == and != "
		"(uv reads it as 'c>2')\n"
		"FAIL [requires/a/c] a 1 wants c>2: it is not installed\n"
		"FAIL [requires/a] a: Requires-Dist: 'b~=1.*': .* goes only with == and !=\n");
	assert_int_equal(json_object_size(json_object_get(edges, "a")), 2);
}

static void python(void **state)
{
	_cleanup_verifying_ struct verifying verifying = {0};

	(void)state;
	verifying_begin(&verifying, "{}",
		"{'distributions':[{'name':'a','version':'1','requiresPython':'>=3.12'},"
		"{'name':'b','version':'1','requiresPython':'<4,>=3.8'},"
		"{'name':'c','version':'1','requiresPython':'three'},"
		"{'name':'e','version':'1','requiresPython':'>=3.5.*'},"
		"{'name':'f','version':'1','requiresPython':'!=3.0*,<3.4.*'},"
		"{'name':'d','version':'1','requiresPython':null}]}");
	check_python(&verifying.subject, &verifying.report);
	assert_said(&verifying, "FAIL [python/a] a 1 wants Python >=3.12: the image has 3.11.2\n"
				"FAIL [python/c] c: Requires-Python 'three' is not a specifier\n"
				"note [python/e/specifier] e: Requires-Python '>=3.5.*' is not a "
				"specifier (uv reads it as '>=3.5')\n"
				"note [python/f/specifier] f: Requires-Python '!=3.0*,<3.4.*' is "
				"not a specifier (uv reads it as '!=3.0.*,<3.4')\n"
				"FAIL [python/f] f 1 wants Python !=3.0*,<3.4.*: the image has "
				"3.11.2\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(requirements),
		cmocka_unit_test(requirements_that_hold),
		cmocka_unit_test(requirements_that_uv_repairs),
		cmocka_unit_test(python),
	};
	return run_unit(tests);
}
