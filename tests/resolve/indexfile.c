/* SPDX-License-Identifier: MIT */
/* indexfile: what files of this machine require; tests/resolve/filemetadata.t has those of servers.
 */
#include "fixture.h"

#include <locale.h>

#include "lib/json.h"
#include "lib/url.h"
#include "resolve/indexfile.h"

static void write_file(const char *path, const char *script)
{
	_cleanup_free_ char *command = xprintf("python3 -c '%s' %s", script, path);

	shell_do(command);
}

/* A wheel that has these lines of METADATA, each with a line's end, as its only member of NAME. */
static void write_wheel(const char *name, const char *lines)
{
	_cleanup_free_ char *script = xprintf(
		"import sys, zipfile\nwith zipfile.ZipFile(sys.argv[1], \"w\", 8) as archive:\n"
		"  archive.writestr(\"made.py\", \"\")\n"
		"  archive.writestr(\"%s\", \"Name: made\\n%s\")\n",
		name, lines);

	write_file("made.whl", script);
}

static void assert_requires(const char *path, const char *wanted)
{
	_cleanup_free_ char *url = url_of_path(path);
	const struct indexfile file = {
		.index = "default", .url = url, .is_wheel = ends_with(path, ".whl")};
	_cleanup_json_ json_t *answer = indexfile_requires(NULL, &file);
	_cleanup_(text_free) struct text text = json_canonical(answer);

	assert_string_equal(text_string(&text), wanted);
}

static void of_wheels(void **state)
{
	(void)state;
	write_wheel("made-1.dist-info/METADATA",
		"Requires-Dist: a (>=1)\\nRequires-Dist: b; extra == \\\"x\\\"\\n");
	assert_requires("made.whl", "{\"requires\":[\"a (>=1)\",\"b; extra == \\\"x\\\"\"]}");
	write_wheel("made-1.dist-info/METADATA", "");
	assert_requires("made.whl", "{\"requires\":[]}");
}

static void wheels_that_do_not_say(void **state)
{
	static const char *const names[] = {"METADATA", "x.dist-info/METADATA.txt",
		".dist-info/METADATA", "a/x.dist-info/METADATA", "x.egg-info/METADATA"};

	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		write_wheel(names[i], "");
		assert_dies(EXIT_NO, "it has no METADATA", assert_requires("made.whl", ""));
	}
	write_wheel("made-1.dist-info/METADATA", "Requires-Dist: a\\x1b[31m\\n");
	assert_dies(EXIT_NO, "holds what no requirement may", assert_requires("made.whl", ""));
	shell_do("printf 'no zip' >made.whl");
	assert_dies(EXIT_NO, "its file: not a zip archive", assert_requires("made.whl", ""));
}

static void of_sdists(void **state)
{
	(void)state;
	shell_do(
		"mkdir -p p && printf '[project]\\ndependencies = [\"a\"]\\n' >p/pyproject.toml && "
		"tar -czf p.tar.gz p");
	assert_requires("p.tar.gz", "{\"requires\":[\"a\"]}");
	shell_do("rm p/pyproject.toml && tar -czf p.tar.gz p");
	assert_dies(EXIT_NO, "only a build tells", assert_requires("p.tar.gz", ""));
	shell_do("printf 'no tar' >p.tar.gz");
	assert_dies(EXIT_NO, "the sdist ", assert_requires("p.tar.gz", ""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(of_wheels),
		cmocka_unit_test(wheels_that_do_not_say),
		cmocka_unit_test(of_sdists),
	};

	setlocale(LC_CTYPE, "C.UTF-8");
	return run_in_directory(tests);
}
