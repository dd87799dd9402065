/* SPDX-License-Identifier: MIT */
/* version: PEP 440 in all its spellings. Normal forms are those that packaging.version.Version and
 * packaging.utils.canonicalize_version print. */
#include "unit.h"

#include "lib/cleanup.h"
#include "pypa/version.h"

static void assert_version(const char *text, const char *normal, const char *trimmed)
{
	_cleanup_(text_free) struct text out = {0};
	struct version version;

	assert_true(version_scan(text, &version));
	assert_int_equal(version.length, strlen(text));
	version_add(&out, &version, false);
	assert_string_equal(text_string(&out), normal);
	text_clear(&out);
	version_add(&out, &version, true);
	assert_string_equal(text_string(&out), trimmed);
}

static void normalizes(void **state)
{
	(void)state;
	assert_version("1", "1", "1");
	assert_version("1.0.0", "1.0.0", "1");
	assert_version("0.0", "0.0", "0");
	assert_version("10.20.100", "10.20.100", "10.20.100");
	assert_version("v01.002.00", "1.2.0", "1.2");
	assert_version("0!1.0", "1.0", "1");
	assert_version("01!1.0", "1!1.0", "1!1");
	assert_version("1.0-ALPHA_01", "1.0a1", "1a1");
	assert_version("1.0beta", "1.0b0", "1b0");
	assert_version("1.0c1", "1.0rc1", "1rc1");
	assert_version("1.0preview-2", "1.0rc2", "1rc2");
	assert_version("1.0.pre3", "1.0rc3", "1rc3");
	assert_version("1.0a.", "1.0a0", "1a0");
	assert_version("1.0a.post1", "1.0a0.post1", "1a0.post1");
	assert_version("1.0-1", "1.0.post1", "1.post1");
	assert_version("1.0r2", "1.0.post2", "1.post2");
	assert_version("1.0.REV", "1.0.post0", "1.post0");
	assert_version("1.0rc1.post2-dev3", "1.0rc1.post2.dev3", "1rc1.post2.dev3");
	assert_version("1.0dev", "1.0.dev0", "1.dev0");
	assert_version("2.2.0+CU121", "2.2.0+cu121", "2.2+cu121");
	assert_version("1+a-01_B.0x1", "1+a.1.b.0x1", "1+a.1.b.0x1");
	assert_version("2.7.0a0+6c54e0e.nv25.4", "2.7.0a0+6c54e0e.nv25.4", "2.7a0+6c54e0e.nv25.4");
	assert_version("00000000000000000000000000000001.99999999999999999999999999999999",
		"1.99999999999999999999999999999999", "1.99999999999999999999999999999999");
}

static void scans_the_longest(void **state)
{
	const struct {
		const char *text;
		size_t length;
	} cases[] = {{"1.0.*", 3}, {"1.0 ", 3}, {"1.0.", 3}, {"1.0+", 3}, {"1.0+a.", 5},
		{"1.0-1-1", 5}, {"1.0foo", 3}, {"1.0a1.*", 5}, {"1!", 1}};
	struct version version;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_true(version_scan(cases[i].text, &version));
		assert_int_equal(version.length, cases[i].length);
	}
}

static void refuses_what_is_no_version(void **state)
{
	const char *const invalid[] = {"", "v", "a1", ".1", " 1", "1 ", "1..2", "1.", "1!", "1+",
		"1+a+b", "1.0x", "1.0--1", "1.0.post1.post2", "french toast", "1\xc3\xa9"};

	(void)state;
	for (size_t i = 0; i < sizeof invalid / sizeof *invalid; i++)
		assert_false(version_is_valid(invalid[i]));
}

static void orders(void **state)
{
	const char *const sorted[] = {"0.9", "1.dev0", "1.0.dev1", "1.0a1.dev2", "1.0a1",
		"1.0a1.post2", "1.0b1", "1.0rc1.dev1", "1.0rc1", "1.0rc10", "1", "1.0+a", "1.0+a.1",
		"1.0+b", "1.0+1", "1.0+1.2", "1.0+10", "1.0.post1.dev1", "1.0.post1", "1.0.post10",
		"1.1", "1.2", "1.10", "10", "999999999999999999999999", "1!0.1"};
	const char *const equal[] = {"1", "1.0", "v1.00.0", "0!1"};
	struct version a, b;

	(void)state;
	for (size_t i = 0; i < sizeof sorted / sizeof *sorted; i++)
		for (size_t j = 0; j < sizeof sorted / sizeof *sorted; j++) {
			assert_true(version_scan(sorted[i], &a) && version_scan(sorted[j], &b));
			int order = version_compare(&a, &b);

			assert_int_equal((order > 0) - (order < 0), (i > j) - (i < j));
		}
	for (size_t i = 1; i < sizeof equal / sizeof *equal; i++) {
		assert_true(version_scan(equal[0], &a) && version_scan(equal[i], &b));
		assert_int_equal(version_compare(&a, &b), 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(normalizes),
		cmocka_unit_test(scans_the_longest),
		cmocka_unit_test(refuses_what_is_no_version),
		cmocka_unit_test(orders),
	};
	return run_unit(tests);
}
