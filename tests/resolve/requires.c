/* SPDX-License-Identifier: MIT */
/* requires: what applies on a target. Expected texts are those of the packaging library. */
#include "unit.h"

#include "lib/cleanup.h"
#include "lib/json.h"
#include "resolve/requires.h"

static const struct target target = {
	.python_major = 3, .python_minor = 11, .arch = "x86_64", .libc_major = 2, .libc_minor = 36};

static char *joined(const struct requires_package *package)
{
	struct text texts = {0};

	list_join(&package->texts, "|", &texts);
	return texts.length ? text_take(&texts) : xstrdup("");
}

static void assert_plain(const char *line, const char *wanted)
{
	struct requires_package package = {.name = "a"};
	const struct stringlist roots = {0};
	_cleanup_json_ json_t *lines = json_pack("[s]", line);

	assert_null(requires_read(&package, lines));
	requires_apply(&package, 1, &target, &roots);
	_cleanup_free_ char *found = joined(&package);

	assert_string_equal(found, wanted);
	requires_free(&package);
	requires_free(&package);
}

static void spelling(void **state)
{
	(void)state;
	assert_plain("Numpy_X", "Numpy_X");
	assert_plain("numpy (>= 1.0 , <2)", "numpy<2,>=1.0");
	assert_plain("numpy[ b,A ]>=1.0,>=1, !=1.5.*", "numpy[A,b]!=1.5.*,>=1");
	assert_plain("n @ https://h/n.whl ; os_name == 'posix'", "n @ https://h/n.whl");
	assert_plain("n ~= 1.4.0; python_version < '3.12'", "n~=1.4.0");
	assert_plain("n; sys_platform == 'win32'", "");
	assert_plain("n; extra == 'x'", "");
	assert_plain("n === a.b", "n===a.b");
}

static void extras(void **state)
{
	(void)state;
	struct requires_package packages[] = {{.name = "a"}, {.name = "b"}, {.name = "c"}};
	char *root = "a[Fast]>1";
	const struct stringlist roots = {.count = 1, .items = &root};
	_cleanup_json_ json_t *a = json_pack("[s, s, s, s]", "b", "b[y]; extra == 'fast'",
		"c; extra == 'slow'", "d; extra == 'fast' or os_name == 'posix'");
	_cleanup_json_ json_t *b =
		json_pack("[s, s]", "c==1; extra == 'y'", "a[slow]; extra == 'z'");

	assert_null(requires_read(&packages[0], a));
	assert_null(requires_read(&packages[1], b));
	requires_apply(packages, 3, &target, &roots);
	_cleanup_free_ char *of_a = joined(&packages[0]), *of_b = joined(&packages[1]);

	assert_string_equal(of_a, "b|b[y] ; extra == \"fast\"|d");
	assert_string_equal(of_b, "c==1 ; extra == \"y\"");
	assert_null(requires_local(packages, 3, "c"));
	assert_false(packages[2].known);
	for (size_t i = 0; i < 3; i++)
		requires_free(&packages[i]);
}

static void local_versions(void **state)
{
	(void)state;
	struct requires_package package = {.name = "a"};
	const struct stringlist roots = {0};
	_cleanup_json_ json_t *lines = json_pack(
		"[s, s, s]", "b>=1,==2.0+CU_1", "c==1+x; sys_platform == 'win32'", "c===1.0+y");

	assert_null(requires_read(&package, lines));
	requires_apply(&package, 1, &target, &roots);
	_cleanup_free_ char *of_b = requires_local(&package, 1, "b");
	_cleanup_free_ char *of_c = requires_local(&package, 1, "c");

	assert_string_equal(of_b, "2+cu.1");
	assert_string_equal(of_c, "1.0+y");
	requires_free(&package);
}

static void its_neighbours_stay(void **state)
{
	(void)state;
	static const char *const bad[] = {"", "a b", "a >", "a; x == 'y'", "a~=1.*"};

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct requires_package package = {.name = "p"};
		const struct stringlist roots = {0};
		_cleanup_json_ json_t *lines = json_pack("[s, s, s]", "one", bad[i], "two>1");

		assert_null(requires_read(&package, lines));
		assert_true(package.known);
		assert_int_equal(package.malformed.count, 1);
		_cleanup_free_ char *shown = xprintf("'%s', which is no requirement", bad[i]);

		assert_ptr_equal(
			strstr(package.malformed.items[0], shown), package.malformed.items[0]);
		requires_apply(&package, 1, &target, &roots);
		_cleanup_free_ char *found = joined(&package);

		assert_string_equal(found, "one|two>1");
		requires_free(&package);
	}
}

static void it_is_repaired(void **state)
{
	(void)state;
	struct requires_package package = {.name = "p"};
	const struct stringlist roots = {0};
	_cleanup_json_ json_t *lines = json_pack("[s, s, s]", "one<2.*; os_name == 'posix'",
		"two (>=1<2)", "three>=1.*; os_name == 'nt'");

	assert_null(requires_read(&package, lines));
	assert_int_equal(package.malformed.count, 3);
	assert_string_equal(package.malformed.items[1],
		"'two (>=1<2)', which is no requirement (the parenthesis around the specifiers is "
		"not closed), and is read as 'two (>=1,<2)', as uv does");
	requires_apply(&package, 1, &target, &roots);
	_cleanup_free_ char *found = joined(&package);

	assert_string_equal(found, "one<2|two<2,>=1");
	requires_free(&package);
}

static void what_is_none(void **state)
{
	(void)state;
	static const char *const bad[] = {"a\n", "\303\244"};

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct requires_package package = {.name = "a"};
		_cleanup_json_ json_t *lines = json_pack("[s, s]", "good", bad[i]);

		assert_non_null(requires_read(&package, lines));
		assert_false(package.known);
		requires_free(&package);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(spelling),
		cmocka_unit_test(extras),
		cmocka_unit_test(local_versions),
		cmocka_unit_test(its_neighbours_stay),
		cmocka_unit_test(it_is_repaired),
		cmocka_unit_test(what_is_none),
	};
	return run_unit(tests);
}
