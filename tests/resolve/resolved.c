/* SPDX-License-Identifier: MIT */
/* resolved: releases out of locks and pins. */
#include "unit.h"

#include "lib/cleanup.h"
#include "resolve/resolved.h"
#include "scratch.h"

static void locks(void **state)
{
	(void)state;
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	_cleanup_(resolved_free) struct resolved found =
		resolved_read(scratch_write(&scratch, "l.toml",
			"[[packages]]\nname = 'b'\nversion = '1.0+cu.1'\nwheels = [{ url = "
			"'http://h/x/b-1.0%2Bcu.1-py3-none-any.whl?q=/y#f' "
			"}]\nsdist = { name = 'b-1.0.tar.gz' }\n[[packages]]\nname = 'a'\nversion "
			"= 'v2.0'\n"
			"archive = { path = '../a-2.0.zip' }\n"));

	assert_int_equal(found.count, 2);
	assert_string_equal(found.releases[0].name, "a");
	assert_string_equal(found.releases[0].version, "2.0");
	assert_string_equal(found.releases[0].files.items[0], "a-2.0.zip");
	assert_string_equal(found.releases[1].version, "1.0+cu.1");
	assert_int_equal(found.releases[1].files.count, 2);
	assert_string_equal(found.releases[1].files.items[0], "b-1.0+cu.1-py3-none-any.whl");
	assert_string_equal(found.releases[1].files.items[1], "b-1.0.tar.gz");
	assert_true(found.releases[1].lists);
}

static void pins(void **state)
{
	(void)state;
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	_cleanup_(resolved_free) struct resolved found =
		resolved_read(scratch_write(&scratch, "p.txt",
			"# c\n--index-url x\n\n  Zope.Interface[a,b]==1.0  # via x\r\na==2 ; "
			"python_version < '4'\nb===2.0+CU1 # via x\n"));

	assert_int_equal(found.count, 3);
	assert_string_equal(found.releases[0].version, "2");
	assert_string_equal(found.releases[1].version, "2.0+cu1");
	assert_string_equal(found.releases[2].name, "zope-interface");
	assert_false(found.releases[2].lists);
}

static void what_is_no_release(void **state)
{
	(void)state;
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	static const char *const bad[] = {
		"a", "a>=1", "a @ http://h", "a==", "==1", "a==1 x", "-e ."};

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_dies(EXIT_NO, "not a release of an index; only those can be locked",
			resolved_read(scratch_write(&scratch, "p.txt", bad[i])));
	assert_dies(EXIT_NO, "'x' is not a version",
		resolved_read(scratch_write(&scratch, "p.txt", "a==x")));
	assert_dies(EXIT_NO, "a: stands there twice",
		resolved_read(scratch_write(&scratch, "p.txt", "a==1\nA==2")));
	assert_dies(
		EXIT_NO, ".packages", resolved_read(scratch_write(&scratch, "l.toml", "a = 1")));
}

static void files_of_direct_references(void **state)
{
	(void)state;
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	_cleanup_(resolved_free) struct resolved resolved =
		resolved_read(scratch_write(&scratch, "l.toml",
			"[[packages]]\nname = \"a\"\ndirectory = { path = \"lib\" }\n"
			"tool.pylock-mk = { file = \"a-2.0.tar.gz\", version = \"2.0\" }\n"));

	assert_int_equal(resolved.count, 1);
	assert_string_equal(resolved.releases[0].version, "2.0");
	assert_int_equal(resolved.releases[0].files.count, 1);
	assert_string_equal(resolved.releases[0].files.items[0], "a-2.0.tar.gz");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(files_of_direct_references),
		cmocka_unit_test(locks),
		cmocka_unit_test(pins),
		cmocka_unit_test(what_is_no_release),
	};
	return run_unit(tests);
}
