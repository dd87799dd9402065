/* SPDX-License-Identifier: MIT */
/* marker: what holds for a target. Verdicts are those of packaging's Marker.evaluate in the same
 * environment.
 */
#include "unit.h"

#include "pypa/marker.h"

static const struct target target = {.python_major = 3,
	.python_minor = 12,
	.arch = "aarch64",
	.libc = LIBC_GLIBC,
	.libc_major = 2,
	.libc_minor = 36};

static void holds(void **state)
{
	const char *const markers[] = {"python_version >= '3.8'", "python_version < '3.13'",
		"python_version == '3.*'", "python_version ~= '3.11'",
		"python_version in '3.11, 3.12'", "'3.9' <= python_version",
		"python_full_version == '3.12'", "implementation_version >= '3.12.0'",
		"os_name == 'posix'", "sys_platform != 'win32'", "'linux' in sys_platform",
		"sys_platform not in 'darwin win32'", "platform_system == 'Linux'",
		"os_name <= 'posix'", "os_name >= 'posix'", "platform_machine == 'aarch64'",
		"platform_machine >= 'aarch64'", "python_implementation == 'CPython'",
		"implementation_name == 'cpython'", "extra != 'a'", "extra == ''",
		"platform_version in 'x'", "'a' not in extras", "'a' != dependency_groups",
		"os_name == 'nt' or os_name == 'posix'",
		"(os_name == 'nt' or os_name == 'posix') and extra == ''",
		"os_name == 'posix' or os_name == 'nt' and os_name == 'nt'"};

	(void)state;
	for (size_t i = 0; i < sizeof markers / sizeof *markers; i++)
		if (!marker_holds(markers[i], &target, "test"))
			fail_msg("should hold: %s", markers[i]);
}

static void does_not_hold(void **state)
{
	const char *const markers[] = {"python_version < '3.12'", "python_version == '3.1'",
		"python_version > '3.12'", "python_full_version > '3.12'",
		"'3.13' <= python_version", "python_version == 'x'", "platform_machine == 'x86_64'",
		"platform_machine > 'a'", "platform_machine < 'b'", "platform_machine >= 'aarch'",
		"os_name < 'posix'", "os_name > 'posix'", "sys_platform == 'win32'", "extra == 'a'",
		"'a' in extras", "'' in extras", "'a' == extras", "platform_release >= '4.0'",
		"platform_release != '4.0'",
		"(os_name == 'nt' or os_name == 'posix') and os_name == 'nt'"};

	(void)state;
	for (size_t i = 0; i < sizeof markers / sizeof *markers; i++)
		if (marker_holds(markers[i], &target, "test"))
			fail_msg("should not hold: %s", markers[i]);
}

static void refuses(void **state)
{
	(void)state;
	assert_dies(EXIT_NO, "a.toml: marker 'os_name': an operator",
		marker_holds("os_name", &target, "a.toml"));
	assert_dies(EXIT_NO, "'and', 'or' or the end",
		marker_holds("os_name == 'a' x", &target, "a.toml"));
	assert_dies(EXIT_NO, "compares two values", marker_holds("'a' == 'a'", &target, "a.toml"));
	assert_dies(EXIT_NO, "behind 'in'", marker_holds("extras == 'a'", &target, "a.toml"));
	assert_dies(EXIT_NO, "versions only", marker_holds("os_name ~= 'a'", &target, "a.toml"));
	assert_dies(
		EXIT_NO, "versions only", marker_holds("python_version ~= '3'", &target, "a.toml"));
	assert_dies(EXIT_NO, "versions only", marker_holds("'a' === extras", &target, "a.toml"));
}

static void knows_groups(void **state)
{
	char *names[] = {"dev-tools", "main"};
	const struct stringlist groups = {.count = 2, .items = names};

	(void)state;
	assert_true(
		marker_holds_with("'Dev_Tools' in dependency_groups", &target, &groups, "test"));
	assert_true(marker_holds_with("'docs' not in dependency_groups", &target, &groups, "test"));
	assert_false(
		marker_holds_with("'main' not in dependency_groups", &target, &groups, "test"));
	assert_false(marker_holds_with("'main' in extras", &target, &groups, "test"));
	assert_false(marker_holds_with("'main' == dependency_groups", &target, &groups, "test"));
}

static void knows_extras(void **state)
{
	bool holds;

	(void)state;
	assert_null(marker_evaluate("extra == 'Fast_IO'", &target, "fast-io", &holds));
	assert_true(holds);
	assert_null(marker_evaluate("extra == 'fast'", &target, "", &holds));
	assert_false(holds);
	assert_null(marker_evaluate("os_name == 'posix' and extra != 'fast'", &target, "", &holds));
	assert_true(holds);
	assert_string_equal(
		marker_evaluate("'a' == 'a'", &target, "", &holds), "compares two values");
	assert_false(holds);
	assert_non_null(marker_evaluate("extra == 'fast' x", &target, "fast", &holds));
	assert_false(holds);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(holds),
		cmocka_unit_test(does_not_hold),
		cmocka_unit_test(refuses),
		cmocka_unit_test(knows_groups),
		cmocka_unit_test(knows_extras),
	};
	return run_unit(tests);
}
