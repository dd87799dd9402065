/* SPDX-License-Identifier: MIT */
/* locktext: what is written is a lock that is read as the same, and a requirements file for pip. */
#include "fixture.h"

#include "lock/lockselect.h"
#include "lock/locktext.h"

#define H64_REST "123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define H64 "0" H64_REST
#define HASH "hashes = {sha256 = \"" H64 "\"}"
#define OTHER "hashes = {sha256 = \"1" H64_REST "\"}"

static const char text[] =
	"lock-version = \"1.0\"\n[[packages]]\nname = \"a\"\nversion = \"1.0\"\nwheels = "
	"[{name = \"a-1.0-py3-none-any.whl\", url = \"https://host/a\", size = 5, upload-time = "
	"2026-01-02T03:04:05Z, " HASH "}]\ntool.pylock-mk = {index = \"main\", serial = 3, group = "
	"\"small.1\", requires = [\"b>=1; extra == \\\"x\\\"\"]}\n[[packages]]\nname = "
	"\"b\"\nversion = \"2\"\nsdist = {name = \"b-2.tar.gz\", path = \"x\", " OTHER "}\n"
	"tool.pylock-mk = {index = \"main\", group = \"b\"}\n";

static const struct lock_target target = {.name = (char *)"t",
	.target = {.python_major = 3,
		.python_minor = 11,
		.arch = "x86_64",
		.libc_major = 2,
		.libc_minor = 36}};

static struct lock read_back(const char *name, const char *bytes)
{
	file_write(name, bytes, strlen(bytes));
	struct lock lock = lock_read(name);

	lock_choose(&lock, &target);
	return lock;
}

static void a_package_comes_back(void **state)
{
	(void)state;
	_cleanup_(lock_free) struct lock lock = read_back("lock", text);
	_cleanup_(text_free) struct text out = {0};

	locktext_add_head(&out, &target, "comment");
	for (size_t i = 0; i < lock.count; i++)
		locktext_add_package(&out, &lock.packages[i], "wheels");
	_cleanup_(lock_free) struct lock again = read_back("again", text_string(&out));
	const struct lock_package *a = &again.packages[0];

	assert_int_equal(again.count, 2);
	assert_string_equal(a->chosen->filename, "a-1.0-py3-none-any.whl");
	assert_int_equal(a->chosen->size, 5);
	assert_string_equal(a->chosen->uploaded, "2026-01-02T03:04:05Z");
	assert_int_equal(a->serial, 3);
	assert_string_equal(a->group, "small.1");
	assert_true(json_equal(a->requires, lock.packages[0].requires));
	assert_true(again.packages[1].chosen->sdist);
	assert_null(a->chosen->url);
	assert_null(strstr(text_string(&out), "host"));
}

static void what_is_installed(void **state)
{
	(void)state;
	_cleanup_(lock_free) struct lock lock = read_back("lock", text), none = {.path = "none"};
	_cleanup_(text_free) struct text installed = locktext_installed(&lock, &target),
					 empty = locktext_installed(&none, &target);
	_cleanup_(text_free) struct text pip = locktext_requirements(&lock, &target);
	_cleanup_(lock_free) struct lock again = read_back("again", text_string(&installed));
	_cleanup_(lock_free) struct lock nothing = read_back("nothing", text_string(&empty));

	assert_int_equal(again.count, 2);
	assert_int_equal(again.packages[0].chosen->size, -1);
	assert_null(again.packages[0].group);
	assert_int_equal(nothing.count, 0);
	/* pip's "Secure installs": one requirement a line, with its hash */
	assert_non_null(strstr(text_string(&pip), "\na==1.0 --hash=sha256:" H64 "\nb==2 --hash="));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_package_comes_back),
		cmocka_unit_test(what_is_installed),
	};
	return run_in_directory(tests);
}
