/* SPDX-License-Identifier: MIT */
/* gitcheckout: branches, tags and commits of a repository that git itself made. */
#include "unit.h"

#include "fetch/gitcheckout.h"
#include "scratch.h"

/* Makes the repository `from`: a branch and a tag of one name, an annotated tag, a later commit. */
static void make_repository(struct scratch *scratch)
{
	_cleanup_free_ char *script = xprintf(
		"cd %s && mkdir from && cd from && export GIT_CONFIG_GLOBAL=/dev/null && "
		"git -c init.defaultBranch=main init -q && git config user.name T && "
		"git config user.email t@example.invalid && "
		"printf 'a\\r\\n' >file && printf '*.log\\n' >.gitignore && git add . && "
		"git commit -qm one && git tag -a v1 -m x && git branch both && "
		"echo b >file && git commit -qam two && git tag both && git rev-parse v1^0 both^0 "
		"main >../ids",
		scratch->path);

	assert_int_equal(system(script), 0);
}

struct fixture {
	struct scratch scratch;
	char *url, *first, *last;
	struct repository repository;
};

static struct fixture begin(void)
{
	struct fixture fixture = {.scratch = scratch_make()};

	make_repository(&fixture.scratch);
	_cleanup_(text_free) struct text ids =
		file_read(scratch_path(&fixture.scratch, "ids"), 999);
	const char *directory = scratch_path(&fixture.scratch, "to");

	fixture.first = xstrndup(ids.bytes, 40);
	fixture.last = xstrndup(ids.bytes + 41, 40);
	fixture.url = xprintf("file://%s/from", fixture.scratch.path);
	assert_int_equal(mkdir(directory, 0700), 0);
	fixture.repository = (struct repository){fixture.url, directory, "it"};
	return fixture;
}

static void end(struct fixture *fixture)
{
	free(fixture->url);
	free(fixture->first);
	free(fixture->last);
	scratch_remove(&fixture->scratch);
}

static void revisions_are_commits(void **state)
{
	(void)state;
	_cleanup_(end) struct fixture it = begin();
	const struct repository *repository = &it.repository;
	_cleanup_free_ char *head = repository_commit(repository, NULL),
			    *branch = repository_commit(repository, "main"),
			    *both = repository_commit(repository, "both"),
			    *tag = repository_commit(repository, "v1"),
			    *full = repository_commit(repository, "refs/tags/both"),
			    *id = repository_commit(repository, it.first);

	assert_string_equal(head, it.last);
	assert_string_equal(branch, it.last);
	assert_string_equal(both, it.first); /* the branch, as for pip */
	assert_string_equal(tag, it.first);  /* not the tag's own object */
	assert_string_equal(full, it.last);
	assert_string_equal(id, it.first);
	assert_null(repository_commit(repository, "none"));
	assert_null(repository_commit(repository, "mai"));
}

static void assert_file(struct fixture *it, const char *content)
{
	_cleanup_(text_free) struct text text =
		file_read(scratch_path(&it->scratch, "to/file"), 100);

	assert_string_equal(text_string(&text), content);
}

static void a_commit_is_checked_out(void **state)
{
	(void)state;
	_cleanup_(end) struct fixture it = begin();
	_cleanup_free_ char *id = repository_check_out(&it.repository, it.first, false);

	assert_string_equal(id, it.first);
	assert_file(&it, "a\r\n");
	_cleanup_free_ char *again = repository_check_out(&it.repository, it.first, true);
	_cleanup_free_ char *described = xprintf(
		"git -C %s describe --tags --exact-match >/dev/null", it.repository.directory);

	assert_string_equal(again, it.first);
	assert_int_equal(system(described), 0);
}

static void the_beginning_of_an_id_is_enough(void **state)
{
	(void)state;
	_cleanup_(end) struct fixture it = begin();
	_cleanup_free_ char *begun = xstrndup(it.last, 12);
	_cleanup_free_ char *id = repository_check_out(&it.repository, begun, false);

	assert_string_equal(id, it.last);
	assert_file(&it, "b\n");
}

static void what_is_not_there(void **state)
{
	(void)state;
	_cleanup_(end) struct fixture it = begin();
	struct repository none = {"file:///none", it.repository.directory, "it"};

	assert_dies(EXIT_NO, "has no branch, tag or commit 'none'",
		repository_check_out(&it.repository, "none", false));
	assert_dies(EXIT_NO, "has no branch, tag or commit '--help'",
		repository_check_out(&it.repository, "--help", false));
	assert_dies(EXIT_SYSTEM, "it: file:///none: git: fatal: ", repository_commit(&none, NULL));
}

static void ignored_files_are_known(void **state)
{
	(void)state;
	_cleanup_(end) struct fixture it = begin();
	_cleanup_(stringlist_free) struct stringlist paths = {0}, none = {0};

	scratch_write(&it.scratch, "from/x.log", "x");
	scratch_write(&it.scratch, "from/y.txt", "x");
	scratch_write(&it.scratch, "from/logs/.gitignore", "*\n");
	gitignored(scratch_path(&it.scratch, "from"), &paths);
	stringlist_sort_unique(&paths);
	assert_int_equal(paths.count, 3);
	assert_string_equal(paths.items[0], "logs");
	assert_string_equal(paths.items[1], "logs/.gitignore");
	assert_string_equal(paths.items[2], "x.log");
	gitignored(it.scratch.path, &none);
	assert_int_equal(none.count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(revisions_are_commits),
		cmocka_unit_test(a_commit_is_checked_out),
		cmocka_unit_test(the_beginning_of_an_id_is_enough),
		cmocka_unit_test(what_is_not_there),
		cmocka_unit_test(ignored_files_are_known),
	};
	return run_unit(tests);
}
