/* SPDX-License-Identifier: MIT */
/* directsource: where the packages of direct references are, read from locks and written again. */
#include "unit.h"

#include "lib/cleanup.h"
#include "lib/json.h"
#include "lock/directsource.h"

#define COMMIT "0123456789012345678901234567890123456789"
#define H64 "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

/* The source of JSON, which has ' for ". */
static json_t *read_text(const char *json)
{
	_cleanup_free_ char *text = xstrdup(json);

	for (char *c = text; *c; c++)
		if (*c == '\'')
			*c = '"';
	_cleanup_json_ json_t *object = json_loads(text, 0, NULL);

	assert_non_null(object);
	return directsource_read(object, "lock: a");
}

static void assert_source(const char *json, const char *wanted, bool made, const char *url)
{
	_cleanup_json_ json_t *source = read_text(json);
	_cleanup_(text_free) struct text text = {0};

	directsource_add(&text, source);
	assert_string_equal(text_string(&text), wanted);
	assert_int_equal(directsource_is_made(source), made);
	if (url)
		assert_string_equal(directsource_url(source), url);
	else
		assert_null(directsource_url(source));
}

static void kinds(void **state)
{
	(void)state;
	assert_source("{'vcs': {'commit-id': '" COMMIT "', 'type': 'git', 'url': 'https://h/r', "
		      "'requested-revision': 'a\\\\b', 'other': 1}}",
		"vcs = { type = \"git\", url = \"https://h/r\", requested-revision = \"a\\\\b\", "
		"commit-id = \"" COMMIT "\" }\n",
		true, NULL);
	assert_source("{'directory': {'path': 'lib', 'subdirectory': 'x'}}",
		"directory = { path = \"lib\", subdirectory = \"x\" }\n", true, NULL);
	assert_source("{'archive': {'url': 'https://h/a.whl', 'size': 7, 'hashes': {'sha256': "
		      "'" H64 "', 'md5': '0'}}}",
		"archive = { url = \"https://h/a.whl\", size = 7, hashes = { sha256 = \"" H64
		"\" } }\n",
		false, "https://h/a.whl");
	assert_source("{'archive': {'url': 'https://h/a.zip', 'subdirectory': 'x', 'size': 7, "
		      "'hashes': {'sha256': '" H64 "'}}}",
		"archive = { url = \"https://h/a.zip\", subdirectory = \"x\", size = 7, hashes = "
		"{ sha256 = \"" H64 "\" } }\n",
		true, NULL);
	assert_null(read_text("{'wheels': []}"));
	assert_false(directsource_is_made(NULL));
	assert_null(directsource_url(NULL));
}

static void what_is_refused(void **state)
{
	static const struct {
		const char *json, *problem;
	} cases[] = {
		{"{'vcs': {'type': 'git', 'url': 'https://u:p@h/r', 'commit-id': '" COMMIT "'}}",
			"lock: a: .vcs: .url: not a URL without credentials"},
		{"{'vcs': {'type': 'git', 'url': 'https://h/r', 'commit-id': 'main'}}",
			"lock: a: .vcs: .commit-id: not the whole id of a commit"},
		{"{'vcs': {'type': 'git', 'url': 'https://h/r'}}", ".commit-id: missing"},
		{"{'vcs': {'type': 'hg', 'url': 'https://h/r', 'commit-id': '" COMMIT "'}}",
			"only git is known"},
		{"{'vcs': {'type': 'git'}}", "no url and no path"},
		{"{'directory': {'path': '/lib'}}", "'/lib' leads out of the project"},
		{"{'directory': {'path': 'a/../../lib'}}", "leads out of the project"},
		{"{'directory': {'path': '..'}}", "leads out of the project"},
		{"{'directory': {'path': 'a\\nb'}}", ".path: not plain text"},
		{"{'archive': {'url': 'https://h/a'}}", ".hashes: missing"},
		{"{'archive': {'url': 'https://h/a', 'hashes': {'sha256': '0'}, 'size': 1}}",
			".hashes.sha256: not one"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_dies(EXIT_NO, cases[i].problem, read_text(cases[i].json));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kinds),
		cmocka_unit_test(what_is_refused),
	};

	return run_unit(tests);
}
