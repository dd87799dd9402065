/* SPDX-License-Identifier: MIT */
/* target: versions, targets that are refused, and the platforms that a target takes. That they are
 * those of the packaging library: tests/pypa/wheeltags.t. */
#include "unit.h"

#include "lib/cleanup.h"
#include "lib/text.h"
#include "pypa/target.h"

static const struct target bookworm = {.python_major = 3,
	.python_minor = 11,
	.arch = "aarch64",
	.libc = LIBC_GLIBC,
	.libc_major = 2,
	.libc_minor = 36};

static const struct target alpine = {.python_major = 3,
	.python_minor = 13,
	.arch = "x86_64",
	.libc = LIBC_MUSL,
	.libc_major = 1,
	.libc_minor = 2};

static void reads_versions(void **state)
{
	const char *const invalid[] = {"", "3", "3.", ".3", "3.12.", "3..12", "3.123", "3.12.4.5",
		"3.12rc1", "-3.1", "+3.1", " 3.1", "3.1 ", "3. 1", "0x3.1", "999999999999.1"};
	unsigned major, minor;

	(void)state;
	assert_true(target_parse_version("3.12", &major, &minor));
	assert_int_equal(major, 3);
	assert_int_equal(minor, 12);
	assert_true(target_parse_version("2.36.9", &major, &minor));
	assert_int_equal(minor, 36);
	for (size_t i = 0; i < sizeof invalid / sizeof *invalid; i++)
		assert_false(target_parse_version(invalid[i], &major, &minor));
}

static void knows_targets(void **state)
{
	struct target target = bookworm;

	(void)state;
	assert_null(target_problem(&bookworm));
	assert_null(target_problem(&alpine));
	target.python_minor = 7;
	assert_non_null(target_problem(&target));
	target = bookworm;
	strcpy(target.arch, "arm64");
	assert_non_null(target_problem(&target));
	target = bookworm;
	target.libc = LIBC_MUSL;
	assert_non_null(target_problem(&target));
	target = alpine;
	target.libc = LIBC_GLIBC;
	assert_non_null(target_problem(&target));
}

/* The platforms of TARGET with these patterns must be WANTED, a blank after each. */
static void assert_platforms(const struct target *of, const char *patterns, const char *wanted)
{
	struct target target = *of;
	_cleanup_(text_free) struct text said = {0};

	target.platforms = patterns;
	_cleanup_(target_platforms_free) char **platforms = target_platforms(&target);

	assert_null(target_problem(&target));
	for (char **platform = platforms; *platform; platform++)
		text_printf(&said, "%s ", *platform);
	assert_string_equal(text_string(&said), wanted);
}

static void platforms(void **state)
{
	static const struct target centos = {.python_major = 3,
		.python_minor = 11,
		.arch = "aarch64",
		.libc_major = 2,
		.libc_minor = 18};

	(void)state;
	assert_platforms(&alpine, NULL,
		"linux_x86_64 musllinux_1_2_x86_64 musllinux_1_1_x86_64 musllinux_1_0_x86_64 ");
	assert_platforms(&centos, NULL,
		"linux_aarch64 manylinux_2_18_aarch64 manylinux_2_17_aarch64 "
		"manylinux2014_aarch64 ");
	assert_platforms(
		&centos, "manylinux2014_*,linux_*", "manylinux2014_aarch64 linux_aarch64 ");
	assert_platforms(&centos, "*_2_17_*,*",
		"manylinux_2_17_aarch64 linux_aarch64 manylinux_2_18_aarch64 "
		"manylinux2014_aarch64 ");
}

static void patterns_that_match_nothing(void **state)
{
	struct target target = bookworm;

	(void)state;
	target.platforms = "linux_*,manylinux_2_37_*";
	assert_string_equal(
		target_problem(&target), "platforms: 'manylinux_2_37_*' is none of the target's");
	target.platforms = "";
	assert_non_null(strstr(target_problem(&target), "platforms: wanted are patterns"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_versions),
		cmocka_unit_test(knows_targets),
		cmocka_unit_test(platforms),
		cmocka_unit_test(patterns_that_match_nothing),
	};
	return run_unit(tests);
}
