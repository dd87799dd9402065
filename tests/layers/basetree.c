/* SPDX-License-Identifier: MIT */
/* basetree: what is written down is found, and a file that basefacts did not write is refused. */
#include "fixture.h"

#include "layers/basetree.h"

static struct basetree open_bytes(const char *bytes, size_t length)
{
	file_write("tree", bytes, length);
	return basetree_open("tree");
}

#define OPEN(literal) open_bytes(literal, sizeof(literal) - 1)

static void every_kind_is_found(void **state)
{
	(void)state;
	_cleanup_(basetree_close) struct basetree base =
		OPEN("\0d 0755 0 0\0bin\0l usr/bin\0etc\0d 0755 0 0\0etc/passwd\0"
		     "c 0644 0 42 root:x:0:0\n\0tmp\0d 1777 0 0\0usr\0d 0700 5 6\0usr/a\0f\0");
	struct base_entry link = basetree_find(&base, "bin"),
			  accounts = basetree_find(&base, "etc/passwd"),
			  directory = basetree_find(&base, "usr");

	assert_int_equal(base.count, 7);
	assert_int_equal(link.kind, BASE_LINK);
	assert_string_equal(link.text, "usr/bin");
	assert_int_equal(accounts.kind, BASE_FILE);
	assert_int_equal(accounts.mode, 0644);
	assert_int_equal(accounts.gid, 42);
	assert_string_equal(accounts.text, "root:x:0:0\n");
	assert_int_equal(directory.kind, BASE_DIRECTORY);
	assert_int_equal(directory.mode, 0700);
	assert_int_equal(directory.uid, 5);
	assert_int_equal(directory.gid, 6);
	assert_null(directory.text);
	assert_int_equal(basetree_find(&base, "tmp").mode, 01777);
	assert_int_equal(basetree_find(&base, "").kind, BASE_DIRECTORY);
	assert_int_equal(basetree_find(&base, "usr/a").kind, BASE_FILE);
	assert_int_equal(basetree_find(&base, "usr/").kind, BASE_NOTHING);
	assert_int_equal(basetree_find(&base, "us").kind, BASE_NOTHING);
	assert_int_equal(basetree_find(&base, "zzz").kind, BASE_NOTHING);
}

static void other_files_are_refused(void **state)
{
	(void)state;
	assert_dies(EXIT_NO, "tree: ", OPEN("a\0f"));
	assert_dies(EXIT_NO, "tree: ", OPEN("a\0"));
	assert_dies(EXIT_NO, "tree: ", OPEN("{\"a\":1}\n"));
	assert_dies(EXIT_NO, "tree: ", OPEN("b\0f\0a\0f"));
	assert_dies(EXIT_NO, "tree: ", OPEN("a\0f\0a\0f"));
	assert_dies(EXIT_NO, "none: cannot open", basetree_open("none"));
	assert_dies(EXIT_NO, ".: cannot read", basetree_open("."));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_kind_is_found),
		cmocka_unit_test(other_files_are_refused),
	};
	return run_in_directory(tests);
}
