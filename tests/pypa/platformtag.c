/* SPDX-License-Identifier: MIT */
/* platformtag: the promises of PEP 513 (manylinux1: glibc 2.5), 571 (manylinux2010: 2.12), 599
 * (manylinux2014: 2.17), 600 (manylinux_X_Y) and 656 (musllinux_X_Y). */
#include "unit.h"

#include "pypa/platformtag.h"

static void versions_of_glibc(void **state)
{
	(void)state;
	assert_int_equal(platformtag_glibc("manylinux1_x86_64"), 5);
	assert_int_equal(platformtag_glibc("manylinux2010_i686"), 12);
	assert_int_equal(platformtag_glibc("manylinux2014_aarch64"), 17);
	assert_int_equal(platformtag_glibc("manylinux_2_28_x86_64"), 28);
	assert_int_equal(platformtag_glibc("manylinux_3_1_x86_64"), -1);
	assert_int_equal(platformtag_glibc("manylinux2014"), -1);
	assert_int_equal(platformtag_glibc("manylinux2015_x86_64"), -1);
	assert_int_equal(platformtag_glibc("musllinux_1_2_x86_64"), -1);
	assert_int_equal(platformtag_glibc("linux_x86_64"), -1);
	assert_int_equal(platformtag_glibc("any"), -1);
}

static void old_names(void **state)
{
	(void)state;
	assert_string_equal(platformtag_old_name(17), "manylinux2014");
	assert_string_equal(platformtag_old_name(5), "manylinux1");
	assert_null(platformtag_old_name(18));
}

static void how_far_they_reach(void **state)
{
	(void)state;
	assert_int_equal(platformtag_oldest_glibc("x86_64"), 5);
	assert_int_equal(platformtag_oldest_glibc("aarch64"), 17);
	assert_int_equal(platformtag_oldest_glibc("arm64"), 0);
}

/* MAJOR 0: the tag is for another libc or architecture. */
static void assert_needs(
	const char *platform, const char *arch, enum libc libc, unsigned major, unsigned minor)
{
	unsigned got_major = 0, got_minor = 0;

	assert_int_equal(
		platformtag_needs(platform, arch, libc, &got_major, &got_minor), major > 0);
	if (major > 0) {
		assert_int_equal(got_major, major);
		assert_int_equal(got_minor, minor);
	}
}

static void what_is_needed(void **state)
{
	(void)state;
	assert_needs("manylinux_2_39_aarch64", "aarch64", LIBC_GLIBC, 2, 39);
	assert_needs("manylinux2014_x86_64", "x86_64", LIBC_GLIBC, 2, 17);
	assert_needs("musllinux_1_2_x86_64", "x86_64", LIBC_MUSL, 1, 2);
	assert_needs("manylinux_2_39_aarch64", "x86_64", LIBC_GLIBC, 0, 0);
	assert_needs("manylinux2014_i686", "x86_64", LIBC_GLIBC, 0, 0);
	assert_needs("manylinux2014_x86_64", "x86_64", LIBC_MUSL, 0, 0);
	assert_needs("musllinux_1_2_x86_64", "x86_64", LIBC_GLIBC, 0, 0);
	assert_needs("linux_x86_64", "x86_64", LIBC_GLIBC, 0, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(versions_of_glibc),
		cmocka_unit_test(old_names),
		cmocka_unit_test(how_far_they_reach),
		cmocka_unit_test(what_is_needed),
	};
	return run_unit(tests);
}
