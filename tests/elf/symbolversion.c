/* SPDX-License-Identifier: MIT */
/* symbolversion: numbers are compared as numbers, and the highest of each name is kept. */
#include "unit.h"

#include "elf/symbolversion.h"

static void compares_numbers(void **state)
{
	(void)state;
	static const char *const rising[] = {"", "1", "1.2", "1.2.3", "1.9", "1.10", "2", "2.0",
		"2.2.5", "2.09", "2.17", "10.0", "99999999999999999999"};
	size_t count = sizeof rising / sizeof *rising;

	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < count; j++) {
			int got = symbolversion_compare(rising[i], rising[j]);

			if ((got > 0) != (i > j) || (got < 0) != (i < j))
				fail_msg("%s and %s", rising[i], rising[j]);
		}
	assert_int_equal(symbolversion_compare("1_1_0", "1.1.0"), 0);
}

static void keeps_the_highest(void **state)
{
	(void)state;
	static const char *const versions[] = {"GLIBC_2.2.5", "GLIBC_2.17", "GLIBC_2.9",
		"GLIBC_PRIVATE", "GLIBCXX_3.4.9", "GLIBCXX_3.4.30", "CXXABI_1.3.13", "CXXABI_1.3",
		"CXXABI_FLOAT128", "OPENSSL_1_1_0", "OPENSSL_3.0.0", "CURL_OPENSSL_4",
		"libcublas.so.12", "GLIBC_ABI_DT_RELR", "_1.0", "LAST_"};
	static const struct {
		const char *name, *number;
	} wanted[] = {{"GLIBC", "2.17"}, {"GLIBC_PRIVATE", ""}, {"GLIBCXX", "3.4.30"},
		{"CXXABI", "1.3.13"}, {"CXXABI_FLOAT128", ""}, {"OPENSSL", "3.0.0"},
		{"CURL_OPENSSL", "4"}, {"libcublas.so.12", ""}, {"GLIBC_ABI_DT_RELR", ""},
		{"_1.0", ""}, {"LAST_", ""}};
	struct symbolversions list = {0};

	for (size_t i = 0; i < sizeof versions / sizeof *versions; i++)
		symbolversions_add(&list, versions[i]);
	assert_int_equal(list.count, sizeof wanted / sizeof *wanted);
	for (size_t i = 0; i < list.count; i++) {
		assert_string_equal(list.list[i].name, wanted[i].name);
		assert_string_equal(list.list[i].number, wanted[i].number);
	}
	assert_string_equal(symbolversions_find(&list, "GLIBC"), "2.17");
	assert_null(symbolversions_find(&list, "GLIB"));
	assert_null(symbolversions_find(&list, "GLIBC_2"));
	symbolversions_free(&list);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(compares_numbers),
		cmocka_unit_test(keeps_the_highest),
	};
	return run_unit(tests);
}
