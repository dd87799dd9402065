/* SPDX-License-Identifier: MIT */
/* packagefiles: a package's files are named for it, hashed, and of one kind of source. */
#include "unit.h"

#include "lib/cleanup.h"
#include "lib/json.h"
#include "lock/packagefiles.h"

#define H64 "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define HASH "'hashes': {'sha256': '" H64 "'}"

/* The package a-b 1.0 with the files of JSON, which has ' for ". */
static struct lock_package read_text(const char *json)
{
	_cleanup_free_ char *text = xstrdup(json);
	struct lock_package package = {.name = xstrdup("a-b"), .version = xstrdup("1.0")};

	for (char *c = text; *c; c++)
		if (*c == '\'')
			*c = '"';
	_cleanup_json_ json_t *object = json_loads(text, 0, NULL);

	assert_non_null(object);
	const json_t *tool = json_object_get(json_object_get(object, "tool"), "pylock-mk");

	packagefiles_read(&package, object, tool, "lock: a-b");
	return package;
}

static void wheels_then_the_sdist(void **state)
{
	(void)state;
	_cleanup_(lock_package_free) struct lock_package package = read_text(
		"{'sdist': {'path': 'wheelhouse/a_b-1.0.tar.gz', 'size': 7, " HASH "}, 'wheels': ["
		"{'url': 'https://h/%61_b-1.0-py3-none-any.whl?q#f', " HASH "},"
		"{'name': 'a_b-1-py2-none-any.whl', 'url': 'https://h/other', "
		"'upload-time': '2026-01-02T03:04:05Z', " HASH "}]}");

	assert_int_equal(package.file_count, 3);
	assert_string_equal(package.files[0].filename, "a_b-1.0-py3-none-any.whl");
	assert_false(package.files[0].sdist);
	assert_int_equal(package.files[0].size, -1);
	assert_null(package.files[0].uploaded);
	assert_string_equal(package.files[1].filename, "a_b-1-py2-none-any.whl");
	assert_string_equal(package.files[1].url, "https://h/other");
	assert_string_equal(package.files[1].uploaded, "2026-01-02T03:04:05Z");
	assert_string_equal(package.files[2].filename, "a_b-1.0.tar.gz");
	assert_true(package.files[2].sdist);
	assert_int_equal(package.files[2].size, 7);
	assert_null(package.files[2].url);
	assert_string_equal(package.files[2].sha256.hex, H64);
	assert_null(package.problem);
}

static void archives_are_what_their_names_say(void **state)
{
	(void)state;
	_cleanup_(lock_package_free) struct lock_package wheel =
		read_text("{'archive': {'url': 'https://h/a_b-1.0-py3-none-any.whl', " HASH "}}");
	_cleanup_(lock_package_free) struct lock_package sdist =
		read_text("{'archive': {'path': 'a_b-1.0.zip', " HASH "}}");

	assert_int_equal(wheel.file_count, 1);
	assert_false(wheel.files[0].sdist);
	assert_int_equal(sdist.file_count, 1);
	assert_true(sdist.files[0].sdist);
}

static void what_has_no_file_is_a_problem(void **state)
{
	(void)state;
	static const char *const sources[] = {"{'vcs': {}}", "{'directory': {'path': '.'}}"};

	for (size_t i = 0; i < sizeof sources / sizeof *sources; i++) {
		_cleanup_(lock_package_free) struct lock_package package = read_text(sources[i]);

		assert_int_equal(package.file_count, 0);
		assert_non_null(strstr(package.problem, "a repository or a directory"));
	}
}

static void what_is_malformed_is_refused(void **state)
{
	(void)state;
	static const char *const bad[][2] = {
		{"{}", "lock: a-b: no file"},
		{"{'wheels': [{" HASH "}]}", "lock: a-b: a file without name, path and url"},
		{"{'wheels': [{'name': 'c-1.0-py3-none-any.whl', " HASH "}]}",
			"lock: a-b: c-1.0-py3-none-any.whl: a file of another package"},
		{"{'wheels': [{'name': 'a_b-2-py3-none-any.whl', " HASH "}]}",
			"lock: a-b: a_b-2-py3-none-any.whl: a file of another version"},
		{"{'wheels': [{'name': 'a_b-1.0-py3-none-any.whl', 'hashes': {}}]}",
			"a_b-1.0-py3-none-any.whl: no SHA-256: lock it with hashes"},
		{"{'wheels': [{'name': 'a_b-1.0-py3-none-any.whl', 'url': 'h/x', " HASH "}]}",
			"a_b-1.0-py3-none-any.whl: the url is not one"},
		{"{'sdist': {'name': 'a_b-1.0.tar.gz', 'upload-time': '$(x)', " HASH "}}",
			"a_b-1.0.tar.gz: upload-time is not a date and time"},
		{"{'archive': {" HASH "}}", "lock: a-b: .path: missing"},
		{"{'archive': {'path': 'a_b-1.0.zip', " HASH "}, 'vcs': {}}",
			"lock: a-b: more than one kind of source"},
	};

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_dies(EXIT_NO, bad[i][1], read_text(bad[i][0]));
}

static void files_of_direct_references(void **state)
{
	(void)state;
	_cleanup_(lock_package_free) struct lock_package made = read_text(
		"{'vcs': {'type': 'git', 'url': 'https://h/r', 'commit-id': "
		"'0123456789012345678901234567890123456789'}, 'tool': {'pylock-mk': {'file': "
		"'a_b-1.0.tar.gz', 'sha256': '" H64 "', 'size': 7}}}");
	_cleanup_(lock_package_free) struct lock_package sdist =
		read_text("{'archive': {'url': 'https://h/v1.zip', 'size': 8, " HASH "}, 'tool': "
			  "{'pylock-mk': {'file': 'a_b-1.0.zip'}}}");

	assert_null(made.problem);
	assert_int_equal(made.file_count, 1);
	assert_string_equal(made.files[0].filename, "a_b-1.0.tar.gz");
	assert_true(made.files[0].sdist);
	assert_int_equal(made.files[0].size, 7);
	assert_null(made.files[0].url);
	assert_non_null(json_object_get(made.direct, "vcs"));
	assert_string_equal(sdist.files[0].filename, "a_b-1.0.zip");
	assert_string_equal(sdist.files[0].url, "https://h/v1.zip");
	assert_int_equal(sdist.files[0].size, 8);
	assert_string_equal(sdist.files[0].sha256.hex, H64);
	assert_dies(EXIT_NO, "lock: a-b: .tool.pylock-mk.sha256: missing",
		read_text("{'directory': {'path': 'lib'}, 'tool': {'pylock-mk': {'file': "
			  "'a_b-1.0.tar.gz'}}}"));
	assert_dies(EXIT_NO, "a file of another package",
		read_text("{'directory': {'path': 'lib'}, 'tool': {'pylock-mk': {'file': "
			  "'b-1.0.tar.gz', 'sha256': '" H64 "'}}}"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(wheels_then_the_sdist),
		cmocka_unit_test(archives_are_what_their_names_say),
		cmocka_unit_test(files_of_direct_references),
		cmocka_unit_test(what_has_no_file_is_a_problem),
		cmocka_unit_test(what_is_malformed_is_refused),
	};
	return run_unit(tests);
}
