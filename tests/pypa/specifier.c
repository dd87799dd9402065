/* SPDX-License-Identifier: MIT */
/* specifier: canonical forms, and what is admitted: as packaging's Specifier.contains with
 * pre-releases has it. Equality with that library is compared in tests/pypa/lockhash.t. */
#include "unit.h"

#include "lib/cleanup.h"
#include "pypa/specifier.h"

static void assert_specifiers(const char *text, const char *canonical, const char *rest)
{
	_cleanup_(text_free) struct text out = {0};

	assert_null(specifiers_parse(&text, &out));
	assert_string_equal(text_string(&out), canonical);
	assert_string_equal(text, rest);
}

static void writes_the_canonical_form(void **state)
{
	(void)state;
	assert_specifiers("", "", "");
	assert_specifiers("; x", "", "; x");
	assert_specifiers(">= 1.24.0 ,<2.0,>=1.24 ; x", "<2,>=1.24", "; x");
	assert_specifiers("== v1.0-ALPHA.01 )", "==1a1", ")");
	assert_specifiers("==01.0.*", "==1.0.*", "");
	assert_specifiers("~=2.00", "~=2.0", "");
	assert_specifiers("===2.0-Beta!x,!=1", "!=1,===2.0-Beta!x", "");
	assert_specifiers("==2.2.0+CU_121", "==2.2+cu.121", "");
	assert_specifiers(">1,", ">1", "");
	assert_specifiers(">1 <2", ">1", "<2");
}

static void refuses(void **state)
{
	const char *const texts[] = {"=1", "=>1", "~1", "!1", "==", "==,", "===", "===,1", "==x",
		">=1.*", "<1.*", "~=1.2.*", "==1a1.*", "==1+a.*", ">1+a", "~=1.0+a", "~=1",
		">1,=2"};

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		_cleanup_(text_free) struct text out = {0};
		const char *text = texts[i];

		assert_non_null(specifiers_parse(&text, &out));
	}
}

static void admits(void **state)
{
	const char versions[] = "1 1.0 1.1 1.10 1.2 2 0.9 1!0.5 1.0a1 1.0rc1 1.0.dev1 1.0.post1 "
				"1.0.post1.dev2 1.0a1.post2 "
				"1.0+local 1.0.post1+x 1.1.dev0 2.0.0.1";
	const struct {
		const char *specifier, *admitted;
	} cases[] = {
		{"==1.0", "1 1.0 1.0+local"},
		{"==1.0+local", "1.0+local"},
		{"==1.0.*", "1 1.0 1.0a1 1.0rc1 1.0.dev1 1.0.post1 1.0.post1.dev2 1.0a1.post2 "
			    "1.0+local "
			    "1.0.post1+x"},
		{"==1.*", "1 1.0 1.1 1.10 1.2 1.0a1 1.0rc1 1.0.dev1 1.0.post1 1.0.post1.dev2 "
			  "1.0a1.post2 "
			  "1.0+local 1.0.post1+x 1.1.dev0"},
		{"!=1.0", "1.1 1.10 1.2 2 0.9 1!0.5 1.0a1 1.0rc1 1.0.dev1 1.0.post1 1.0.post1.dev2 "
			  "1.0a1.post2 1.0.post1+x 1.1.dev0 2.0.0.1"},
		{"!=1.0.*", "1.1 1.10 1.2 2 0.9 1!0.5 1.1.dev0 2.0.0.1"},
		{"<1.0", "0.9"},
		{"<1.0rc1", "0.9 1.0a1 1.0.dev1 1.0a1.post2"},
		{"<1.0.post1", "1 1.0 0.9 1.0a1 1.0rc1 1.0.dev1 1.0a1.post2 1.0+local"},
		{"<=1.0", "1 1.0 0.9 1.0a1 1.0rc1 1.0.dev1 1.0a1.post2 1.0+local"},
		{">1.0", "1.1 1.10 1.2 2 1!0.5 1.1.dev0 2.0.0.1"},
		{">1.0a1", "1 1.0 1.1 1.10 1.2 2 1!0.5 1.0rc1 1.0.post1 1.0.post1.dev2 1.0+local "
			   "1.0.post1+x "
			   "1.1.dev0 2.0.0.1"},
		{">1.0.post1", "1.1 1.10 1.2 2 1!0.5 1.1.dev0 2.0.0.1"},
		{">1.0.dev1", "1 1.0 1.1 1.10 1.2 2 1!0.5 1.0a1 1.0rc1 1.0.post1 1.0.post1.dev2 "
			      "1.0a1.post2 "
			      "1.0+local 1.0.post1+x 1.1.dev0 2.0.0.1"},
		{">=1.0",
			"1 1.0 1.1 1.10 1.2 2 1!0.5 1.0.post1 1.0.post1.dev2 1.0+local 1.0.post1+x "
			"1.1.dev0 2.0.0.1"},
		{">=1.0.post1", "1.1 1.10 1.2 2 1!0.5 1.0.post1 1.0.post1+x 1.1.dev0 2.0.0.1"},
		{"~=1.0", "1 1.0 1.1 1.10 1.2 1.0.post1 1.0.post1.dev2 1.0+local 1.0.post1+x "
			  "1.1.dev0"},
		{"~=1.0.0", "1 1.0 1.0.post1 1.0.post1.dev2 1.0+local 1.0.post1+x"},
		{"~=1.1", "1.1 1.10 1.2"},
		{"~=1.0a1", "1 1.0 1.1 1.10 1.2 1.0a1 1.0rc1 1.0.post1 1.0.post1.dev2 1.0a1.post2 "
			    "1.0+local "
			    "1.0.post1+x 1.1.dev0"},
		{"===1.0", "1.0"},
		{"===1.0+LOCAL", "1.0+local"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		_cleanup_free_ char *words = xstrdup(versions);
		_cleanup_(text_free) struct text admitted = {0};
		const char *cursor = cases[i].specifier;
		struct specifier specifier;
		char *rest = words, *version;

		assert_null(specifier_scan(&cursor, &specifier));
		assert_string_equal(cursor, "");
		while ((version = strsep(&rest, " ")))
			if (specifier_admits(&specifier, version))
				text_printf(&admitted, "%s%s", admitted.length ? " " : "", version);
		assert_string_equal(text_string(&admitted), cases[i].admitted);
		assert_false(specifier_admits(&specifier, "french toast"));
	}
}

static void local_versions(void **state)
{
	static const struct {
		const char *specifiers, *local;
	} cases[] = {{"", NULL}, {"==1", NULL}, {"==1+CU_1", "1+cu.1"}, {">=1, ==2.0+a", "2.0+a"},
		{"!=1+a", NULL}, {"===2.0+cu121,>1", "2.0+cu121"}, {"===text+a b", NULL},
		{"=", NULL}};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		_cleanup_free_ char *local = specifiers_local(cases[i].specifiers);

		if (cases[i].local)
			assert_string_equal(local, cases[i].local);
		else
			assert_null(local);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(writes_the_canonical_form),
		cmocka_unit_test(refuses),
		cmocka_unit_test(admits),
		cmocka_unit_test(local_versions),
	};
	return run_unit(tests);
}
