/* SPDX-License-Identifier: MIT */
/* poetryconstraint: what Poetry's own library (poetry-core 2, Dependency.to_pep_508) makes of the
 * same constraints. */
#include "unit.h"

#include "lib/cleanup.h"
#include "pypa/poetryconstraint.h"

static void assert_specifiers(const char *constraint, const char *expected)
{
	_cleanup_(text_free) struct text out = {0};

	assert_null(poetryconstraint_specifiers(constraint, &out));
	assert_string_equal(text_string(&out), expected);
}

static void writes_specifiers(void **state)
{
	static const char *const rows[][2] = {
		{"^1.2.3", ">=1.2.3,<2.0.0"},
		{"^1.2", ">=1.2,<2.0"},
		{"^1", ">=1,<2"},
		{"^0.2.3", ">=0.2.3,<0.3.0"},
		{"^0.0.3", ">=0.0.3,<0.0.4"},
		{"^0.0.0", ">=0.0.0,<0.0.1"},
		{"^0.0", ">=0.0,<0.1"},
		{"^0", ">=0,<1"},
		{"^1.2.3b1", ">=1.2.3b1,<2.0.0"},
		{"^1.2.3-beta.2", ">=1.2.3b2,<2.0.0"},
		{"^1.0.0.post1", ">=1.0.0.post1,<2.0.0"},
		{"^1.2.3.4", ">=1.2.3.4,<2.0.0.0"},
		{"^1!2.3", ">=1!2.3,<1!3.0"},
		{"^v1.2", ">=1.2,<2.0"},
		{"^ 1.2", ">=1.2,<2.0"},
		{"~1.2.3", ">=1.2.3,<1.3.0"},
		{"~1.2", ">=1.2,<1.3"},
		{"~1", ">=1,<2"},
		{"~0", ">=0,<1"},
		{"~ 1.2", ">=1.2,<1.3"},
		{"~1.2.3.4", ">=1.2.3.4,<1.3.0.0"},
		{"~1.2b2", ">=1.2b2,<1.3"},
		{"*", ""},
		{"1.*", "==1.*"},
		{"1.2.*", "==1.2.*"},
		{"1.2.3", "==1.2.3"},
		{"=1.2.3", "==1.2.3"},
		{"==1.2.3", "==1.2.3"},
		{"!=1.3", "!=1.3"},
		{"==1.*", "==1.*"},
		{"!=1.*", "!=1.*"},
		{">1.0", ">1.0"},
		{"<2", "<2"},
		{"1.2.3+local", "==1.2.3+local"},
		{">=1.2,<1.5", ">=1.2,<1.5"},
		{">= 1.2, < 1.5", ">=1.2,<1.5"},
		{">=1.2 <1.5", ">=1.2,<1.5"},
		{">=1.2,", ">=1.2"},
		{">=1.0,!=1.5.*", ">=1.0,!=1.5.*"},
		{"^2.0,!=2.1", ">=2.0,<3.0,!=2.1"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		assert_specifiers(rows[i][0], rows[i][1]);
	/* as good as >=1.4.2,<1.5.0, which Poetry writes */
	assert_specifiers("~=1.4.2", "~=1.4.2");
}

static void writes_markers(void **state)
{
	static const char *const rows[][2] = {
		{"^3.9", "(python_version >= \"3.9\" and python_version < \"4.0\")"},
		{">=3.8,<3.12", "(python_version >= \"3.8\" and python_version < \"3.12\")"},
		{"3.11", "(python_version == \"3.11\")"},
		{"<3.11.4", "(python_full_version < \"3.11.4\")"},
		{"3.*", "(python_version == \"3.*\")"},
		{"^2.7 || ^3.6", "(python_version >= \"2.7\" and python_version < \"3.0\" or "
				 "python_version >= \"3.6\" and python_version < \"4.0\")"},
		{"*", ""},
		{"^3.9 || *", ""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		_cleanup_(text_free) struct text out = {0};

		assert_null(poetryconstraint_marker(rows[i][0], &out));
		assert_string_equal(text_string(&out), rows[i][1]);
	}
}

static void refuses(void **state)
{
	static const char *const wrong[] = {"", " ", "x", "1.x", "^", "^x", "~x", "^1+local",
		">=", "^1^2", "1.2a.b", "^99999999999999999999", "^1.*", ">=1;x", ">=1\n", "^1\r",
		"^1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1", "|", "1 | 2"};

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		_cleanup_(text_free) struct text out = {0};

		assert_non_null(poetryconstraint_specifiers(wrong[i], &out));
		assert_non_null(poetryconstraint_marker(wrong[i], &out));
	}
	_cleanup_(text_free) struct text out = {0};

	assert_string_equal(poetryconstraint_specifiers("^1 || ^3", &out),
		"alternatives (||), which no requirement can have");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(writes_specifiers),
		cmocka_unit_test(writes_markers),
		cmocka_unit_test(refuses),
	};

	return run_unit(tests);
}
