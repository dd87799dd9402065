/* SPDX-License-Identifier: MIT */
/* buildsystem: build-system tables as PEP 517 and 518 have them, and others. */
#include "unit.h"

#include <locale.h>

#include "lib/cleanup.h"
#include "lib/json.h"
#include "wheels/buildsystem.h"

static void read_text(const char *text, const char *wanted)
{
	_cleanup_json_ json_t *said = buildsystem_of(text, strlen(text));
	_cleanup_(text_free) struct text found = json_canonical(said);

	assert_string_equal(text_string(&found), wanted);
}

static void says_what_holds(void **state)
{
	(void)state;
	read_text("", "{\"backend\":\"setuptools.build_meta:__legacy__\",\"name\":\"\",\"path\":[],"
		      "\"requires\":[\"setuptools\"]}");
	read_text("[build-system]\n", "{\"backend\":\"setuptools.build_meta:__legacy__\","
				      "\"name\":\"\",\"path\":[],\"requires\":[]}");
	read_text("[build-system]\nrequires = ['a>1']\nbuild-backend = 'a.b:c.d'\n"
		  "backend-path = ['.', 'a/../b', '']\n[project]\nname = 'A.b'\n"
		  "[tool.poetry]\nname = 'c'\n",
		"{\"backend\":\"a.b:c.d\",\"name\":\"A.b\",\"path\":[\".\",\"a/../b\",\"\"],"
		"\"requires\":[\"a>1\"]}");
}

static void assert_name(const char *text, const char *wanted)
{
	_cleanup_json_ json_t *said = buildsystem_of(text, strlen(text));

	assert_string_equal(json_string_value(json_object_get(said, "name")), wanted);
}

static void names_the_project(void **state)
{
	(void)state;
	assert_name("[tool.poetry]\nname = 'A_b'\n", "A_b");
	assert_name("[project]\nx = 1\n[tool.poetry]\nname = 'c'\n", "");
	assert_name("project = 1\n[tool.poetry]\nname = 'c'\n", "");
	assert_name("[project]\nname = 1\n", "");
	assert_name("tool = 1\n", "");
	assert_name("[tool]\npoetry = 1\n", "");
}

static void refuses(void **state)
{
	static const char *const backends[] = {
		"", "-c", "../x", "a b", "a:b;c", "a:", ":a", "1a", "a:1", "a:b:c", "\xc3\xa4"};
	static const char *const paths[] = {
		"..", "../x", "a/../..", "a/../../b", "/tmp", "a\\n", "\\u001b", "\\u0080"};
	static const char *const other[] = {"requires = [1]\n", "requires = 'a'\n",
		"build-backend = 1\n", "backend-path = 'a'\n", "backend-path = [[]]\n"};

	(void)state;
	for (size_t i = 0; i < sizeof backends / sizeof *backends; i++) {
		_cleanup_free_ char *text =
			xprintf("[build-system]\nbuild-backend = '%s'\n", backends[i]);

		assert_dies(EXIT_NO, "is not the name of a build back end", read_text(text, ""));
	}
	for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
		_cleanup_free_ char *text =
			xprintf("[build-system]\nbackend-path = [\"%s\"]\n", paths[i]);

		assert_dies(EXIT_NO, "in backend-path leads out of the sdist", read_text(text, ""));
	}
	for (size_t i = 0; i < sizeof other / sizeof *other; i++) {
		_cleanup_free_ char *text = xprintf("[build-system]\n%s", other[i]);

		assert_dies(EXIT_NO, "build-system is not as PEP 518 has it", read_text(text, ""));
	}
	assert_dies(EXIT_NO, "build-system is not a table", read_text("build-system = 1\n", ""));
	assert_dies(EXIT_NO, "pyproject.toml:1:", read_text("[build-system\n", ""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(says_what_holds),
		cmocka_unit_test(names_the_project),
		cmocka_unit_test(refuses),
	};

	setlocale(LC_CTYPE, "C.UTF-8");
	return run_unit(tests);
}
