/* SPDX-License-Identifier: MIT */
/* projectfile: the tables of a pyproject.toml. What requirements come of them:
 * projectrequirements.c and pyproject.t. */
#include "fixture.h"

#include "lib/cleanup.h"
#include "lib/file.h"
#include "pypa/projectfile.h"

static struct projectfile read_text(const char *text)
{
	file_write("p.toml", text, strlen(text));
	return projectfile_read("p.toml");
}

static void reads_tables(void **state)
{
	(void)state;
	_cleanup_(projectfile_free) struct projectfile file =
		read_text("[project]\nname = 'A.b_C'\ndynamic = ['version', 'dependencies']\n"
			  "[project.optional-dependencies]\nFoo_Bar = ['x']\n[tool.x]\ny = 1\n");
	const char *const extras[] = {"project", "optional-dependencies", NULL};
	const char *const below[] = {"tool", "x", "y", "z", NULL};
	const char *written;

	assert_string_equal(file.name, "a-b-c");
	assert_true(json_is_array(
		projectfile_member(projectfile_table(&file, extras), "foo-bar", &written)));
	assert_string_equal(written, "Foo_Bar");
	assert_null(projectfile_member(projectfile_table(&file, extras), "foo", &written));
	assert_null(projectfile_table(&file, below));
	assert_true(projectfile_is_dynamic(&file, "dependencies"));
	assert_false(projectfile_is_dynamic(&file, "optional-dependencies"));
}

static void needs_no_project(void **state)
{
	(void)state;
	_cleanup_(projectfile_free) struct projectfile file = read_text("dynamic = 1\n");

	assert_null(file.name);
	assert_false(projectfile_is_dynamic(&file, "dependencies"));
	projectfile_check(&file, "3.11");
}

static void refuses(void **state)
{
	(void)state;
	assert_dies(EXIT_NO, "p.toml: .project: not an object", read_text("project = 1\n"));
	assert_dies(EXIT_NO, "p.toml: .name: missing", read_text("[project]\n"));
	assert_dies(EXIT_NO, "p.toml: project.name: not the name of a package: 'a b'",
		read_text("[project]\nname = 'a b'\n"));
}

static void checks_python(void **state)
{
	(void)state;
	_cleanup_(projectfile_free) struct projectfile file =
		read_text("[project]\nname = 'a'\nrequires-python = '>=3.9,!=3.10.*'\n");

	projectfile_check(&file, "3.11.2");
	projectfile_check(&file, NULL);
	assert_dies(
		EXIT_NO, "and the target's Python is 3.10.1", projectfile_check(&file, "3.10.1"));
	assert_dies(EXIT_NO, "and the target's Python is 3.8", projectfile_check(&file, "3.8"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_tables),
		cmocka_unit_test(needs_no_project),
		cmocka_unit_test(refuses),
		cmocka_unit_test(checks_python),
	};

	return run_in_directory(tests);
}
