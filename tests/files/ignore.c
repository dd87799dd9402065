/* SPDX-License-Identifier: MIT */
/* ignore: patterns as docker has them. The verdicts in ignore.verdicts were printed by
 * moby/patternmatcher.
 */
#include "unit.h"

#include "files/ignore.h"
#include "lib/cleanup.h"
#include "lib/file.h"
#include "scratch.h"

/* The patterns of LIST, bars between them; false when one is wrong. */
static bool add_list(struct ignore *ignore, char *list)
{
	char *pattern;

	while ((pattern = strsep(&list, "|")))
		if (*pattern != '#' && ignore_add(ignore, pattern, ""))
			return false;
	return true;
}

/* Whether PATH is left out, asked as a walk asks: from the top down. */
static bool is_out(const struct ignore *ignore, const char *path)
{
	_cleanup_free_ bool *matched = xalloc(ignore->count + 1, sizeof *matched);
	_cleanup_free_ bool *above = xalloc(ignore->count + 1, sizeof *above);
	_cleanup_free_ char *part = xstrdup(path);
	bool out = false;

	ignore_matches(ignore, "", NULL, matched);
	for (char *slash = part; slash; *slash = '/', slash++) {
		slash = strchr(slash, '/');
		if (slash)
			*slash = '\0';
		memcpy(above, matched, ignore->count * sizeof *matched);
		out = ignore_matches(ignore, part, above, matched);
		if (!slash)
			break;
	}
	return out;
}

static void check_line(char *line)
{
	char *patterns = strsep(&line, "\t"), *paths = strsep(&line, "\t"), *verdicts = line, *path;
	_cleanup_free_ char *said = xstrdup(patterns);
	_cleanup_(ignore_free) struct ignore ignore = {0};
	bool good = add_list(&ignore, patterns);

	if (good != (strcmp(verdicts, "bad") != 0))
		fail_msg("'%s' is %s", said, good ? "taken" : "refused");
	while (good && (path = strsep(&paths, "|")))
		if (is_out(&ignore, path) != (*verdicts++ == '1'))
			fail_msg("'%s' and '%s': docker says %c", said, path, verdicts[-1]);
}

static void docker_says_the_same(void **state)
{
	(void)state;
	struct text text = file_read("tests/files/ignore.verdicts", 8 << 20);
	_cleanup_free_ char *content = text_take(&text);
	char *rest = content, *line;
	size_t count = 0;

	while ((line = strsep(&rest, "\n")))
		if (*line && ++count)
			check_line(line);
	assert_true(count > 500);
}

/* What a .dockerignore of a directory above says of paths in one below. */
static void from_another_directory(void **state)
{
	(void)state;
	_cleanup_(ignore_free) struct ignore ignore = {0};

	assert_null(ignore_add(&ignore, "*.md", "a/src/"));
	assert_null(ignore_add(&ignore, "a/src/x", "a/src/"));
	assert_false(is_out(&ignore, "b.md"));
	assert_true(is_out(&ignore, "x"));
	assert_true(is_out(&ignore, "x/y"));
	assert_null(ignore_add(&ignore, "a", "a/src/"));
	assert_null(ignore_add(&ignore, "!**/keep", ""));
	assert_true(is_out(&ignore, "b.md"));
	assert_false(is_out(&ignore, "c/keep"));
}

static void where_something_may_come_back(void **state)
{
	(void)state;
	_cleanup_(ignore_free) struct ignore ignore = {0};

	ignore_add(&ignore, "*", "");
	assert_false(ignore_looks_into(&ignore, "a"));
	ignore_add(&ignore, "!a/b", "");
	assert_true(ignore_looks_into(&ignore, "a"));
	assert_false(ignore_looks_into(&ignore, "a/b/c"));
	assert_false(ignore_looks_into(&ignore, "ab"));
	ignore_add(&ignore, "!q*", "");
	assert_true(ignore_looks_into(&ignore, "quick"));
	assert_false(ignore_looks_into(&ignore, "b"));
	ignore_add(&ignore, "!**/x", "");
	assert_true(ignore_looks_into(&ignore, "b/c"));
}

static void a_file_of_patterns(void **state)
{
	(void)state;
	static const char lines[] = "\xef\xbb\xbf*.md\r\n# b\n #c\n\n!README.md";
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	const char *path = scratch_path(&scratch, ".dockerignore");
	_cleanup_(ignore_free) struct ignore ignore = {0};

	ignore_add_file(&ignore, path, "");
	assert_int_equal(ignore.count, 0);
	file_write(path, lines, sizeof lines - 1);
	ignore_add_file(&ignore, path, "");
	assert_true(is_out(&ignore, "a.md"));
	assert_false(is_out(&ignore, "README.md"));
	assert_true(is_out(&ignore, "#c"));
	file_write(path, "a\n[b", 4);
	assert_dies(EXIT_NO, ".dockerignore:2: '[b' has a class without",
		ignore_add_file(&ignore, path, ""));
}

static void what_is_wrong(void **state)
{
	(void)state;
	_cleanup_(ignore_free) struct ignore ignore = {0};

	assert_string_equal(ignore_add(&ignore, "[a", ""), "has a class without its ']'");
	assert_string_equal(ignore_add(&ignore, "a\\", ""), "ends in a backslash");
	assert_string_equal(ignore_add(&ignore, "! ", ""), "says nothing after its '!'");
	assert_null(ignore_add(&ignore, "  ", ""));
	assert_int_equal(ignore.count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(docker_says_the_same),
		cmocka_unit_test(from_another_directory),
		cmocka_unit_test(where_something_may_come_back),
		cmocka_unit_test(a_file_of_patterns),
		cmocka_unit_test(what_is_wrong),
	};
	return run_unit(tests);
}
