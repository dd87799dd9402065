/* SPDX-License-Identifier: MIT */
/* setuptoolsfiles: files by their names, as seen from where the output goes, and what is none. */
#include "fixture.h"

#include "lib/cleanup.h"
#include "lib/file.h"
#include "pypa/setuptoolsfiles.h"

static char *files_of(const char *path, const char *text, const char *field, const char *member,
	const char *before)
{
	_cleanup_(text_free) struct text out = {0};

	file_write(path, text, strlen(text));
	_cleanup_(projectfile_free) struct projectfile file = projectfile_read(path);

	setuptoolsfiles_add(&out, &file, field, member, before);
	return text_take(&out);
}

#define TABLE "[tool.setuptools.dynamic]\n"

static void names_files(void **state)
{
	(void)state;
	_cleanup_free_ char *one = files_of(
		"p.toml", TABLE "dependencies = {file = 'r.txt'}\n", "dependencies", NULL, NULL);
	_cleanup_free_ char *many = files_of("p.toml",
		TABLE "dependencies = {file = ['r.txt', '/s']}\n", "dependencies", NULL, "../");
	_cleanup_free_ char *extra =
		files_of("./p.toml", TABLE "optional-dependencies.A_b = {file = 'a.txt'}\n",
			"optional-dependencies", "a-b", "../");

	assert_string_equal(one, "# p.toml: tool.setuptools.dynamic.dependencies\n-r \"r.txt\"\n");
	assert_string_equal(many, "# p.toml: tool.setuptools.dynamic.dependencies\n"
				  "-r \"../r.txt\"\n-r \"/s\"\n");
	assert_string_equal(extra, "# ./p.toml: tool.setuptools.dynamic.optional-dependencies\n"
				   "-r \".././a.txt\"\n");
}

static void refuses(void **state)
{
	static const char *const wrong[] = {"", TABLE, TABLE "dependencies = 1\n",
		TABLE "dependencies = {attr = 'x'}\n", TABLE "dependencies = {file = ''}\n",
		TABLE "dependencies = {file = [1]}\n", TABLE "dependencies = {file = 'a$b'}\n"};

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		assert_dies(EXIT_NO,
			"p.toml: ", free(files_of("p.toml", wrong[i], "dependencies", NULL, NULL)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_files),
		cmocka_unit_test(refuses),
	};

	return run_in_directory(tests);
}
