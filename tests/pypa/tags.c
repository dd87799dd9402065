/* SPDX-License-Identifier: MIT */
/* tags: ranks, and reasons in words. The order itself is compared with
 * the packaging library in tests/pypa/wheeltags.t. */
#include "unit.h"

#include "lib/cleanup.h"
#include "pypa/tags.h"

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

static long rank(const struct target *target, const char *tag)
{
	_cleanup_(tags_free) struct tags tags = tags_for(target);
	_cleanup_(wheel_name_free) struct wheel_name wheel;
	_cleanup_free_ char *filename = xprintf("a-1-%s.whl", tag);

	assert_null(wheel_name_parse(filename, &wheel));
	return tags_rank(&tags, &wheel);
}

static void assert_reason(const struct target *target, const char *tag, const char *wanted)
{
	_cleanup_(tags_free) struct tags tags = tags_for(target);
	_cleanup_(wheel_name_free) struct wheel_name wheel;
	_cleanup_(text_free) struct text why = {0};
	_cleanup_free_ char *filename = xprintf("a-1-%s.whl", tag);

	assert_null(wheel_name_parse(filename, &wheel));
	assert_int_equal(tags_rank(&tags, &wheel), -1);
	tags_explain(&tags, target, &wheel, &why);
	assert_string_equal(text_string(&why), wanted);
}

static void ranks_by_the_best_tag(void **state)
{
	(void)state;
	assert_int_equal(rank(&bookworm, "cp311-cp311-linux_aarch64"), 0);
	assert_int_equal(rank(&bookworm, "cp311-cp311-manylinux_2_36_aarch64"), 1);
	assert_int_equal(
		rank(&bookworm, "cp311-cp311-manylinux_2_17_aarch64.manylinux2014_aarch64"),
		rank(&bookworm, "cp311-cp311-manylinux_2_17_aarch64"));
	assert_true(rank(&bookworm, "py3-none-any") > rank(&bookworm, "cp32-abi3-linux_aarch64"));
	assert_int_equal(rank(&bookworm, "py2.py3-none-any"), rank(&bookworm, "py3-none-any"));
	assert_int_equal(rank(&bookworm, "cp311-abi3-any"), -1);
}

/* Every member of the set is tried: a filename cannot hold more of them. */
static void ranks_large_sets(void **state)
{
	char tag[300] = "";

	(void)state;
	for (int i = 0; i < 38; i++)
		strcat(tag, "x.");
	strcat(tag, "py3-");
	for (int i = 0; i < 38; i++)
		strcat(tag, "x.");
	strcat(tag, "none-");
	for (int i = 0; i < 38; i++)
		strcat(tag, "x.");
	strcat(tag, "any");
	assert_int_equal(rank(&bookworm, tag), rank(&bookworm, "py3-none-any"));
}

static void says_why_a_platform_does_not_fit(void **state)
{
	(void)state;
	assert_reason(&bookworm, "cp311-cp311-win_amd64", "platform win_amd64");
	assert_reason(&bookworm, "cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64",
		"platform manylinux_2_17_x86_64.manylinux2014_x86_64");
	assert_reason(&bookworm, "cp311-abi3-manylinux_2_39_aarch64",
		"platform manylinux_2_39_aarch64 needs glibc 2.39 (target has 2.36)");
	assert_reason(&bookworm, "py3-none-musllinux_1_1_aarch64",
		"platform musllinux_1_1_aarch64 needs musl 1.1 (target has glibc 2.36)");
	assert_reason(&alpine, "py3-none-musllinux_1_3_x86_64",
		"platform musllinux_1_3_x86_64 needs musl 1.3 (target has 1.2)");
	assert_reason(&alpine, "py3-none-manylinux2014_x86_64",
		"platform manylinux2014_x86_64 needs glibc 2.17 (target has musl 1.2)");
	assert_reason(&alpine, "py3-none-manylinux2014_i686", "platform manylinux2014_i686");
}

static void says_why_a_python_does_not_fit(void **state)
{
	(void)state;
	assert_reason(
		&bookworm, "cp310-cp310-linux_aarch64", "python cp310 (wanted cp311, abi3 or py3)");
	assert_reason(&bookworm, "py2-none-any", "python py2 (wanted cp311, abi3 or py3)");
	assert_reason(&bookworm, "cp312-abi3-linux_aarch64",
		"python cp312 is newer than the target's 3.11");
	assert_reason(
		&alpine, "cp313-cp313t-linux_x86_64", "abi cp313t (wanted cp313, abi3 or none)");
	assert_reason(&bookworm, "py3-cp311-linux_aarch64", "abi cp311 (py3 goes with none)");
	assert_reason(&bookworm, "cp310-cp310-macosx_11_0_arm64",
		"platform macosx_11_0_arm64; python cp310 (wanted cp311, abi3 or py3)");
	assert_reason(&bookworm, "cp311-abi3-any", "no tag has cp311, abi3 and any together");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ranks_by_the_best_tag),
		cmocka_unit_test(ranks_large_sets),
		cmocka_unit_test(says_why_a_platform_does_not_fit),
		cmocka_unit_test(says_why_a_python_does_not_fit),
	};
	return run_unit(tests);
}
