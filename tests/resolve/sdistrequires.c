/* SPDX-License-Identifier: MIT */
/* sdistrequires: what the files of sdists say; staticmetadata.t has what others read of it. */
#include "unit.h"

#include "lib/cleanup.h"
#include "lib/json.h"
#include "resolve/sdistrequires.h"

static void assert_json(json_t *value, const char *wanted)
{
	_cleanup_json_ json_t *owned = value;
	_cleanup_(text_free) struct text text = {0};

	if (owned)
		text = json_canonical(owned);
	assert_string_equal(text_string(&text), wanted);
}

/* REQUIRES NULL: there is no such file. */
static struct sdistfiles files_of(const char *info, const char *project, const char *requires)
{
	struct sdistfiles files = {.has_requires = requires != NULL};

	text_add_string(&files.info, info);
	text_add_string(&files.project, project);
	text_add_string(&files.requires, requires ? requires : "");
	return files;
}

static void assert_requires(
	const char *info, const char *project, const char *requires, const char *wanted)
{
	_cleanup_(sdistfiles_free) struct sdistfiles files = files_of(info, project, requires);

	assert_json(sdist_requires(&files), wanted);
}

static void assert_metadata(const char *info, const char *project, const char *wanted)
{
	_cleanup_(sdistfiles_free) struct sdistfiles files = files_of(info, project, "egg\n");

	assert_json(sdist_metadata(&files), wanted);
}

static void takes_the_first_that_tells(void **state)
{
	static const char project[] = "[project]\ndependencies = ['b']\n";
	static const char settled[] = "Metadata-Version: 2.2\nRequires-Dist: a\n";
	static const char dynamic[] =
		"Metadata-Version: 2.4\nDynamic: Requires-Dist\nRequires-Dist: a\n";

	(void)state;
	assert_requires(settled, project, "c", "[\"a\"]");
	assert_requires("Metadata-Version: 2.2\n", project, "c", "[]");
	assert_requires(dynamic, project, "c", "[\"b\"]");
	assert_requires("Requires-Dist: a\n", project, "c", "[\"b\"]");
	assert_requires(dynamic, "", "c", "[\"a\"]");
	assert_requires("Metadata-Version: 1.2\n", "", "c", "[\"c\"]");
	assert_requires("", "", "", "[]");
	assert_requires(dynamic, "[tool]\n", NULL, "[\"a\"]");
	assert_requires("", "", NULL, "");
}

static void reads_pyproject(void **state)
{
	(void)state;
	assert_metadata("Name: a\n",
		"[project]\nrequires-python = '>=3.9'\n"
		"dependencies = ['a', '', 'b; os_name == \"nt\"']\n"
		"[project.optional-dependencies]\nx = ['c', 'd ; e or f']\ny = []\n",
		"{\"name\":null,\"providesExtra\":[\"x\",\"y\"],\"requiresDist\":[\"a\",\"b; "
		"os_name == \\\"nt\\\"\",\"c ; extra == \\\"x\\\"\",\"d ; ( e or f) and extra == "
		"\\\"x\\\"\"],\"requiresPython\":\">=3.9\",\"version\":null}");
	assert_metadata("", "[project]\nname = 'a'\n", "");
	assert_metadata("", "[project]\ndependencies = 'a'\n", "");
	for (size_t i = 0; i < 3; i++) {
		static const char *const fields[] = {
			"dependencies", "optional-dependencies", "requires-python"};
		_cleanup_free_ char *project = xprintf(
			"[project]\ndependencies = []\ndynamic = ['version', '%s']\n", fields[i]);

		assert_metadata("", project, "");
	}
	assert_metadata("", "[project]\ndependencies = []\ndynamic = ['version']\n",
		"{\"name\":null,\"providesExtra\":[],\"requiresDist\":[],\"requiresPython\":null,"
		"\"version\":null}");
}

static void refuses(void **state)
{
	static const struct {
		const char *project, *message;
	} wrong[] = {
		{"[project\n", "pyproject.toml:1:9: not valid TOML"},
		{"project = 1\n", "pyproject.toml: .project: not an object"},
		{"[project]\ndependencies = [1]\n",
			"pyproject.toml: a requirement is not a string"},
		{"[project]\ndependencies = []\noptional-dependencies = 1\n",
			"pyproject.toml: .optional-dependencies: not an object"},
		{"[project]\ndependencies = []\noptional-dependencies = {x = 'a'}\n",
			"pyproject.toml: .x: not an array"},
		{"[project]\ndependencies = []\nrequires-python = 3\n",
			"pyproject.toml: .requires-python: not a string"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		assert_dies(EXIT_NO, wrong[i].message, assert_metadata("", wrong[i].project, ""));
}

static void reads_what_setuptools_leaves(void **state)
{
	(void)state;
	assert_requires("", "",
		"a\r\n\n  b \n[x]\nc\n[:m == \"1\"]\nd\n[y:n]\ne\n[z:]\nf\n[]\ng\n[:]\nh",
		"[\"a\",\"b\",\"c ; extra == \\\"x\\\"\",\"d ; (m == \\\"1\\\")\",\"e ; (n) and "
		"extra == \\\"y\\\"\",\"f ; extra == \\\"z\\\"\",\"g\",\"h\"]");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_the_first_that_tells),
		cmocka_unit_test(reads_pyproject),
		cmocka_unit_test(refuses),
		cmocka_unit_test(reads_what_setuptools_leaves),
	};
	return run_unit(tests);
}
