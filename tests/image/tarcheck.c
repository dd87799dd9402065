/* SPDX-License-Identifier: MIT */
/* tarcheck: an archive in pieces of any length. What is refused: tarcheck.t. */
#include "unit.h"

#include <archive.h>
#include <archive_entry.h>

#include "image/tarcheck.h"
#include "lib/cleanup.h"
#include "scratch.h"

static const char long_path[] =
	"directory/with/a/long/name/directory/with/a/long/name/directory/with/a/long/name/"
	"directory/with/a/long/name/directory/with/a/long/name/file-with-a-long-name";
static const struct scratch_entry entries[] = {
	{'d', "a/", NULL}, {'f', "a/b", "hello"}, {'l', "c", "a/b"}, {'f', long_path, "x"}, {0}};

static void in_pieces(void **state)
{
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	const char *path = scratch_archive(&scratch, "tar", false, entries);
	_cleanup_(text_free) struct text text = file_read(path, 1 << 20);
	static const size_t lengths[] = {1, 7, 511, 512, 513, 4096};

	(void)state;
	for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
		_cleanup_(tarcheck_free) struct tarcheck check = {.where = "L"};

		for (size_t at = 0; at < text.length; at += lengths[i])
			tarcheck_add(&check, text.bytes + at,
				text.length - at < lengths[i] ? text.length - at : lengths[i]);
		tarcheck_end(&check);
		assert_true(check.zeros > 1);
	}
}

static void cut_off(void **state)
{
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	const char *path = scratch_archive(&scratch, "tar", false, entries);
	_cleanup_(text_free) struct text text = file_read(path, 1 << 20);
	_cleanup_(tarcheck_free) struct tarcheck check = {.where = "L"};

	(void)state;
	tarcheck_add(&check, text.bytes, 100);
	assert_dies(EXIT_NO, "L: not a valid tar archive: it is cut off", tarcheck_end(&check));
	tarcheck_add(&check, text.bytes + 100, text.length - 100);
	assert_dies(EXIT_NO, "something behind its end", tarcheck_add(&check, text.bytes, 512));
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(in_pieces), cmocka_unit_test(cut_off)};

	return run_unit(tests);
}
