/* SPDX-License-Identifier: MIT */
/* layeroptions: what the arguments of layer mean, and what is wrong with others. */
#include "unit.h"

#include <getopt.h>

#include "layers/layeroptions.h"
#include "lib/cleanup.h"

#define NEEDED "--python", "3.12", "--prefix", "/opt/venv", "--site", "/opt/venv/site"
#define MOST 24

/* The options that ARGUMENTS, a list that ends in a NULL, stand for. MEMORY holds its words. */
static struct layer_options take(const char *const *arguments, char memory[MOST][64])
{
	char *argv[MOST + 2] = {(char *)"layer"};
	int argc = 1;

	for (; arguments[argc - 1]; argc++) {
		assert_true(argc < MOST && strlen(arguments[argc - 1]) < 64);
		argv[argc] = strcpy(memory[argc], arguments[argc - 1]);
	}
	optind = 0;
	opterr = 0;
	return layer_options_take(argc, argv);
}

#define TAKE(...) take((const char *const[]){__VA_ARGS__, NULL}, memory)

static void what_is_not_given(void **state)
{
	char memory[MOST][64];

	(void)state;
	_cleanup_(layer_options_free) struct layer_options options =
		TAKE(NEEDED, "-o", "out", "a-1-py3-none-any.whl", "b-1-py3-none-any.whl=b");

	assert_string_equal(options.prefix, "/opt/venv");
	assert_string_equal(options.owners.prefix, "opt/venv");
	assert_string_equal(options.owners.site, "opt/venv/site");
	assert_int_equal(options.python_major, 3);
	assert_int_equal(options.python_minor, 12);
	assert_int_equal(options.part, 1);
	assert_int_equal(options.parts, 1);
	assert_string_equal(options.out, "out");
	assert_null(options.store);
	assert_null(options.interpreter);
	assert_false(options.recall);
	assert_int_equal(options.wheels.count, 2);
	assert_string_equal(options.wheels.list[1].path, "b");
	assert_null(options.wheels.list[0].bytecode);
}

static void everything(void **state)
{
	char memory[MOST][64];

	(void)state;
	_cleanup_(layer_options_free) struct layer_options options = TAKE(NEEDED, "--interpreter",
		"/usr/bin/python3", "--store", "s", "--recall", "--part", "2/3", "--owner",
		"bin/x=A", "--bytecode", "a-1-py3-none-any.whl=pyc", "a-1-py3-none-any.whl");

	assert_string_equal(options.interpreter, "/usr/bin/python3");
	assert_string_equal(options.store, "s");
	assert_true(options.recall);
	assert_int_equal(options.part, 2);
	assert_int_equal(options.parts, 3);
	assert_int_equal(options.owners.count, 1);
	assert_int_equal(options.bytecode_count, 1);
	assert_string_equal(options.wheels.list[0].bytecode, "pyc");
}

static void what_is_wrong(void **state)
{
	char memory[MOST][64];

	(void)state;
	assert_dies(EXIT_USAGE, "--python, --prefix and --site are needed", TAKE("-o", "o", "w"));
	assert_dies(EXIT_USAGE, "one of -o and --store is needed", TAKE(NEEDED, "w"));
	assert_dies(EXIT_USAGE, "one of -o and --store is needed",
		TAKE(NEEDED, "-o", "o", "--store", "s", "w"));
	assert_dies(
		EXIT_USAGE, "--recall is for --store", TAKE(NEEDED, "-o", "o", "--recall", "w"));
	assert_dies(EXIT_USAGE, "a wheel is needed", TAKE(NEEDED, "-o", "o"));
	assert_dies(EXIT_USAGE, "--part is for one wheel",
		TAKE(NEEDED, "-o", "o", "--part", "1/2", "a", "b"));
	assert_dies(EXIT_USAGE, "--part: '2' is not I/N", TAKE(NEEDED, "--part", "2"));
	assert_dies(EXIT_USAGE, "--part", TAKE(NEEDED, "--part", "3/2"));
	assert_dies(EXIT_USAGE, "--prefix: 'opt' is not absolute", TAKE("--prefix", "opt"));
	assert_dies(EXIT_USAGE, "--site: '/a/' ends in a slash", TAKE("--site", "/a/"));
	assert_dies(EXIT_USAGE, "--site: '/a$b' ends in a slash, or", TAKE("--site", "/a$b"));
	assert_dies(EXIT_USAGE, "'3' is not a version such as 3.12", TAKE("--python", "3"));
	assert_dies(EXIT_USAGE, "--owner: 'x'", TAKE("--owner", "x"));
	assert_dies(EXIT_USAGE, "'1f' is not a SHA-256", TAKE("--allow-wheel", "1f"));
	assert_dies(EXIT_USAGE, "--bytecode: 'b.whl=c'",
		TAKE(NEEDED, "-o", "o", "--bytecode", "b.whl=c", "a"));
	assert_dies(EXIT_USAGE, "", TAKE("--none"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_not_given),
		cmocka_unit_test(everything),
		cmocka_unit_test(what_is_wrong),
	};
	return run_unit(tests);
}
