/* SPDX-License-Identifier: MIT */
/* pathpattern: single patterns. The verdicts in ignore.verdicts were printed by
 * moby/patternmatcher.
 */
#include "unit.h"

#include "files/pathpattern.h"
#include "lib/cleanup.h"
#include "lib/file.h"

/* Checks the paths of a line that have no directory above them, for which the pattern could have
 * been asked, too. Returns how many these are. */
static size_t check_line(char *line)
{
	char *pattern = strsep(&line, "\t"), *paths = strsep(&line, "\t"), *verdicts = line, *path;
	_cleanup_free_ char *clean = pathpattern_clean(pattern, strlen(pattern));
	size_t count = 0;

	if ((strcmp(verdicts, "bad") != 0) == (pathpattern_flaw(clean) != NULL))
		fail_msg("'%s' is %s", pattern, verdicts);
	for (; !pathpattern_flaw(clean) && (path = strsep(&paths, "|")); verdicts++) {
		if (strchr(path, '/'))
			continue;
		count++;
		if (pathpattern_matches(clean, path) != (*verdicts == '1'))
			fail_msg("'%s' and '%s': docker says %c", pattern, path, *verdicts);
	}
	return count;
}

static void docker_says_the_same(void **state)
{
	(void)state;
	struct text text = file_read("tests/files/ignore.verdicts", 8 << 20);
	_cleanup_free_ char *content = text_take(&text);
	char *rest = content, *line;
	size_t count = 0;

	while ((line = strsep(&rest, "\n"))) {
		size_t length = strcspn(line, "\t");

		/* one pattern, and neither an exception, a comment nor one that begins or ends in
		 * blanks */
		if (length > 0 && strcspn(line, "|!# \r\v\f") >= length)
			count += check_line(line);
	}
	assert_true(count > 300);
}

static void assert_clean(const char *pattern, const char *wanted)
{
	_cleanup_free_ char *clean = pathpattern_clean(pattern, strlen(pattern));

	assert_string_equal(clean, wanted);
}

/* The examples are those of Go's filepath.Clean, but for the slash at the beginning. */
static void patterns_are_cleaned(void **state)
{
	(void)state;
	assert_clean("a/c", "a/c");
	assert_clean("a//c", "a/c");
	assert_clean("a/c/.", "a/c");
	assert_clean("a/c/b/..", "a/c");
	assert_clean("/../a/c", "a/c");
	assert_clean("/../a/b/../././/c", "a/c");
	assert_clean("../../abc", "../../abc");
	assert_clean("abc/def/../../..", "..");
	assert_clean("", ".");
	assert_clean("abc/..", ".");
}

static void what_is_wrong(void **state)
{
	(void)state;
	assert_string_equal(pathpattern_flaw("[a"), "has a class without its ']'");
	assert_string_equal(pathpattern_flaw("a\\"), "ends in a backslash");
	assert_string_equal(pathpattern_flaw("[]"), "has an empty class");
	assert_string_equal(pathpattern_flaw("[-a]"), "has a class with a misplaced '-'");
	assert_null(pathpattern_flaw("[a-c]\\["));
}

static void many_stars(void **state)
{
	(void)state;
	char path[4000], pattern[200];

	memset(path, 'a', sizeof path - 1);
	path[sizeof path - 1] = '\0';
	for (size_t i = 0; i < sizeof pattern - 2; i += 2)
		memcpy(pattern + i, "*a", 2);
	memcpy(pattern + sizeof pattern - 2, "b", 2);
	assert_false(pathpattern_matches(pattern, path));
	path[sizeof path - 2] = 'b';
	assert_true(pathpattern_matches(pattern, path));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(docker_says_the_same),
		cmocka_unit_test(patterns_are_cleaned),
		cmocka_unit_test(what_is_wrong),
		cmocka_unit_test(many_stars),
	};
	return run_unit(tests);
}
