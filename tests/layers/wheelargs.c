/* SPDX-License-Identifier: MIT */
/* wheelargs: names and archives of wheels on a command line. */
#include "unit.h"

#include "layers/wheelargs.h"
#include "lib/cleanup.h"

static struct wheelargs wheels;

static int read_them(void **state)
{
	static char *arguments[] = {"a-1-py3-none-any.whl=/x=y", "/d/b-1-py3-none-any.whl",
		"/store/c", "/d=e/f-1-py3-none-any.whl"};

	(void)state;
	wheels = wheelargs_read(arguments, 4);
	return 0;
}

static int forget_them(void **state)
{
	(void)state;
	wheelargs_free(&wheels);
	return wheels.count != 0;
}

static void a_filename_is_given_or_the_paths(void **state)
{
	(void)state;
	assert_int_equal(wheels.count, 4);
	assert_string_equal(wheels.list[0].filename, "a-1-py3-none-any.whl");
	assert_string_equal(wheels.list[0].path, "/x=y");
	assert_string_equal(wheels.list[1].filename, "b-1-py3-none-any.whl");
	assert_string_equal(wheels.list[1].path, "/d/b-1-py3-none-any.whl");
	assert_null(wheels.list[2].filename);
	assert_string_equal(wheels.list[2].path, "/store/c");
	assert_string_equal(wheels.list[3].filename, "f-1-py3-none-any.whl");
	assert_string_equal(wheels.list[3].path, "/d=e/f-1-py3-none-any.whl");
}

static void an_archive_goes_with_one_of_them(void **state)
{
	(void)state;
	assert_null(wheelargs_take_bytecode(&wheels, "b-1-py3-none-any.whl=p=q"));
	assert_string_equal(wheels.list[1].bytecode, "p=q");
	assert_null(wheels.list[0].bytecode);
	assert_non_null(wheelargs_take_bytecode(&wheels, "b-1-py3-none-any.whl=again"));
	assert_non_null(wheelargs_take_bytecode(&wheels, "g-1-py3-none-any.whl=p"));
	assert_non_null(wheelargs_take_bytecode(&wheels, "a-1-py3-none-any.whl="));
	assert_non_null(wheelargs_take_bytecode(&wheels, "a-1-py3-none-any.whl"));
	assert_non_null(wheelargs_take_bytecode(&wheels, "=p"));
	assert_non_null(wheelargs_take_bytecode(&wheels, "/store/c=p"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			a_filename_is_given_or_the_paths, read_them, forget_them),
		cmocka_unit_test_setup_teardown(
			an_archive_goes_with_one_of_them, read_them, forget_them),
	};
	return run_unit(tests);
}
