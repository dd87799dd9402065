/* SPDX-License-Identifier: MIT */
/* projectrequirements: lists in lists, and their bounds. What a whole file asks for is tested in
 * pyproject.t. */
#include "fixture.h"

#include "lib/cleanup.h"
#include "lib/file.h"
#include "pypa/projectrequirements.h"

static char *asked(const char *text, const char *extra, const char *group)
{
	_cleanup_(text_free) struct text out = {0};
	struct projectquestion question = {0};

	file_write("p.toml", text, strlen(text));
	_cleanup_(projectfile_free) struct projectfile file = projectfile_read("p.toml");

	if (extra)
		stringlist_add(&question.extras, xstrdup(extra));
	if (group)
		stringlist_add(&question.groups, xstrdup(group));
	projectfiles_requirements(&file, 1, &question, &out);
	stringlist_free(&question.extras);
	stringlist_free(&question.groups);
	return text_take(&out);
}

#define HEAD "[project]\nname = 'own'\n"

static void follows_extras_once(void **state)
{
	(void)state;
	_cleanup_free_ char *text =
		asked(HEAD "[project.optional-dependencies]\na = ['own[b,c]', 'x']\n"
			   "b = ['own[a]', 'y']\nc = ['own[b]']\n",
			"a", NULL);

	assert_string_equal(text, "# p.toml: project.optional-dependencies.a\n"
				  "# p.toml: project.optional-dependencies.b\n"
				  "y\n"
				  "# p.toml: project.optional-dependencies.c\n"
				  "x\n");
}

static void joins_markers(void **state)
{
	(void)state;
	_cleanup_free_ char *text =
		asked(HEAD "[project.optional-dependencies]\n"
			   "a = [\"own[b]; python_version < '3.9' or extra == 'q'\"]\n"
			   "b = ['y', \"z>1; os_name == 'x' or os_name == 'y'\"]\n",
			"a", NULL);

	assert_non_null(strstr(text, "\ny; extra == \"q\" or python_version < \"3.9\"\n"));
	assert_non_null(strstr(text, "\nz>1; (extra == \"q\" or python_version < \"3.9\") and "
				     "(os_name == \"x\" or os_name == \"y\")\n"));
}

static void refuses(void **state)
{
	(void)state;
	_cleanup_(text_free) struct text deep = {0};

	assert_dies(EXIT_NO, "p.toml: 'own[b]': p.toml has no extra 'b'",
		asked(HEAD "[project.optional-dependencies]\na = ['own[b]']\n", "a", NULL));
	assert_dies(EXIT_NO, "p.toml: project.optional-dependencies.a: not a list",
		asked(HEAD "[project.optional-dependencies]\na = 'b'\n", "a", NULL));
	assert_dies(EXIT_NO, "neither a requirement nor {include-group",
		asked(HEAD "dependencies = [{include-group = 'a'}]\n[dependency-groups]\na = []\n",
			NULL, NULL));
	assert_dies(EXIT_NO, "dependency-groups.a: neither a requirement nor",
		asked(HEAD "[dependency-groups]\na = [{include-group = 'a', more = 1}]\n", NULL,
			"a"));
	text_add_string(&deep, HEAD "[dependency-groups]\ng40 = []\n");
	for (int i = 0; i < 40; i++)
		text_printf(&deep, "g%d = [{include-group = 'g%d'}]\n", i, i + 1);
	assert_dies(EXIT_NO, "one in the other", asked(text_string(&deep), NULL, "g0"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(follows_extras_once),
		cmocka_unit_test(joins_markers),
		cmocka_unit_test(refuses),
	};

	return run_in_directory(tests);
}
