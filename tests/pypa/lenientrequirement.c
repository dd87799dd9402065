/* SPDX-License-Identifier: MIT */
/* lenientrequirement: what is repaired, and how. The repaired texts are those of which uv 0.13.9
 * says `Fixing invalid requirement by ... (before: ...; after: ...)` for wheels with these lines,
 * and what cannot be repaired, it refuses as invalid metadata. */
#include "unit.h"

#include "lib/cleanup.h"
#include "pypa/lenientrequirement.h"

static void repairs_as_uv(void **state)
{
	static const char *const texts[][2] = {
		{"baz>=1.0.*", "baz>=1.0"},
		{"baz (>=1.9.*)", "baz (>=1.9)"},
		{"baz>2.*", "baz>2"},
		{"baz<=3.*", "baz<=3"},
		{"baz<3.4.*", "baz<3.4"},
		{"baz>= 1.0.*", "baz>=1.0"},
		{"baz ( >= 1.0.* )", "baz ( >=1.0 )"},
		{"baz (>=1.0.*,<2.*)", "baz (>=1.0,<2)"},
		{"baz[]>=1.0.*", "baz[]>=1.0"},
		{"baz>=1.0.*; extra == 'x'", "baz>=1.0; extra == 'x'"},
		{"baz>=1.0.* ; python_version < '3'", "baz>=1.0 ; python_version < '3'"},
		{"baz>=1.0<2", "baz>=1.0,<2"},
		{"baz (>=7.2.0<8.0.0)", "baz (>=7.2.0,<8.0.0)"},
		{"baz!=~5.0,>=4.12", "baz!=5.0.*,>=4.12"},
		{"baz>=2.7,!=3.0*,!=3.1*", "baz>=2.7,!=3.0.*,!=3.1.*"},
		{"baz!=13.0*", "baz!=13.0.*"},
		{"baz!=3.01.2*", "baz!=1.2.*"},
		{"baz>dev", "baz>0.0.0dev"},
		{"baz>=9.0.0a1.0", "baz>=9.0.0a1"},
		{"baz>=9a1.05", "baz>=9a15"},
		{"baz '>=1.0'", "baz >=1.0"},
		{"baz>='1.0'; python_version >= '3.7'", "baz>=1.0; python_version >= '3.7'"},
		{"'baz' >=1.19\"; python_version >= \"3.7\"",
			"baz >=1.19; python_version >= \"3.7\""},
		{"baz>=1.3.0,<1.4.0',", "baz>=1.3.0,<1.4.0"},
		{"baz>=1.0.* \"", "baz>=1.0 "},
	};

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		_cleanup_(requirement_free) struct requirement found = {0}, wanted = {0};
		_cleanup_free_ char *repaired = NULL;

		assert_non_null(lenientrequirement_parse(texts[i][0], &found, &repaired));
		assert_non_null(repaired);
		assert_string_equal(repaired, texts[i][1]);
		assert_null(requirement_parse(repaired, &wanted));
		assert_string_equal(found.name, wanted.name);
		assert_string_equal(found.specifiers, wanted.specifiers);
	}
}

static void leaves_the_rest(void **state)
{
	static const char *const texts[] = {"", "baz~=1.*", "baz>=1.0,,<2", "baz!=~10", "baz!=~5.",
		"baz>=dev", "baz>=1.0.dev0.0", "baz 1.0", "baz=1.0", "baz=>1.0",
		"baz>=1.0; python_version>3", "baz>=1.0; 'python_version>3'", "baz>=1.0 and <2",
		"baz >=1.0 <2", "baz~=1", "baz~1.0", "baz^1.0", "baz>=1.0+local", "baz==1.0.*.*",
		"baz==1.*.0", "baz>=1.0-beta.*", "baz>=x", "baz;", "baz[a", "baz[a,]",
		"baz>=2.0.0.post1.0", "baz==2.0.*<3", "baz>=1.0 # comment",
		"baz>=1.0;python_version=>'3.6'", "baz>=1.0;nonsense=='a'", "baz-", "baz>=1.0)",
		"baz(>=1.0", "baz==", "baz>=1.*;"};

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		_cleanup_(requirement_free) struct requirement found = {0};
		_cleanup_free_ char *repaired = NULL;

		assert_non_null(lenientrequirement_parse(texts[i], &found, &repaired));
		assert_null(repaired);
		assert_null(found.name);
	}
}

static void takes_what_is_one(void **state)
{
	static const char *const texts[] = {"baz", "baz >=1.0 ,", "baz (>=1.0,)", "baz>= 3.6.dev0",
		"baz>=1.0;python_version=='3.*'", "baz>=1.0; os_name == 'a>=1.0.*'"};

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		_cleanup_(requirement_free) struct requirement found = {0};
		_cleanup_free_ char *repaired = NULL;

		assert_null(lenientrequirement_parse(texts[i], &found, &repaired));
		assert_null(repaired);
		assert_string_equal(found.name, "baz");
	}
}

static void admits(const char *text, const char *version, bool wanted, const char *as)
{
	_cleanup_free_ char *repaired = NULL;
	bool admit = !wanted;
	const char *problem = lenientspecifiers_admit(text, version, &admit, &repaired);

	assert_int_equal(problem != NULL, as != NULL);
	if (as)
		assert_string_equal(repaired, as);
	assert_int_equal(admit, wanted);
}

static void specifiers(void **state)
{
	(void)state;
	admits(">=3.5.*", "3.11.0", true, ">=3.5");
	admits(">=2.7,!=3.0.*,!=3.1.*,<3.4.*", "3.11.0", false, ">=2.7,!=3.0.*,!=3.1.*,<3.4");
	admits(">= '2.7'", "3.11.0", true, ">= 2.7");
	admits(">=3.6,", "3.11.0", true, NULL);
	admits("<3", "3.11.0", false, NULL);
	_cleanup_free_ char *repaired = NULL;
	bool admit = true;

	assert_non_null(lenientspecifiers_admit("three", "3.11.0", &admit, &repaired));
	assert_null(repaired);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(repairs_as_uv),
		cmocka_unit_test(leaves_the_rest),
		cmocka_unit_test(takes_what_is_one),
		cmocka_unit_test(specifiers),
	};

	return run_unit(tests);
}
