/* SPDX-License-Identifier: MIT */
/* lockselect: the file of a package that a target takes, by tag, build number and kind. */
#include "fixture.h"

#include "lock/lockselect.h"

#define PACKAGE "[[packages]]\nname = \"a\"\nversion = \"1\"\n"
#define FILE_OF(name, digit)                                              \
	"{name = \"" name "\", path = \"x\", hashes = {sha256 = \"" digit \
	"000000000000000000000000000000000000000000000000000000000000000\"}}"
#define ANY FILE_OF("a-1-py3-none-any.whl", "1")
#define GLIBC FILE_OF("a-1-cp311-cp311-manylinux_2_17_x86_64.whl", "2")
#define BUILD_2 FILE_OF("a-1-2-py3-none-any.whl", "3")
#define BUILD_10 FILE_OF("a-1-10-py3-none-any.whl", "4")
#define OTHER FILE_OF("a-1-cp312-cp312-win_amd64.whl", "5")
#define SDIST "sdist = " FILE_OF("a-1.tar.gz", "6") "\n"

static const struct lock_target target = {.name = (char *)"t",
	.target = {.python_major = 3,
		.python_minor = 11,
		.arch = "x86_64",
		.libc_major = 2,
		.libc_minor = 36}};

static struct lock chosen(const char *text)
{
	_cleanup_free_ char *all = xprintf("lock-version = \"1.0\"\n%s", text);

	file_write("lock", all, strlen(all));
	struct lock lock = lock_read("lock");

	lock_choose(&lock, &target);
	return lock;
}

/* WANTED: the filename, or NULL when the package is left out. */
static void assert_takes(const char *text, const char *wanted)
{
	_cleanup_(lock_free) struct lock lock = chosen(text);

	assert_int_equal(lock.count, wanted ? 1 : 0);
	if (wanted)
		assert_string_equal(lock.packages[0].chosen->filename, wanted);
}

static void the_best_file_is_taken(void **state)
{
	(void)state;
	assert_takes(PACKAGE "wheels = [" ANY "," GLIBC "," OTHER "]\n" SDIST,
		"a-1-cp311-cp311-manylinux_2_17_x86_64.whl");
	assert_takes(
		PACKAGE "wheels = [" BUILD_2 "," BUILD_10 "," ANY "]\n", "a-1-10-py3-none-any.whl");
	assert_takes(PACKAGE "wheels = [" OTHER "]\n" SDIST, "a-1.tar.gz");
	assert_takes(PACKAGE "marker = \"python_version < '3.11'\"\n" SDIST, NULL);
	assert_takes(PACKAGE "marker = \"python_version < '3.12'\"\n" SDIST, "a-1.tar.gz");
}

static void what_does_not_fit_is_said(void **state)
{
	(void)state;
	assert_dies(EXIT_NO,
		"a-1-cp312-cp312-win_amd64.whl: ", chosen(PACKAGE "wheels = [" OTHER "]\n"));
	assert_dies(
		EXIT_NO, "has Python 3.11", chosen("requires-python = '>=3.12'\n" PACKAGE SDIST));
	assert_dies(
		EXIT_NO, "has Python 3.11", chosen(PACKAGE "requires-python = '<3.11'\n" SDIST));
	assert_dies(EXIT_NO, "t is none of them",
		chosen("environments = [\"sys_platform == 'win32'\"]\n" PACKAGE SDIST));
	assert_dies(EXIT_NO, "both apply", chosen(PACKAGE SDIST PACKAGE SDIST));
	assert_dies(EXIT_NO, "build a wheel of it", chosen(PACKAGE "vcs = {}\n"));
}

static void narrowing_keeps_what_is_meant(void **state)
{
	(void)state;
	_cleanup_(lock_free) struct lock lock =
		chosen(PACKAGE "wheels = [" ANY "," GLIBC "]\n" SDIST);
	json_t *choices = json_pack("{s:{s:[s], s:[s]}}", "a", "files",
		lock.packages[0].files[0].sha256.hex, "requires", "six>=1");

	lock_narrow(&lock, choices, "w");
	assert_int_equal(lock.packages[0].file_count, 1);
	assert_string_equal(lock.packages[0].files[0].filename, "a-1-py3-none-any.whl");
	assert_int_equal(json_array_size(lock.packages[0].requires), 1);
	json_decref(choices);
	choices = json_pack("{s:{s:[s]}}", "a", "files", "77");
	assert_dies(
		EXIT_NO, "a 1: its index has other files by now", lock_narrow(&lock, choices, "w"));
	json_decref(choices);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_best_file_is_taken),
		cmocka_unit_test(what_does_not_fit_is_said),
		cmocka_unit_test(narrowing_keeps_what_is_meant),
	};
	return run_in_directory(tests);
}
