/* SPDX-License-Identifier: MIT */
/* commandline: the options of verify. */
#include "unit.h"

#include <getopt.h>

#include "lib/cleanup.h"
#include "verify/commandline.h"

#define COUNT(array) (int)(sizeof(array) / sizeof *(array)-1)
#define REQUIRED "verify", "--plan", "p", "--evidence", "e", "--lock-sha256", "h"

static struct commandline parse(int count, char *arguments[])
{
	optind = 0;
	return commandline_parse(count, arguments);
}

static void reads(void **state)
{
	char *arguments[] = {REQUIRED, "--allow", "My_Name=a=b", "--accept", "x/*=y",
		"--allow-wheel", "AB=c", "--driver", "libcuda.so.1=525", "--capability", "8.7",
		"--capability", "9", "--cuda-package", "Torch", "--critical", "A_b", "--override",
		"o", "--gpu", NULL};
	_cleanup_(commandline_free) struct commandline options = parse(COUNT(arguments), arguments);

	(void)state;
	assert_string_equal(options.plan, "p");
	assert_string_equal(options.evidence, "e");
	assert_string_equal(options.lock_sha256, "h");
	assert_string_equal(options.cuda, "");
	assert_string_equal(declarations_reason(&options.allow, "my-name"), "a=b");
	assert_string_equal(declarations_reason(&options.accept, "x/*"), "y");
	assert_string_equal(declarations_reason(&options.allow_wheel, "ab"), "c");
	assert_string_equal(
		json_string_value(json_object_get(options.driver, "libcuda.so.1")), "525");
	assert_int_equal(options.capabilities.count, 2);
	assert_non_null(json_object_get(options.cuda_packages, "torch"));
	assert_string_equal(json_string_value(json_array_get(options.critical, 0)), "A_b");
	assert_string_equal(options.overrides.items[0], "o");
	assert_true(options.gpu);
	assert_null(options.json);
}

static void refuses(void **state)
{
	char *none[] = {"verify", NULL}, *gpu[] = {REQUIRED, "--capability", "x", NULL},
	     *more[] = {REQUIRED, "more", NULL}, *unknown[] = {REQUIRED, "--x", NULL},
	     *bytes[] = {REQUIRED, "--accept", "\xff=x", NULL};

	(void)state;
	assert_dies(EXIT_USAGE, "must be given", parse(COUNT(none), none));
	assert_dies(EXIT_USAGE, "'x' is not a compute capability", parse(COUNT(gpu), gpu));
	assert_dies(EXIT_USAGE, "'more' is no option", parse(COUNT(more), more));
	assert_dies(EXIT_USAGE, "--x", parse(COUNT(unknown), unknown));
	assert_dies(EXIT_USAGE, "is not UTF-8", parse(COUNT(bytes), bytes));
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(reads), cmocka_unit_test(refuses)};

	return run_unit(tests);
}
