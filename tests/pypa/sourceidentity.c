/* SPDX-License-Identifier: MIT */
/* sourceidentity: what the files of a source tree say that it is. */
#include "unit.h"

#include "pypa/sourceidentity.h"
#include "scratch.h"

/* Of a tree with these files, NULL for none: `NAME VERSION`, - for what they do not say. */
static char *identity_of(const char *info, const char *project)
{
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();

	if (info)
		scratch_write(&scratch, "PKG-INFO", info);
	if (project)
		scratch_write(&scratch, "pyproject.toml", project);
	_cleanup_(source_identity_free) struct source_identity identity =
		source_identity_read(scratch.path);

	return xprintf("%s %s", identity.name ? identity.name : "-",
		identity.version ? identity.version : "-");
}

static const struct {
	const char *info, *project, *identity;
} trees[] = {
	{NULL, NULL, "- -"},
	{NULL, "[project]\nname = 'A.b'\nversion = '1.0'\n", "A.b 1.0"},
	{NULL, "[project]\nname = 'a'\ndynamic = ['version']\n", "a -"},
	{NULL, "[build-system]\n", "- -"},
	{NULL, "project = 3\n", "- -"},
	{NULL, "[project]\nname = ''\nversion = 1\n", "- -"},
	{"Metadata-Version: 2.1\nName: a\nVersion: 2\n", "[project]\nname = 'b'\nversion = '1'\n",
		"a 2"},
	{"Metadata-Version: 2.1\nName: a\n", "[project]\nname = 'b'\nversion = '1'\n", "a 1"},
	{"Name: a b\nVersion: 2\n", "[project]\nname = 'b'\n", "b 2"},
	/* The description is no header. */
	{"Name: a\nVersion: 2\n\nVersion: 3\n", NULL, "a 2"},
};

static void files_say_it(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof trees / sizeof *trees; i++) {
		_cleanup_free_ char *identity = identity_of(trees[i].info, trees[i].project);

		assert_string_equal(identity, trees[i].identity);
	}
}

static void it_is_no_toml(void **state)
{
	(void)state;
	assert_dies(EXIT_NO, "pyproject.toml:1:9: not valid TOML", identity_of(NULL, "[project\n"));
}

static void large_files_say_nothing(void **state)
{
	(void)state;
	_cleanup_(text_free) struct text large = {0};

	memset(text_reserve(&large, 5 << 20), '\n', 5 << 20);
	large.length = 5 << 20;
	text_add_string(&large, "Name: a\n");
	_cleanup_free_ char *identity = identity_of(text_string(&large), NULL);

	assert_string_equal(identity, "- -");
}

static void other_kinds_say_nothing(void **state)
{
	(void)state;
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();

	assert_int_equal(mkfifo(scratch_path(&scratch, "PKG-INFO"), 0600), 0);
	assert_int_equal(mkdir(scratch_path(&scratch, "pyproject.toml"), 0700), 0);
	struct source_identity identity = source_identity_read(scratch.path);

	assert_null(identity.name);
	assert_null(identity.version);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(files_say_it),
		cmocka_unit_test(it_is_no_toml),
		cmocka_unit_test(large_files_say_nothing),
		cmocka_unit_test(other_kinds_say_nothing),
	};
	return run_unit(tests);
}
