/* SPDX-License-Identifier: MIT */
/* unpackedarchive: where the tree of an archive is. What may be in one is tests/archive's. */
#include "unit.h"

#include <locale.h>

#include "fetch/unpackedarchive.h"
#include "scratch.h"

/* Unpacks an archive of ENTRIES. Returns what the tree is called, "" for the directory itself. */
static char *unpack(const struct scratch_entry *entries)
{
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	const char *archive = scratch_archive(&scratch, "archive", true, entries);
	const char *directory = scratch_path(&scratch, "in");

	assert_int_equal(mkdir(directory, 0700), 0);
	_cleanup_free_ char *tree = archive_unpack(archive, directory, "it");
	_cleanup_free_ char *file = xprintf("%s/file", tree);

	assert_int_equal(access(file, F_OK), 0);
	return xstrdup(tree + strlen(directory));
}

static void a_tree_may_have_a_top(void **state)
{
	(void)state;
	static const struct scratch_entry below[] = {{'f', "top/file", "x"}, {0}};
	static const struct scratch_entry plain[] = {{'f', "file", "x"}, {0}};
	static const struct scratch_entry beside[] = {
		{'f', "file", "x"}, {'f', "top/other", "x"}, {0}};
	static const struct scratch_entry out[] = {{'f', "../file", "x"}, {0}};
	_cleanup_free_ char *top = unpack(below), *none = unpack(plain), *two = unpack(beside);

	assert_string_equal(top, "/top");
	assert_string_equal(none, "");
	assert_string_equal(two, "");
	assert_dies(EXIT_NO, "it: the archive holds '../file', which ", unpack(out));
}

int main(void)
{
	setlocale(LC_CTYPE, "C.UTF-8");
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_tree_may_have_a_top),
	};
	return run_unit(tests);
}
