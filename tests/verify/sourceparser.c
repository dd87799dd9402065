/* SPDX-License-Identifier: MIT */
/* sourceparser: which Python parses, of programs that say which version they are. The image's is
 * in tests/verify/sources.t. */
#include "unit.h"

#include "verify/sourceparser.h"

#include <sys/stat.h>

#include "lib/cleanup.h"
#include "lib/file.h"

static char directory[] = "/tmp/sourceparser.XXXXXX";

/* A program that says that it is a Python of that version. */
static void program(const char *name, const char *text)
{
	file_write(name, text, strlen(text));
	assert_int_equal(chmod(name, S_IRWXU), 0);
}

static const struct sourceparser_choice choice = {
	.python = "bin/here", .program = "modules.py", .store = "."};

static void takes_its_own_of_the_right_version(void **state)
{
	_cleanup_(sourceparser_free) struct sourceparser parser = sourceparser_find(&choice, "9.1");
	_cleanup_free_ char *here = xprintf("%s/bin/here", directory);
	_cleanup_free_ char *modules = xprintf("%s/modules.py", directory);

	(void)state;
	assert_string_equal(parser.version, "9.1");
	assert_int_equal(parser.command.count, 3);
	assert_string_equal(parser.command.items[0], here);
	assert_string_equal(parser.command.items[1], modules);
	assert_string_equal(parser.command.items[2], "9.1");
	assert_null(parser.directory);
}

static void takes_one_on_the_path(void **state)
{
	_cleanup_(sourceparser_free) struct sourceparser parser = sourceparser_find(&choice, "9.2");

	(void)state;
	assert_string_equal(parser.version, "9.2");
	assert_string_equal(parser.command.items[0], "python9.2");
}

static void takes_another_version_otherwise(void **state)
{
	const char *const wanted[] = {"9.3", "9.4", "9.5", "9.6"};

	(void)state;
	for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
		_cleanup_(sourceparser_free) struct sourceparser parser =
			sourceparser_find(&choice, wanted[i]);

		assert_string_equal(parser.version, "9.1");
		assert_string_equal(parser.command.items[2], wanted[i]);
	}
}

static void needs_one(void **state)
{
	struct sourceparser_choice none = choice;

	(void)state;
	none.python = "bin/python9.3";
	assert_dies(EXIT_SYSTEM, "bin/python9.3: does not run", sourceparser_find(&none, "9.7"));
	none = choice;
	none.program = "none.py";
	assert_dies(EXIT_NO, "none.py: No such file", sourceparser_find(&none, "9.7"));
	none.image = "none";
	none.work = "work";
	assert_dies(EXIT_NO, "none", sourceparser_find(&none, "9.7"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_its_own_of_the_right_version),
		cmocka_unit_test(takes_one_on_the_path),
		cmocka_unit_test(takes_another_version_otherwise),
		cmocka_unit_test(needs_one),
	};

	if (!mkdtemp(directory) || chdir(directory) < 0 || mkdir("bin", S_IRWXU) < 0)
		return 1;
	_cleanup_free_ char *path = xprintf("%s/bin:%s", directory, getenv("PATH"));
	_cleanup_free_ char *remove = xprintf("rm -r %s", directory);

	setenv("PATH", path, 1);
	program("modules.py", "");
	program("bin/here", "#!/bin/sh\necho 9.1\n");
	program("bin/python9.2", "#!/bin/sh\necho 9.2\n");
	program("bin/python9.3", "#!/bin/sh\necho 9.3\nexit 1\n");
	program("bin/python9.4", "#!/none/of/this\n");
	program("bin/python9.5", "#!/bin/sh\nexit 127\n");
	int status = run_unit(tests);

	return system(remove) ? 1 : status;
}
