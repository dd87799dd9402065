/* SPDX-License-Identifier: MIT */
/* locktarget: a target is read whole, or refused by the member that is wrong. */
#include "unit.h"

#include "lib/cleanup.h"
#include "lib/json.h"
#include "lock/locktarget.h"

/* The target of a JSON object that has TEXT's members, with ' for ". */
static struct lock_target read_text(const char *text)
{
	_cleanup_free_ char *json = xprintf("{%s}", text);

	for (char *c = json; *c; c++)
		if (*c == '\'')
			*c = '"';
	_cleanup_json_ json_t *object = json_loads(json, 0, NULL);

	assert_non_null(object);
	return lock_target_read(object, "target.json");
}

#define NAMED "'name': 'debian12-arm64', 'arch': 'aarch64', 'python': '3.11'"
#define PLAIN NAMED ", 'glibc': '2.36'"

static void all_that_it_says_is_read(void **state)
{
	(void)state;
	_cleanup_(lock_target_free) struct lock_target target = read_text(
		PLAIN ", 'pythonFull': '3.11.9', 'platforms': 'linux_*', 'exclude': ['A_b', 'c'], "
		      "'pyc': ['T.orch'], 'owner': ['bin/tool=torch']");

	assert_string_equal(target.name, "debian12-arm64");
	assert_string_equal(target.target.arch, "aarch64");
	assert_int_equal(target.target.libc, LIBC_GLIBC);
	assert_int_equal(target.target.libc_minor, 36);
	assert_int_equal(target.target.python_minor, 11);
	assert_int_equal(target.target.python_micro, 9);
	assert_string_equal(target.target.platforms, "linux_*");
	assert_int_equal(target.exclude_count, 2);
	assert_string_equal(target.exclude[0], "a-b");
	assert_string_equal(target.compiler, "3.11.9");
	assert_true(lock_target_compiles(&target, "t-orch"));
	assert_false(lock_target_compiles(&target, "c"));
	assert_int_equal(json_array_size(target.owners), 1);
}

static void what_is_not_said(void **state)
{
	(void)state;
	_cleanup_(lock_target_free) struct lock_target target = read_text(NAMED ", 'musl': '1.2'");

	assert_int_equal(target.target.libc, LIBC_MUSL);
	assert_int_equal(target.exclude_count, 0);
	assert_null(target.compiler);
	assert_null(target.owners);
	assert_false(lock_target_compiles(&target, "c"));
}

static void a_star_is_all(void **state)
{
	(void)state;
	_cleanup_(lock_target_free) struct lock_target target =
		read_text(PLAIN ", 'pythonFull': '3.11.9', 'pyc': ['*']");

	assert_true(lock_target_compiles(&target, "anything"));
}

static void what_is_malformed_is_refused(void **state)
{
	(void)state;
	static const char *const bad[][2] = {
		{"'arch': 'aarch64'", "target.json: .name: missing"},
		{"'name': 'a b', 'arch': 'x86_64', 'python': '3.11'",
			"target.json: .name: 'a b' is not a target's name"},
		{"'name': 'a', 'arch': '../x', 'python': '3.11'",
			"target.json: .arch: '../x' is not an architecture"},
		{"'name': 'a', 'arch': 'x86_64', 'python': 'x'",
			"target.json: .python: 'x' is not a version"},
		{NAMED, "target.json: wants either .glibc or .musl"},
		{PLAIN ", 'musl': '1.2'", "target.json: wants either .glibc or .musl"},
		{NAMED ", 'glibc': '2'", "target.json: .glibc: '2' is not a version"},
		{PLAIN ", 'pythonFull': '3.11'",
			"target.json: .pythonFull: '3.11' is not a version of three numbers"},
		{PLAIN ", 'exclude': ['a', '*']", "target.json: .exclude[1]: not a package's name"},
		{PLAIN ", 'pyc': ['a']", "target.json: .pythonFull: missing"},
	};

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_dies(EXIT_NO, bad[i][1], read_text(bad[i][0]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_that_it_says_is_read),
		cmocka_unit_test(what_is_not_said),
		cmocka_unit_test(a_star_is_all),
		cmocka_unit_test(what_is_malformed_is_refused),
	};
	return run_unit(tests);
}
