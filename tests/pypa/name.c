/* SPDX-License-Identifier: MIT */
/* name: which names and filenames are valid, and what their parts are. Verdicts are those of the
 * packaging library unless a comment says why not. */
#include "unit.h"

#include "lib/cleanup.h"
#include "pypa/name.h"

static void assert_normalized(const char *name, const char *wanted)
{
	_cleanup_free_ char *got = name_normalize(name);

	assert_string_equal(got, wanted);
}

static void normalizes_names(void **state)
{
	(void)state;
	assert_normalized("Friendly-._.-Bard", "friendly-bard");
	assert_normalized("FRIENDLY_BARD", "friendly-bard");
	assert_normalized("zope.interface", "zope-interface");
	assert_normalized("a", "a");
	assert_normalized("0", "0");
}

static void judges_names(void **state)
{
	const char *const valid[] = {"a", "0", "A.b", "a--b", "a_b.c-d", "9lives"};
	const char *const invalid[] = {
		"", "-a", "a-", "_a", "a.", "a b", "a/b", "..", "a$b", "b\xc3\xa9"};

	(void)state;
	for (size_t i = 0; i < sizeof valid / sizeof *valid; i++)
		assert_true(name_is_valid(valid[i]));
	for (size_t i = 0; i < sizeof invalid / sizeof *invalid; i++)
		assert_false(name_is_valid(invalid[i]));
}

static void takes_wheel_names_apart(void **state)
{
	(void)state;
	_cleanup_(wheel_name_free) struct wheel_name wheel;

	assert_null(
		wheel_name_parse("Vector_Quantize.x-1.22.15+cu_1-1a-PY2.py3-none-Any.whl", &wheel));
	assert_string_equal(wheel.name, "vector-quantize-x");
	assert_string_equal(wheel.version, "1.22.15+cu_1");
	assert_string_equal(wheel.build, "1a");
	assert_string_equal(wheel.python, "py2.py3");
	assert_string_equal(wheel.abi, "none");
	assert_string_equal(wheel.platform, "any");
	wheel_name_free(&wheel);
	assert_null(wheel_name_parse("a-1!2-py3-none-any.whl", &wheel));
	assert_null(wheel.build);
}

static void refuses_what_is_no_wheel_name(void **state)
{
	const char *const invalid[] = {"", ".whl", "a-1-py3-none-any.zip", "a-1-py3-none-any.WHL",
		"a-1-py3-none.whl", "a-1-1-1-py3-none-any.whl", "-1-py3-none-any.whl",
		"a__b-1-py3-none-any.whl", "a-x-py3-none-any.whl", "a-1 -py3-none-any.whl",
		"a-1-b1-py3-none-any.whl", "a-1--py3-none-any.whl", "a-1-py3--any.whl",
		"a-1-py3.-none-any.whl", "a-1-py2..py3-none-any.whl", "a-1-.py3-none-any.whl",
		"a-1-3py-none-any.whl", "a-1-py3.3-none-any.whl",
		/* packaging accepts these; they are unsafe or no distribution's name */
		"../a-1-py3-none-any.whl", "_a-1-py3-none-any.whl", "a-1-py3-none-$x.whl",
		"a-1-py3-none-any:.whl", "a-1-py3-none-a/b.whl", "a-1-1 -py3-none-any.whl"};
	struct wheel_name wheel;
	char longest[400];

	(void)state;
	for (size_t i = 0; i < sizeof invalid / sizeof *invalid; i++) {
		assert_non_null(wheel_name_parse(invalid[i], &wheel));
		assert_null(wheel.name);
	}
	snprintf(longest, sizeof longest, "%0*d-1-py3-none-any.whl", 255 - 19, 0);
	assert_null(wheel_name_parse(longest, &wheel));
	wheel_name_free(&wheel);
	snprintf(longest, sizeof longest, "%0*d-1-py3-none-any.whl", 256 - 19, 0);
	assert_non_null(wheel_name_parse(longest, &wheel));
}

static void takes_sdist_names_apart(void **state)
{
	const struct {
		const char *filename, *name, *version;
	} cases[] = {{"moshi-0.2.2.tar.gz", "moshi", "0.2.2"},
		{"Zope.X_y-1.0a1.zip", "zope-x-y", "1.0a1"}, {"a-2-1.0.tar.gz", "a-2", "1.0"},
		{"a-1.0-beta.tar.gz", "a", "1.0-beta"},
		{"python-a-1.0.post1.tar.gz", "python-a", "1.0.post1"}};
	const char *const invalid[] = {"a-1.tar.bz2", "a.tar.gz", "a-b.tar.gz", "-1.tar.gz",
		"a-1.0x.zip", "../a-1.zip", "a-1 .zip", ".zip"};
	_cleanup_(sdist_name_free) struct sdist_name sdist = {0};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_null(sdist_name_parse(cases[i].filename, &sdist));
		assert_string_equal(sdist.name, cases[i].name);
		assert_string_equal(sdist.version, cases[i].version);
		sdist_name_free(&sdist);
	}
	for (size_t i = 0; i < sizeof invalid / sizeof *invalid; i++) {
		assert_non_null(sdist_name_parse(invalid[i], &sdist));
		assert_null(sdist.name);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(normalizes_names),
		cmocka_unit_test(judges_names),
		cmocka_unit_test(takes_wheel_names_apart),
		cmocka_unit_test(refuses_what_is_no_wheel_name),
		cmocka_unit_test(takes_sdist_names_apart),
	};
	return run_unit(tests);
}
