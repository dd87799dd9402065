/* SPDX-License-Identifier: MIT */
/* wheel: name and version from wherever they stand, and RECORD. What is wrong with wheels:
 * tests/layers/layer-hostile.t. */
#include "unit.h"

#include "layers/wheel.h"
#include "lib/cleanup.h"
#include "makewheel.h"

static char path[] = "/tmp/pylock-unit-wheel.XXXXXX";

static int make_file(void **state)
{
	(void)state;
	int fd = mkstemp(path);

	return fd < 0 || close(fd);
}

static int remove_file(void **state)
{
	(void)state;
	return unlink(path);
}

static void open_as(const char *filename)
{
	_cleanup_(inflate_free) struct inflate *inflate = inflate_new();
	_cleanup_(wheel_close) struct wheel *wheel = wheel_open(path, filename, NULL, inflate);

	assert_string_equal(wheel->name, "made-up");
	assert_string_equal(wheel->version, "1.0");
	assert_string_equal(wheel->stem, "Made_Up-1.0");
	assert_int_equal(wheel->record.count, 5);
	assert_int_equal(wheel->points.count, 1);
	assert_string_equal(
		wheel_find_info(wheel, "METADATA")->name, "Made_Up-1.0.dist-info/METADATA");
	assert_null(wheel_find_info(wheel, "metadata"));
}

static void every_spelling_is_the_same(void **state)
{
	(void)state;
	struct makewheel made = {0};

	makewheel_add(&made, "a.py", 0100644, "x\n");
	makewheel_add(&made, "Made_Up-1.0.dist-info/entry_points.txt", 0100644,
		"[gui_scripts]\na = b:c\n");
	makewheel_write(&made, "Made_Up", path);
	open_as(NULL);
	open_as("made_up-1.0-py3-none-any.whl");
	open_as("Made.Up-1.0-py3-none-any.whl");
	open_as("made_up-1.0.0-7-cp312-abi3-manylinux_2_17_aarch64.manylinux2014_aarch64.whl");
	open_as("made_up-v1-py3-none-any.whl");
	assert_dies(EXIT_NO,
		"pylock: made_up-1.0.1-py3-none-any.whl: the wheel is Made_Up 1.0, not what its "
		"filename "
		"says",
		open_as("made_up-1.0.1-py3-none-any.whl"));
	assert_dies(EXIT_NO, "not what its filename says", open_as("madeup-1.0-py3-none-any.whl"));
	assert_dies(EXIT_NO, "pylock: made_up.whl: not a wheel's filename", open_as("made_up.whl"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_spelling_is_the_same),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, make_file, remove_file);
}
