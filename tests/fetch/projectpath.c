/* SPDX-License-Identifier: MIT */
/* projectpath: paths as pathlib has them, and what lies in the project. */
#include "unit.h"

#include "fetch/projectpath.h"
#include "scratch.h"

/* As Python says: str(pathlib.Path(PATH)). */
static void they_are_simple(void **state)
{
	(void)state;
	static const char *const paths[][2] = {{"", "."}, {".", "."}, {"./", "."}, {"a", "a"},
		{"./a//b/./c/", "a/b/c"}, {"/", "/"}, {"/a/", "/a"}, {"a/../b", "a/../b"},
		{"..", ".."}, {"a b", "a b"}, {".a", ".a"}, {"a/..", "a/.."}};

	for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
		_cleanup_free_ char *simple = path_simple(paths[i][0]);

		assert_string_equal(simple, paths[i][1]);
	}
}

static void they_are_absolute(void **state)
{
	(void)state;
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	const char *link = scratch_path(&scratch, "link");

	scratch_write(&scratch, "dir/file", "x");
	assert_int_equal(symlink("dir", link), 0);
	assert_int_equal(chdir(scratch.path), 0);
	static const char *const paths[][2] = {{"link/file", "dir/file"}, {"link/none", "dir/none"},
		{"none/../dir", "dir"}, {"link/../dir", "dir"}, {"./none//x/", "none/x"}};

	for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
		_cleanup_free_ char *real = path_real(paths[i][0]);

		assert_string_equal(real, scratch_path(&scratch, paths[i][1]));
	}
	_cleanup_free_ char *absolute = path_absolute("link/../x"), *same = path_absolute("/a/..");
	_cleanup_free_ char *root = path_real("/../..");

	assert_string_equal(absolute, scratch_path(&scratch, "link/../x"));
	assert_string_equal(same, "/a/..");
	assert_string_equal(root, "/");
	assert_int_equal(chdir("/"), 0);
}

/* The path in the project, or what is wrong with it. */
static char *inside(const char *path)
{
	_cleanup_free_ char *flaw = NULL;
	char *found = path_in_project(path, &flaw);

	assert_true(!found == !!flaw);
	return found ? found : steal(&flaw);
}

static void they_are_in_the_project(void **state)
{
	(void)state;
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();

	scratch_write(&scratch, "project/dir/file", "x");
	scratch_write(&scratch, "project-2/file", "x");
	assert_int_equal(symlink("dir", scratch_path(&scratch, "project/in")), 0);
	assert_int_equal(symlink("../project-2", scratch_path(&scratch, "project/out")), 0);
	assert_int_equal(chdir(scratch_path(&scratch, "project")), 0);
	const char *const paths[][2] = {{"dir", "dir"}, {"./dir/", "dir"}, {"in/file", "dir/file"},
		{".", "."}, {"", "."}, {"dir/..", "."},
		{scratch_path(&scratch, "project/dir"), "dir"}, {"none", "'none' is not there"},
		{"out", "'out' lies outside the project, "},
		{"../project-2", "'../project-2' lies outside the project, "},
		{"..", "'..' lies outside the project, "},
		{"../none", "'../none' lies outside the project, "},
		{"/usr", "'/usr' lies outside the project, "}};

	for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
		_cleanup_free_ char *found = inside(paths[i][0]);

		assert_int_equal(strncmp(found, paths[i][1], strlen(paths[i][1])), 0);
		if (*paths[i][1] != '\'')
			assert_string_equal(found, paths[i][1]);
	}
	assert_int_equal(chdir("/"), 0);
}

static void they_are_below(void **state)
{
	(void)state;
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	const char *tree = scratch_path(&scratch, "tree");

	scratch_write(&scratch, "tree/part/file", "x");
	scratch_write(&scratch, "other/file", "x");
	assert_int_equal(symlink("../other", scratch_path(&scratch, "tree/out")), 0);
	_cleanup_free_ char *itself = directory_below(tree, NULL, "it");
	_cleanup_free_ char *empty = directory_below(tree, "", "it");
	_cleanup_free_ char *part = directory_below(tree, "./part/", "it");

	assert_string_equal(itself, tree);
	assert_string_equal(empty, tree);
	assert_string_equal(part, scratch_path(&scratch, "tree/part"));
	static const char *const none[] = {"none", "part/file", "..", "../other", "out", "/usr"};

	for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
		_cleanup_free_ char *message = xprintf("it: it has no directory '%s'", none[i]);

		assert_dies(EXIT_NO, message, directory_below(tree, none[i], "it"));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(they_are_simple),
		cmocka_unit_test(they_are_absolute),
		cmocka_unit_test(they_are_in_the_project),
		cmocka_unit_test(they_are_below),
	};
	return run_unit(tests);
}
