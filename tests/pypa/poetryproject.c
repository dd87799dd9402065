/* SPDX-License-Identifier: MIT */
/* poetryproject: what is a table of Poetry, and what is none. What whole files ask for is tested in
 * pyproject.t. */
#include "fixture.h"

#include "lib/cleanup.h"
#include "lib/file.h"
#include "pypa/poetryproject.h"

static struct projectfile file_of(const char *text)
{
	file_write("p.toml", text, strlen(text));
	return projectfile_read("p.toml");
}

/* The items of LIST with `|` between them; "none" when there is no list. */
static char *joined(json_t *list)
{
	_cleanup_(text_free) struct text out = {0};

	for (size_t i = 0; i < json_array_size(list); i++)
		text_printf(&out, "%s%s", i ? "|" : "", json_string_value(json_array_get(list, i)));
	char *text = list ? xstrdup(text_string(&out)) : xstrdup("none");

	json_decref(list);
	return text;
}

static void assert_lists(
	const char *text, const char *dependencies, const char *extra, const char *group)
{
	char *names[] = {(char[]){"own"}};
	const struct stringlist own = {1, names};
	_cleanup_(projectfile_free) struct projectfile file = file_of(text);
	_cleanup_free_ char *first = joined(poetryproject_dependencies(&file, &own));
	_cleanup_free_ char *second = joined(poetryproject_extra(&file, "e", &own));
	_cleanup_free_ char *third = joined(poetryproject_group(&file, "dev", &own));

	assert_string_equal(first, dependencies);
	assert_string_equal(second, extra);
	assert_string_equal(third, group);
}

static void reads_its_tables(void **state)
{
	(void)state;
	assert_lists("", "none", "none", "none");
	assert_lists("[tool.poetry]\n", "none", "none", "none");
	assert_lists("tool = 1\n", "none", "none", "none");
	assert_lists(
		"[tool.poetry]\ndependencies = 1\nextras = 1\ngroup = 1\n", "none", "none", "none");
	assert_lists("[tool.poetry.dependencies]\npython = '*'\n", "", "none", "none");
	assert_lists(
		"[tool.poetry.dependencies]\nOwn = {path = '.'}\na = '*'\n"
		"b = {version = '1', optional = true}\n[tool.poetry.extras]\nE = ['B', 'c', 1]\n"
		"[tool.poetry.group.Dev.dependencies]\nd = '2'\n",
		"a", "b==1", "d==2");
	assert_lists("[tool.poetry.dev-dependencies]\nd = '2'\n", "none", "none", "d==2");
	assert_lists("[tool.poetry.group.dev]\noptional = true\n", "none", "none", "none");
}

static void checks_python(void **state)
{
	static const char *const admitted[] = {"^3.9", "*", ">=3.8,<4", "^2.7 || ^3.11", "3.*"};

	(void)state;
	for (size_t i = 0; i < sizeof admitted / sizeof *admitted; i++) {
		_cleanup_free_ char *text =
			xprintf("[tool.poetry.dependencies]\npython = '%s'\n", admitted[i]);
		_cleanup_(projectfile_free) struct projectfile file = file_of(text);

		poetryproject_check(&file, "3.11.2");
		poetryproject_check(&file, NULL);
	}
	_cleanup_(projectfile_free) struct projectfile file =
		file_of("[tool.poetry.dependencies]\npython = '~3.9 || ^3.12'\n");

	assert_dies(EXIT_NO, "python is '~3.9 || ^3.12', and the target's Python is 3.11.2",
		poetryproject_check(&file, "3.11.2"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_its_tables),
		cmocka_unit_test(checks_python),
	};

	return run_in_directory(tests);
}
