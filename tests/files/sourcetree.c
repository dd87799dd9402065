/* SPDX-License-Identifier: MIT */
/* sourcetree: what of a directory goes into an image. */
#include "unit.h"

#include <errno.h>

#include "files/sourcetree.h"
#include "lib/cleanup.h"
#include "lib/file.h"
#include "scratch.h"

static void add_path(void *context, const struct sourcetree_entry *entry)
{
	text_printf(context, "%s%s ", entry->path, S_ISDIR(entry->status.st_mode) ? "/" : "");
}

/* In a directory with FILES (bars between them), SOURCE without EXCLUDES holds WANTED. */
static void assert_holds(
	const char *files, const char *source, const char *excludes, const char *wanted)
{
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	_cleanup_free_ char *copy = xstrdup(files), *patterns = xstrdup(excludes);
	_cleanup_(stringlist_free) struct stringlist list = {0};
	_cleanup_(text_free) struct text said = {0};
	char *rest = copy, *file;

	while ((file = strsep(&rest, "|"))) {
		_cleanup_free_ char *path = xstrdup(scratch_path(&scratch, file));
		const char *content = strchr(path, '=');

		make_parents(path);
		if (content)
			path[content++ - path] = '\0';
		file_write(path, content ? content : "", content ? strlen(content) : 0);
	}
	for (rest = patterns; rest && *rest;)
		stringlist_add(&list, xstrdup(strsep(&rest, "|")));
	assert_int_equal(chdir(scratch_path(&scratch, "")), 0);
	sourcetree_walk(source, &list, "EXCLUDES", add_path, &said);
	assert_string_equal(text_string(&said), wanted);
	assert_int_equal(chdir("/"), 0);
}

static void in_the_order_of_bytes(void **state)
{
	(void)state;
	assert_holds("b|a/c|a.x", ".", "", "/ a/ a/c a.x b ");
	assert_holds("s/b|s/a/c|t", "s", "", "/ a/ a/c b ");
	assert_holds("s/b|t", "s//", "", "/ b ");
	assert_holds("s/b|t", "s/b", "*", " ");
}

static void what_never_goes(void **state)
{
	(void)state;
	assert_holds("build/x|a/build/x|.git/HEAD|a/.git|a/__pycache__/b.pyc|b.pyc|.venv/"
		     "x|pylock.t.toml|"
		     "a/pylock.t.toml|base.t.lock|c",
		".", "", "/ a/ a/build/ a/build/x a/pylock.t.toml c ");
	assert_holds("build/x|pylock.t.toml|.git/a|b.pyc", ".", "!**",
		"/ .git/ .git/a b.pyc pylock.t.toml ");
}

static void patterns_of_each_place(void **state)
{
	(void)state;
	assert_holds(".dockerignore=s/a\nb|s/.dockerignore=c|s/a|s/b|s/c|s/d", "s", "d",
		"/ .dockerignore b ");
	assert_holds(".dockerignore=*.md|s/a.md|s/b", "s", "s/b", "/ a.md ");
	assert_holds(".dockerignore=*\n!s/b|s/a|s/b", "s", "", "/ b ");
	assert_holds("r/.dockerignore=s/a|r/s/a|r/s/b", "r/s", "", "/ b ");
	assert_holds(".dockerignore=s|s/a", "s", "", "");
}

static void taken_back(void **state)
{
	(void)state;
	assert_holds("a/b/c|a/b/d|a/e|f/g", ".", "*|!a/b/c", "/ a/ a/b/ a/b/c ");
	assert_holds("a/b/keep|a/c", ".", "*|!**/keep", "/ a/ a/b/ a/b/keep ");
}

static void what_cannot_be(void **state)
{
	(void)state;
	struct text said = {0};
	struct stringlist bad = {.count = 1, .items = (char *[]){"[a"}};

	assert_dies(EXIT_NO, "/none: cannot open: No such",
		sourcetree_walk("/none", NULL, "", add_path, &said));
	assert_dies(EXIT_NO, "EXCLUDES: '[a' has a class without",
		sourcetree_walk("tests", &bad, "EXCLUDES", add_path, &said));
}

static void secrets(void **state)
{
	(void)state;
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	const char *key = scratch_path(&scratch, "tls.key");

	assert_non_null(sourcetree_secret(".env"));
	assert_non_null(sourcetree_secret("a/.env.production"));
	assert_null(sourcetree_secret("a/.env.example"));
	assert_non_null(sourcetree_secret(".aws/credentials"));
	assert_null(sourcetree_secret("credentials"));
	file_write(key, "-----BEGIN RSA PRIVATE KEY-----\n", 32);
	assert_string_equal(sourcetree_secret(key), "a private key");
	file_write(key, "-----BEGIN CERTIFICATE-----\n", 28);
	assert_null(sourcetree_secret(key));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_cannot_be),
		cmocka_unit_test(in_the_order_of_bytes),
		cmocka_unit_test(what_never_goes),
		cmocka_unit_test(patterns_of_each_place),
		cmocka_unit_test(taken_back),
		cmocka_unit_test(secrets),
	};
	return run_unit(tests);
}
