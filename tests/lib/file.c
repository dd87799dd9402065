/* SPDX-License-Identifier: MIT */
/* file: what is read is bounded, and a file appears complete or not at all. */
#include <errno.h>
#include <sys/stat.h>

#include "fixture.h"

static void reads_no_more_than_allowed(void **state)
{
	(void)state;
	file_write("five", "a\0b\0c", 5);
	_cleanup_(text_free) struct text text = file_read("five", 5);

	assert_int_equal(text.length, 5);
	assert_memory_equal(text.bytes, "a\0b\0c", 6); /* a NUL follows */
	assert_dies(
		EXIT_NO, "five: larger than the 4 bytes that are allowed", file_read("five", 4));
	assert_dies(EXIT_NO, "none: cannot open", file_read("none", 5));
	assert_dies(EXIT_NO, "five/none: cannot open", file_read("five/none", 5));
	assert_dies(EXIT_NO, ".: cannot read", file_read(".", 5));
}

/* What can be at a path where a file is wanted. Nothing of a device or a hole is read. */
static void what_is_no_file_is_bad_input(void **state)
{
	(void)state;
	char name[300];

	assert_int_equal(symlink("round", "round"), 0);
	assert_dies(EXIT_NO, "round: cannot open: Too many levels", file_open("round"));
	memset(name, 'x', sizeof name - 1);
	name[sizeof name - 1] = '\0';
	assert_dies(EXIT_NO, "cannot open: File name too long", file_open(name));
	assert_dies(EXIT_NO, "/dev/zero: a device, not a file", file_read("/dev/zero", SIZE_MAX));
	assert_dies(EXIT_NO, ".: cannot read: Is a directory", file_open("."));
	file_write("hole", "", 0);
	assert_int_equal(truncate("hole", (off_t)1 << 40), 0);
	assert_dies(EXIT_NO, "hole: larger than", file_read("hole", (size_t)1 << 39));
	_cleanup_(text_free) struct text none = file_read("/dev/null", 0);

	assert_int_equal(none.length, 0);
	assert_int_equal(file_failure(EACCES), EXIT_SYSTEM);
	assert_int_equal(file_failure(EMFILE), EXIT_SYSTEM);
}

static void names_and_parents(void **state)
{
	(void)state;
	struct stat status;

	assert_string_equal(file_name("a/b/c"), "c");
	assert_string_equal(file_name("c"), "c");
	assert_string_equal(file_name("a/"), "");
	make_parents("p/q/file");
	make_parents("p/q/other");
	assert_int_equal(stat("p/q", &status), 0);
	assert_true(S_ISDIR(status.st_mode));
	assert_int_equal(access("p/q/file", F_OK), -1);
	file_write("in-the-way", "", 0);
	assert_dies(EXIT_SYSTEM, "cannot create the directory", make_parents("in-the-way/a/b"));
}

static void nothing_half_written(void **state)
{
	(void)state;
	struct stat status;

	file_write("d/kept", "old", 3);
	struct newfile file = newfile_create("d/kept");

	newfile_write(&file, "new", 3);
	newfile_abandon(&file);
	_cleanup_(text_free) struct text old = file_read("d/kept", 10);

	assert_string_equal(text_string(&old), "old");
	assert_dies(EXIT_NO, "ends", (newfile_create("d/kept"), die(EXIT_NO, "ends")));
	shell_do("test \"$(ls -A d)\" = kept");
	file = newfile_create("d/kept");
	newfile_write(&file, "new", 3);
	newfile_commit(&file, 0600, true);
	newfile_abandon(&file);
	assert_int_equal(stat("d/kept", &status), 0);
	assert_int_equal(status.st_mode & 07777, 0600);
	assert_int_equal(status.st_size, 3);
}

static void an_empty_directory_gives_way(void **state)
{
	(void)state;
	shell_do("mkdir -p way full/x");
	file_write("way", "new", 3);
	shell_do("test \"$(cat way)\" = new");
	assert_dies(EXIT_SYSTEM, "cannot give the file its name", file_write("full", "new", 3));
}

static void only_what_differs_is_written(void **state)
{
	(void)state;
	assert_true(file_update("u", "abc", 3));
	assert_false(file_update("u", "abc", 3));
	assert_true(file_update("u", "abd", 3));
	assert_true(file_update("u", "ab", 2));
	file_write("/dev/null", "x", 1); /* a device is not replaced */
	shell_do("test -c /dev/null");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_no_more_than_allowed),
		cmocka_unit_test(what_is_no_file_is_bad_input),
		cmocka_unit_test(names_and_parents),
		cmocka_unit_test(nothing_half_written),
		cmocka_unit_test(an_empty_directory_gives_way),
		cmocka_unit_test(only_what_differs_is_written),
	};
	return run_in_directory(tests);
}
