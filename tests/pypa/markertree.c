/* SPDX-License-Identifier: MIT */
/* markertree: canonical forms. Equality with the packaging library is compared in
 * tests/pypa/lockhash.t. */
#include "unit.h"

#include "lib/cleanup.h"
#include "pypa/markertree.h"

static void assert_marker(const char *text, const char *canonical)
{
	_cleanup_(markertree_free) struct markertree tree = {0}, again = {0};

	assert_null(markertree_parse(&text, &tree));
	assert_string_equal(text, "");
	assert_string_equal(tree.text, canonical);
	assert_null(markertree_parse(&canonical, &again));
	assert_string_equal(again.text, tree.text);
}

static void writes_comparisons(void **state)
{
	(void)state;
	assert_marker("python_version<'3.12'", "python_version < \"3.12\"");
	assert_marker(" ( '3.12'>=python_full_version ) ", "\"3.12\" >= python_full_version");
	assert_marker("os.name=='it\"s'", "os_name == 'it\"s'");
	assert_marker("sys.platform not  in \"a b\"", "sys_platform not in \"a b\"");
	assert_marker("python_implementation in'CPython'",
		"platform_python_implementation in \"CPython\"");
	assert_marker("extra == 'A_.b'", "extra == \"a-b\"");
	assert_marker("'A_b' in extras", "\"a-b\" in extras");
	assert_marker("platform_version === '#1 (x) y; z'", "platform_version === \"#1 (x) y; z\"");
}

static void joins_in_one_way(void **state)
{
	(void)state;
	assert_marker("os_name=='b' and os_name=='a'", "os_name == \"a\" and os_name == \"b\"");
	assert_marker("os_name=='c' or (os_name=='b' or os_name=='a')",
		"os_name == \"a\" or os_name == \"b\" or os_name == \"c\"");
	assert_marker("(os_name=='b' and extra=='c') or os_name=='a'",
		"extra == \"c\" and os_name == \"b\" or os_name == \"a\"");
	assert_marker("(os_name=='b' or extra=='c') and os_name=='a'",
		"(extra == \"c\" or os_name == \"b\") and os_name == \"a\"");
	assert_marker("os_name=='a'and(os_name=='a')", "os_name == \"a\"");
	assert_marker(
		"extra=='b' and ((os_name=='a' and extra=='c') or (extra=='c' and os_name=='a'))",
		"extra == \"b\" and extra == \"c\" and os_name == \"a\"");
}

static void nests_so_deep(void **state)
{
	char text[512];
	const char *cursor = text;
	_cleanup_(markertree_free) struct markertree tree = {0}, deeper = {0};

	(void)state;
	memset(text, '(', MARKERTREE_DEPTH);
	strcpy(text + MARKERTREE_DEPTH, "os_name=='a'");
	memset(text + strlen(text), ')', MARKERTREE_DEPTH);
	assert_null(markertree_parse(&cursor, &tree));
	memset(text, '(', MARKERTREE_DEPTH + 1);
	strcpy(text + MARKERTREE_DEPTH + 1, "os_name=='a'");
	cursor = text;
	assert_non_null(markertree_parse(&cursor, &deeper));
}

static void refuses(void **state)
{
	const char *const texts[] = {"", "os_name", "os_name ==", "== 'a'", "os_name = 'a'",
		"os_name == a", "os_name == 'a", "os_name == 'a\"", "foo == 'a'", "os_names == 'a'",
		"os.machine == 'a'", "os_name not 'a'", "os_name notin 'a'", "(os_name == 'a'",
		"os_name == 'a' and", "os_name == 'a' or or", "()", "os_name == 'a\\'"};

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		_cleanup_(markertree_free) struct markertree tree = {0};
		const char *text = texts[i];

		assert_non_null(markertree_parse(&text, &tree));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(writes_comparisons),
		cmocka_unit_test(joins_in_one_way),
		cmocka_unit_test(nests_so_deep),
		cmocka_unit_test(refuses),
	};
	return run_unit(tests);
}
