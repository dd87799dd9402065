/* SPDX-License-Identifier: MIT */
/* lock: what the pylock.toml specification allows is read, and all else ends with one line. */
#include "fixture.h"

#include "lock/lock.h"

#define H64 "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define HASH "hashes = {sha256 = \"" H64 "\"}"
#define HEAD "lock-version = \"1.0\"\n"
#define PACKAGE(name) HEAD "[[packages]]\nname = \"" name "\"\nversion = \"1.0\"\n"
#define WHEEL(name) "wheels = [{name = \"" name "\", url = \"https://h/x\", " HASH "}]\n"

static struct lock read_text(const char *text)
{
	file_write("lock", text, strlen(text));
	return lock_read("lock");
}

static void what_it_says_is_read(void **state)
{
	(void)state;
	_cleanup_(lock_free) struct lock lock = read_text(HEAD
		"requires-python = '>=3.9'\nenvironments = [\"a == 'b'\"]\n"
		"default-groups = ['Dev_Tools']\n[[packages]]\nname = 'Z.z'\nversion = '2'\n"
		"marker = \"os_name == 'posix'\"\nsdist = {url = 'https://h/z%2ez-2.tar.gz?q', "
		"upload-time = 2026-01-02T03:04:05Z, size = 7, " HASH "}\n"
		"[[packages]]\nname = 'a'\nversion = '1'\n" WHEEL("a-1-py3-none-any.whl"));
	const struct lock_package *a = lock_find(&lock, "a"), *z = lock_find(&lock, "z-z");

	assert_int_equal(lock.count, 2);
	assert_ptr_equal(a, &lock.packages[0]);
	assert_string_equal(z->version, "2");
	assert_string_equal(z->marker, "os_name == 'posix'");
	assert_string_equal(z->files[0].filename, "z.z-2.tar.gz");
	assert_true(z->files[0].sdist);
	assert_int_equal(z->files[0].size, 7);
	assert_string_equal(z->files[0].sha256.hex, H64);
	assert_int_equal(a->files[0].size, -1);
	assert_int_equal(a->serial, 1);
	assert_string_equal(lock.groups.items[0], "dev-tools");
	assert_null(lock_find(&lock, "Z.z"));
	assert_null(lock.tool);
}

static void what_is_malformed_is_refused(void **state)
{
	(void)state;
	static const char *const bad[][2] = {
		{"packages = []\n", "lock: .lock-version: missing"},
		{"lock-version = '2.0'\npackages = []\n", "lock-version 2.0: only 1.x is known"},
		{HEAD, "lock: .packages: missing"},
		{PACKAGE("a b"), "is not a package's name"},
		{PACKAGE("../a"), "is not a package's name"},
		{PACKAGE("a"), "lock: a: no file"},
		{PACKAGE("a") "wheels = [{name = 'a-1-py3-none-any.whl', hashes = {}}]\n",
			"no SHA-256"},
		{PACKAGE("a") WHEEL("b-1.0-py3-none-any.whl"), "a file of another package"},
		{PACKAGE("a") WHEEL("a-2.0-py3-none-any.whl"), "a file of another version"},
		{PACKAGE("a") WHEEL("../a-1.0-py3-none-any.whl"), "lock: a: "},
		{PACKAGE("a") WHEEL("a-1.0-py3-none-any.whl") "vcs = {}\n",
			"more than one kind of source"},
		{PACKAGE("a") "wheels = [{" HASH "}]\n", "without name, path and url"},
		{HEAD "[[packages]]\nname = 'a'\nversion = '$(x)'\n", "is not a version"},
		{PACKAGE("a") "tool.pylock-mk = {group = 'a b'}\n", "may not have"},
	};

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_dies(EXIT_NO, bad[i][1], read_text(bad[i][0]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_it_says_is_read),
		cmocka_unit_test(what_is_malformed_is_refused),
	};
	return run_in_directory(tests);
}
