/* SPDX-License-Identifier: MIT */
/* fileoption: the forms that an option takes, and hashes. */
#include "unit.h"

#include "lib/cleanup.h"
#include "pypa/fileoption.h"

static void assert_option(const char *word, const char *name, const char *wanted)
{
	const char *value = "";
	const struct fileoption *option = fileoption_find(word, &value);

	assert_non_null(option);
	assert_string_equal(option->name, name);
	if (wanted)
		assert_string_equal(value, wanted);
	else
		assert_null(value);
}

static void finds_each_form(void **state)
{
	const char *const none[] = {"", "-", "--", "i", "--index", "--index-urls", "-x",
		"--no-such", "index-url", "--e"};
	const char *value;

	(void)state;
	assert_option("-i", "--index-url", NULL);
	assert_option("-ix", "--index-url", "x");
	assert_option("--index-url", "--index-url", NULL);
	assert_option("--index-url=", "--index-url", "");
	assert_option("--pypi-url=x=y", "--index-url", "x=y");
	assert_option("--pre", "--pre", NULL);
	assert_option("--prefer-binary", "--prefer-binary", NULL);
	assert_option("--config-setting=a", "--config-settings", "a");
	assert_option("-rx", "--requirement", "x");
	for (size_t i = 0; i < sizeof none / sizeof *none; i++)
		assert_null(fileoption_find(none[i], &value));
}

static void assert_value(const char *option, const char *value, const char *wanted)
{
	const char *none;
	_cleanup_free_ char *counts = fileoption_value(fileoption_find(option, &none), value);

	assert_string_equal(counts, wanted);
}

static void spells_names_alike(void **state)
{
	(void)state;
	assert_value("--no-binary", "a_B,a.b,C", "a-b,c");
	assert_value("--only-binary", "c,,b", "b,c");
	assert_value("--no-binary", "B_b,:none:,a", "b-b,:none:,a");
	assert_value("--no-binary", "", "");
	assert_value("--all-releases", "b,a", "a,b");
	assert_value("--find-links", "b_B,A", "b_B,A");
}

static void judges_hashes(void **state)
{
	char hash[200];

	(void)state;
	snprintf(hash, sizeof hash, "sha256:%064X", 0xabc);
	_cleanup_free_ char *lower = fileoption_hash(hash);

	assert_non_null(lower);
	assert_string_equal(lower + 64, "0000abc");
	snprintf(hash, sizeof hash, "sha512:%0128x", 1);
	_cleanup_free_ char *longer = fileoption_hash(hash);

	assert_non_null(longer);
	snprintf(hash, sizeof hash, "sha256:%063x", 1);
	assert_null(fileoption_hash(hash));
	snprintf(hash, sizeof hash, "sha256:%065x", 1);
	assert_null(fileoption_hash(hash));
	snprintf(hash, sizeof hash, "SHA256:%064x", 1);
	assert_null(fileoption_hash(hash));
	snprintf(hash, sizeof hash, "sha256:%063xg", 1);
	assert_null(fileoption_hash(hash));
	assert_null(fileoption_hash("md5:d41d8cd98f00b204e9800998ecf8427e"));
	assert_null(fileoption_hash(""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_each_form),
		cmocka_unit_test(spells_names_alike),
		cmocka_unit_test(judges_hashes),
	};
	return run_unit(tests);
}
