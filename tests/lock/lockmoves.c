/* SPDX-License-Identifier: MIT */
/* lockmoves: what is kept of the lock before, and what may not change. tests/lock/lockpin.t looks
 * at what is printed. */
#include "fixture.h"

#include "lib/stringlist.h"
#include "lock/lockmoves.h"

#define LOCK "lock-version = \"1.0\"\n"
#define PACKAGE_OF(version, file, digit, index)                                            \
	"[[packages]]\nname = \"a\"\nversion = \"" version "\"\nwheels = [{name = \"" file \
	"\", path = \"x\", hashes = {sha256 = \"" digit                                    \
	"000000000000000000000000000000000000000000000000000000000000000\"}}]\n"           \
	"[packages.tool.pylock-mk]\nindex = \"" index "\"\nserial = 3\ngroup = \"g\"\n"
#define WHEEL "a-1-py3-none-any.whl"
#define OLD PACKAGE_OF("1", WHEEL, "1", "default")

static struct lock made(const char *path, const char *text)
{
	_cleanup_free_ char *all = xprintf(LOCK "%s", text);

	file_write(path, all, strlen(all));
	struct lock lock = lock_read(path);

	for (size_t i = 0; i < lock.count; i++)
		lock.packages[i].chosen = &lock.packages[i].files[0];
	return lock;
}

static void refuse(const char *text, const char *upgraded)
{
	_cleanup_(lock_free) struct lock old = made("old", OLD), lock = made("new", text);
	_cleanup_(stringlist_free) struct stringlist upgrade = {0};

	stringlist_add(&upgrade, xstrdup(upgraded));
	lockmoves_refuse(&lock, &old, &upgrade);
}

static void a_file_with_other_bytes(void **state)
{
	(void)state;
	static const char replaced[] = PACKAGE_OF("1", WHEEL, "2", "default");

	refuse(OLD, "b");
	refuse(PACKAGE_OF("1", WHEEL, "2", "other"), "b");
	refuse(PACKAGE_OF("1", "a-1-1-py3-none-any.whl", "2", "default"), "b");
	refuse(PACKAGE_OF("2", "a-2-py3-none-any.whl", "2", "default"), "b");
	refuse(PACKAGE_OF("1", WHEEL, "2", "default") "choice = {by = \"sha256:2\", over = []}\n",
		"b");
	refuse(replaced, "a");
	refuse(replaced, ":all:");
	assert_dies(EXIT_NO,
		"a 1: " WHEEL " is locked with sha256 "
		"1000000000000000000000000000000000000000000000000000000000000000, and index "
		"'default' has it with "
		"2000000000000000000000000000000000000000000000000000000000000000 by now: the "
		"file was replaced; if you trust it, run `make upgrade PACKAGE=a`",
		refuse(replaced, "b"));
}

static void what_stays(void **state)
{
	(void)state;
	_cleanup_(lock_free) struct lock old = made("old", OLD);
	_cleanup_(lock_free) struct lock same = made("new", OLD);
	_cleanup_(lock_free) struct lock moved =
		made("new", PACKAGE_OF("2", "a-2-py3-none-any.whl", "2", "default"));

	lockmoves_keep(&same, &old);
	assert_int_equal(same.packages[0].serial, 3);
	lockmoves_keep(&moved, &old);
	assert_int_equal(moved.packages[0].serial, 4);
	assert_string_equal(moved.packages[0].group, "g");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_with_other_bytes),
		cmocka_unit_test(what_stays),
	};
	return run_in_directory(tests);
}
