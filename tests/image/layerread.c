/* SPDX-License-Identifier: MIT */
/* layerread: what tar archives of libarchive's have, and hostile ones. */
#include "unit.h"

#include "image/layerread.h"
#include "scratch.h"

#define PLAIN "application/vnd.oci.image.layer.v1.tar"
#define GZIP PLAIN "+gzip"

static void read_all(const char *path, const char *media_type, struct text *said)
{
	_cleanup_(layer_close) struct layer_reader *reader = layer_open(path, media_type, "L");
	struct layer_entry entry;
	char data[100];

	while (layer_next(reader, &entry)) {
		text_printf(said, "%d %s", (int)entry.kind, entry.path);
		if (*entry.link)
			text_printf(said, " > %s", entry.link);
		if (entry.size > 0)
			text_printf(
				said, " = %.*s", (int)layer_read(reader, data, sizeof data), data);
		text_add_char(said, '\n');
	}
	layer_finish(reader);
}

static void assert_reads(const char *path, const char *media_type, const char *wanted)
{
	_cleanup_(text_free) struct text said = {0};

	read_all(path, media_type, &said);
	assert_string_equal(text_string(&said), wanted);
}

static void entries_and_whiteouts(void **state)
{
	(void)state;
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	const struct scratch_entry entries[] = {
		{'d', "./", NULL},
		{'f', "./a//b", "hello"},
		{'l', "/c", "../a/b"},
		{'h', "d", "./a/b"},
		{'p', "e", NULL},
		{'f', "a/.wh.x", NULL},
		{'f', "a/.wh..wh..opq", NULL},
		{'f', ".wh..wh..opq", NULL},
		{'f', ".wh..wh.plnk", NULL},
		{'f', "caf\xc3\xa9\xff", "1"},
		{0},
	};
	const char *wanted = "1 \n0 a/b = hello\n2 c > ../a/b\n3 d > a/b\n4 e\n5 a/x\n6 a\n6 \n"
			     "0 caf\xc3\xa9\xff = 1\n";

	assert_reads(scratch_archive(&scratch, "plain", false, entries), PLAIN, wanted);
	assert_reads(scratch_archive(&scratch, "gzip", true, entries), GZIP, wanted);
}

static void hostile_entries(void **state)
{
	(void)state;
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	struct scratch_entry entries[] = {{'f', NULL, "x"}, {0}};
	char name[300];
	const struct {
		const char *path, *message;
	} bad[] = {
		{"a/../../etc/passwd", "L: a/../../etc/passwd: leaves the root"},
		{"..", "leaves the root"},
		{"a/.wh.", "a whiteout of nothing"},
		{"a/.wh..", "a whiteout of nothing"},
		{".wh...", "a whiteout of nothing"},
		{".", "an entry without a name"},
		{name, "a name of 299 bytes"},
	};

	memset(name, 'n', sizeof name);
	name[sizeof name - 1] = '\0';
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct text said = {0};

		entries[0].path = bad[i].path;
		const char *path = scratch_archive(&scratch, "bad", false, entries);

		assert_dies(EXIT_NO, bad[i].message, read_all(path, PLAIN, &said));
	}
}

/* A sparse file with one block of data at its end. */
static const char *write_sparse(struct scratch *scratch, off_t size)
{
	const char *path = scratch_path(scratch, "sparse");
	_cleanup_free_ char *command =
		xprintf("cd %s && truncate -s %lld hole && printf x >>hole && "
			"tar --sparse -cf sparse hole",
			scratch->path, (long long)size);

	assert_int_equal(system(command), 0);
	return path;
}

static void holes_are_bounded(void **state)
{
	(void)state;
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	char data[1 << 16];

	for (off_t size = 1 << 20; size <= 100 << 20; size += 99 << 20) {
		_cleanup_(layer_close) struct layer_reader *reader =
			layer_open(write_sparse(&scratch, size), PLAIN, "L");
		struct layer_entry entry;
		uint64_t length = 0;

		assert_true(layer_next(reader, &entry));
		assert_int_equal(entry.size, size + 1);
		if (size == 1 << 20) {
			for (size_t got; (got = layer_read(reader, data, sizeof data)) > 0;)
				length += got;
			assert_int_equal(length, size + 1);
		} else {
			assert_dies(EXIT_NO, "L: hole: a sparse file with more than",
				while (layer_read(reader, data, sizeof data) > 0));
		}
	}
}

static void what_is_no_archive(void **state)
{
	(void)state;
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	struct text said = {0};

	assert_dies(EXIT_NO, "not a tar archive",
		read_all(scratch_write(&scratch, "text", "no archive at all"), PLAIN, &said));
	assert_dies(EXIT_NO, "cannot open", read_all(scratch_path(&scratch, "none"), PLAIN, &said));
}

static void empty_archives(void **state)
{
	(void)state;
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	const struct scratch_entry none[] = {{0}};

	assert_reads(scratch_archive(&scratch, "plain", false, none), PLAIN, "");
	assert_reads(scratch_archive(&scratch, "gzip", true, none), GZIP, "");
	assert_reads(scratch_write(&scratch, "nothing", ""), PLAIN, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(entries_and_whiteouts),
		cmocka_unit_test(hostile_entries),
		cmocka_unit_test(holes_are_bounded),
		cmocka_unit_test(what_is_no_archive),
		cmocka_unit_test(empty_archives),
	};
	return run_unit(tests);
}
