/* SPDX-License-Identifier: MIT */
/* path: what can be unpacked anywhere, and which files exclude each other. */
#include "unit.h"

#include "lib/cleanup.h"
#include "lib/path.h"

#define A50 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define A255 A50 A50 A50 A50 A50 "aaaaa"

static void takes_what_can_be_unpacked(void **state)
{
	(void)state;
	const char *const good[] = {"a", "a/b", "a/b/", "..a", "...", "a..", ".hidden", "a b",
		"ab:c", "1:2", "wh.a", ".wh", "na\xc3\xafve/\xe6\x96\x87.py", "a,b", "a\"b", A255,
		A255 "/" A255};

	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		assert_null(path_flaw(good[i]));
}

static void names_what_is_wrong(void **state)
{
	(void)state;
	static char deep[2 * (PATH_DEEPEST + 2)], long_path[PATH_LONGEST + 2];
	const struct {
		const char *path, *flaw;
	} bad[] = {
		{"", "has an empty component"},
		{"/etc/passwd", "is absolute"},
		{"/", "is absolute"},
		{"a//b", "has an empty component"},
		{"a//", "has an empty component"},
		{".", "has a component '.' or '..'"},
		{"a/./b", "has a component '.' or '..'"},
		{"..", "has a component '.' or '..'"},
		{"a/../b", "has a component '.' or '..'"},
		{"a/..", "has a component '.' or '..'"},
		{"a\\b", "has a backslash"},
		{"C:/a", "has a drive letter"},
		{"c:a", "has a drive letter"},
		{"a\nb", "has a control character"},
		{"a\x7f", "has a control character"},
		{"a\xc2\x9b", "has a control character"},
		{"\xff", "is not UTF-8"},
		{"a/\xed\xa0\x80", "is not UTF-8"},
		{".wh.a", "would delete files as a layer's whiteout"},
		{"a/.wh..wh..opq", "would delete files as a layer's whiteout"},
		{A255 "a", "has a component of more than 255 bytes"},
		{long_path, "is too long"},
		{deep, "lies too deep"},
	};

	for (size_t i = 0; i < sizeof long_path - 1; i++)
		long_path[i] = i % 200 == 199 ? '/' : 'a';
	for (size_t i = 0; i < sizeof deep - 1; i++)
		deep[i] = i % 2 ? '/' : 'a';
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		const char *flaw = path_flaw(bad[i].path);

		assert_non_null(flaw);
		assert_string_equal(flaw, bad[i].flaw);
	}
}

static void directories_stay_together(void **state)
{
	(void)state;
	const char *const sorted[] = {
		"A/x", "a", "a/", "a/b", "a/b/c", "a/bc", "a!", "a-b/c", "ab"};

	for (size_t i = 0; i < sizeof sorted / sizeof *sorted; i++)
		for (size_t j = 0; j < sizeof sorted / sizeof *sorted; j++)
			assert_int_equal(path_compare(sorted[i], sorted[j]) < 0, i < j);
	assert_true(path_compare_folded("B", "a") > 0);
	assert_true(path_compare_folded("A", "a") < 0);
	assert_true(path_compare_folded("a/B", "A/b") > 0);
	assert_int_equal(path_compare_folded("a/b", "a/b"), 0);
}

static void conflicts_are_seen(void **state)
{
	(void)state;
	const char *same = "is there twice", *case_alone = "differ in case alone",
		   *directory = "are a file and a directory of one name";

	assert_string_equal(path_conflict("a/b", "a/b"), same);
	assert_string_equal(path_conflict("a/", "a/"), same);
	assert_string_equal(path_conflict("a/b", "A/b"), case_alone);
	assert_string_equal(path_conflict("a", "a/b"), directory);
	assert_string_equal(path_conflict("A/b", "a"), directory);
	assert_string_equal(path_conflict("a", "a/"), directory);
	assert_true(path_conflict_is_of_case("a/b", "A/b"));
	assert_true(path_conflict_is_of_case("A/b", "a"));
	assert_false(path_conflict_is_of_case("a", "a/b"));
	assert_false(path_conflict_is_of_case("a/b", "a/b"));
	assert_false(path_conflict_is_of_case("a", "a/"));
	assert_null(path_conflict("a/", "a/b"));
	assert_null(path_conflict("a/", "A/"));
	assert_null(path_conflict("a", "ab"));
	assert_null(path_conflict("a/b", "a/c"));
	assert_null(path_conflict(
		"\xc3\x84", "\xc3\xa4")); /* letters that are not ASCII are what they are */
}

static void another_spelling_is_understood(void **state)
{
	(void)state;
	const char *const pairs[][2] = {{"a/b", "a/b"}, {"/a/b", "a/b"}, {"./a//b/", "a/b"},
		{"a\\.\\b", "a/b"}, {"../a", "../a"}, {"/", ""}, {".", ""}, {"", ""}};

	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		_cleanup_free_ char *respelled = path_respelled(pairs[i][0]);

		assert_string_equal(respelled, pairs[i][1]);
	}
	assert_string_equal(path_unshowable("a\x1b"), "has a control character");
	assert_string_equal(path_unshowable("\xff"), "is not UTF-8");
	assert_null(path_unshowable("a\\b"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_what_can_be_unpacked),
		cmocka_unit_test(names_what_is_wrong),
		cmocka_unit_test(directories_stay_together),
		cmocka_unit_test(conflicts_are_seen),
		cmocka_unit_test(another_spelling_is_understood),
	};
	return run_unit(tests);
}
