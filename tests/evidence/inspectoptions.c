/* SPDX-License-Identifier: MIT */
/* inspectoptions: the options of inspect. */
#include "unit.h"

#include <getopt.h>

#include "evidence/inspectoptions.h"
#include "lib/cleanup.h"

#define COUNT(array) (int)(sizeof(array) / sizeof *(array)-1)
#define ONE "1111111111111111111111111111111111111111111111111111111111111111"

static struct inspect_options take(int count, char *arguments[])
{
	optind = 0;
	return inspect_options_take(count, arguments);
}

static void reads(void **state)
{
	char *arguments[] = {"inspect", "--store", "s", "--prefix", "/p", "--site", "/a", "--site",
		"/b", "--pyc", "3.11", "--origins", "o", "--python", "3.12", "--allow-wheel", ONE,
		"image", NULL};
	_cleanup_(inspect_options_free) struct inspect_options options =
		take(COUNT(arguments), arguments);

	(void)state;
	assert_string_equal(options.store, "s");
	assert_string_equal(options.prefix, "p");
	assert_int_equal(options.site_count, 2);
	assert_string_equal(options.sites[1], "b");
	assert_int_equal(options.python_minor, 11);
	assert_int_equal(options.install_minor, 12);
	assert_string_equal(options.origins, "o");
	assert_int_equal(options.allowance.count, 1);
	assert_string_equal(options.layout, "image");
}

static void refuses(void **state)
{
	char *none[] = {"inspect", NULL}, *relative[] = {"inspect", "--prefix", "p", "i", NULL},
	     *version[] = {"inspect", "--pyc", "3", "i", NULL},
	     *wheel[] = {"inspect", "--allow-wheel", "x", "i", NULL},
	     *bare[] = {"inspect", "--origins", "o", "--store", "s", "--site", "/a", "i", NULL};

	(void)state;
	assert_dies(EXIT_USAGE, "one layout", take(COUNT(none), none));
	assert_dies(EXIT_USAGE, "not an absolute path", take(COUNT(relative), relative));
	assert_dies(EXIT_USAGE, "--pyc: '3' is not a version", take(COUNT(version), version));
	assert_dies(EXIT_USAGE, "'x' is not a SHA-256", take(COUNT(wheel), wheel));
	assert_dies(EXIT_USAGE, "--origins wants", take(COUNT(bare), bare));
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(reads), cmocka_unit_test(refuses)};

	return run_unit(tests);
}
