/* SPDX-License-Identifier: MIT */
/* tempfile: what goes in comes out, from any offset, and nothing is left behind. */
#include "unit.h"

#include <dirent.h>
#include <sys/stat.h>

#include "lib/cleanup.h"
#include "lib/tempfile.h"

static void extents_hold_their_bytes(void **state)
{
	(void)state;
	_cleanup_(tempfile_close) struct tempfile spool;
	char back[6] = "";

	tempfile_open(&spool, "/tmp");
	struct extent first = tempfile_add(&spool, "hello", 5), empty = tempfile_add(&spool, "", 0);
	struct extent room = tempfile_reserve(&spool, 10), last = tempfile_add(&spool, "!", 1);

	assert_int_equal(spool.length, 16);
	assert_int_equal(empty.size, 0);
	extent_write(&room, 0, "01234", 5);
	extent_write(&room, 5, "56789", 5);
	extent_read(&room, 3, back, 5);
	assert_string_equal(back, "34567");
	extent_read(&first, 1, back, 4);
	assert_memory_equal(back, "ello", 4);
	_cleanup_(text_free) struct text text = extent_text(&last, 1, "x");

	assert_string_equal(text.bytes, "!");
	assert_dies(EXIT_NO, "big: larger than the 4 bytes", extent_text(&first, 4, "big"));
}

static void a_mapping_shows_what_is_there(void **state)
{
	(void)state;
	_cleanup_(tempfile_close) struct tempfile spool;
	static char page[5000];

	memset(page, 'a', sizeof page);
	tempfile_open(&spool, "/tmp");
	tempfile_add(&spool, page, sizeof page);
	struct extent tail = tempfile_add(&spool, "tail", 4), empty = tempfile_add(&spool, "", 0);
	struct mapping mapping = extent_map(&tail), nothing = extent_map(&empty);

	assert_int_equal(mapping.size, 4);
	assert_memory_equal(mapping.bytes, "tail", 4);
	assert_null(nothing.bytes);
	extent_unmap(&mapping);
	extent_unmap(&nothing);
}

static void leaves_no_file(void **state)
{
	(void)state;
	char directory[] = "/tmp/spool-test.XXXXXX";
	size_t names = 0;

	assert_non_null(mkdtemp(directory));
	_cleanup_free_ char *inner = xprintf("%s/store/tmp", directory);
	struct tempfile spool;

	tempfile_open(&spool, inner);
	tempfile_add(&spool, "x", 1);
	DIR *open_directory = opendir(inner);

	while (readdir(open_directory))
		names++;
	closedir(open_directory);
	assert_int_equal(names, 2);
	tempfile_close(&spool);
	_cleanup_free_ char *store = xprintf("%s/store", directory);

	assert_int_equal(rmdir(inner) | rmdir(store) | rmdir(directory), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(extents_hold_their_bytes),
		cmocka_unit_test(a_mapping_shows_what_is_there),
		cmocka_unit_test(leaves_no_file),
	};
	return run_unit(tests);
}
