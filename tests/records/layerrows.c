/* SPDX-License-Identifier: MIT */
/* layerrows: layers.<target>.lock, read as strictly as it is written. */
#include "unit.h"

#include "lib/cleanup.h"
#include "records/layerrows.h"
#include "scratch.h"

#define D "0123456789abcdef"
#define HEX D D D D
#define ONE "1" D D D "0123456789abcde"
#define ROW(name) name " " HEX " sha256:" HEX " sha256:" ONE " 5 10240 sha256:" HEX "\n"

static void reads(void **state)
{
	(void)state;
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	const char *path = scratch_write(&scratch, "lock",
		"# for people\n" ROW("six") "base.1 " HEX " sha256:" HEX " sha256:" HEX " 0 - -\n");
	_cleanup_(layer_lock_free) struct layer_lock lock = layer_lock_read(path);
	struct digest key = {HEX}, other = {ONE};

	assert_int_equal(lock.count, 2);
	const struct layer_row *six = layer_lock_find(&lock, "six", &key),
			       *base = layer_lock_find(&lock, "base.1", &key);

	assert_string_equal(six->digest.hex, HEX);
	assert_string_equal(six->diff_id.hex, ONE);
	assert_string_equal(six->record.hex, HEX);
	assert_int_equal(six->size, 5);
	assert_int_equal(six->uncompressed_size, 10240);
	assert_int_equal(base->uncompressed_size, -1);
	assert_string_equal(base->record.hex, "");
	assert_null(layer_lock_find(&lock, "six", &other));
	assert_null(layer_lock_find(&lock, "sev", &key));
}

static void nothing(void **state)
{
	(void)state;
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	struct layer_lock none = layer_lock_read(scratch_path(&scratch, "none"));
	struct layer_lock empty = layer_lock_read(scratch_write(&scratch, "empty", ""));

	assert_int_equal(none.count, 0);
	assert_int_equal(empty.count, 0);
}

/* What is written is what was read, sorted, whatever the order was. */
static void writes(void **state)
{
	(void)state;
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	const char *path = scratch_write(&scratch, "lock",
		ROW("six") "base.1 " HEX " sha256:" HEX " sha256:" HEX " 0 - -\n" ROW("attrs"));
	_cleanup_(layer_lock_free) struct layer_lock lock = layer_lock_read(path);

	layer_lock_write(&lock, path);
	_cleanup_(text_free) struct text text = file_read(path, 10000);
	char *rows = strstr(text.bytes, "\nattrs");

	assert_int_equal(text.bytes[0], '#');
	assert_string_equal(rows + 1,
		ROW("attrs") "base.1 " HEX " sha256:" HEX " sha256:" HEX " 0 - -\n" ROW("six"));
}

static void refuses(void **state)
{
	static const char *const bad[] = {
		"<<<<<<< ours\n" ROW("six"),
		ROW("six") "=======\n" ROW("six"),
		ROW("six") "\n" ROW("seven"), /* an empty line */
		ROW("Six"),                   /* no name */
		ROW("../six"),
		ROW("six/x"),
		ROW(""),
		ROW("\xc3\xa9"),
		"six " HEX " sha256:" HEX " sha256:" HEX " 5 6\n", /* too few words */
		"six " HEX " sha256:" HEX " sha256:" HEX " 5 6 - -\n",
		"six  " HEX " sha256:" HEX " sha256:" HEX " 5 6 -\n",
		"six " HEX "0 sha256:" HEX " sha256:" HEX " 5 6 -\n", /* digests that are none */
		"six " HEX " " HEX " sha256:" HEX " 5 6 -\n",
		"six " HEX " sha256:" HEX " sha512:" HEX " 5 6 -\n",
		"six " HEX " sha256:" HEX " sha256:0123 5 6 -\n",
		"six sha256:" HEX " sha256:" HEX " sha256:" HEX " 5 6 -\n",
		"six " HEX " sha256:" HEX " sha256:" HEX " -5 6 -\n", /* numbers that are none */
		"six " HEX " sha256:" HEX " sha256:" HEX " - 6 -\n",
		"six " HEX " sha256:" HEX " sha256:" HEX " 5k 6 -\n",
		"six " HEX " sha256:" HEX " sha256:" HEX " 9223372036854775808 6 -\n",
		"six " HEX " sha256:" HEX " sha256:" HEX " 5 99999999999999999999999999 -\n",
		"six " HEX " sha256:" HEX " sha256:" HEX " 5 6 sha256:-\n",
		"six\t" HEX "\tsha256:" HEX "\tsha256:" HEX "\t5\t6\t-\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
		const char *path = scratch_write(&scratch, "lock", bad[i]);

		assert_dies(EXIT_NO, ": not a row of layers: remove the file and run `make image",
			layer_lock_read(path));
	}
}

static void refuses_files(void **state)
{
	(void)state;
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	const char *nul = scratch_path(&scratch, "nul"), *large = scratch_path(&scratch, "large");
	_cleanup_free_ char *much = xalloc(4 << 20, 1);

	file_write(nul, ROW("six") "\0", sizeof ROW("six"));
	memset(much, '#', 4 << 20);
	file_write(large, much, 4 << 20);
	layer_lock_read(large);
	FILE *file = fopen(large, "a");

	fputc('#', file);
	fclose(file);
	assert_dies(EXIT_NO, "nul: it has a NUL", layer_lock_read(nul));
	assert_dies(EXIT_NO, "large: ", layer_lock_read(large));
	assert_dies(EXIT_NO, scratch.path, layer_lock_read(scratch.path));
}

/* A merge that took both sides. */
static void twins(void **state)
{
	(void)state;
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	_cleanup_(layer_lock_free) struct layer_lock same = layer_lock_read(
		scratch_write(&scratch, "same", ROW("six") ROW("attrs") ROW("six")));

	assert_int_equal(same.count, 3);
	assert_dies(EXIT_NO,
		"two rows of six for the same key, sha256:" HEX " and sha256:" ONE ": remove one",
		layer_lock_read(scratch_write(&scratch, "two",
			ROW("six") ROW("attrs") "six " HEX " sha256:" ONE " sha256:" ONE
						" 5 10240 -\n")));
}

static void names(void **state)
{
	static const char *const cases[][2] = {
		{"build/x/layers/six-0123456789ab.json", "six"},
		{"skeleton.json", "skeleton"},
		{"six-0123456789ab", "six"},
		{"ruamel.yaml-clib-0123456789ab.json", "ruamel.yaml-clib"},
		{"six-0123456789aX.json", "six-0123456789aX"},
		{"six-0123456789.json", "six-0123456789"},
		{"-0123456789ab.json", "-0123456789ab"},
		{"0123456789ab.json", "0123456789ab"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		_cleanup_free_ char *name = layer_row_name(cases[i][0]);

		assert_string_equal(name, cases[i][1]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads),
		cmocka_unit_test(nothing),
		cmocka_unit_test(writes),
		cmocka_unit_test(refuses),
		cmocka_unit_test(refuses_files),
		cmocka_unit_test(twins),
		cmocka_unit_test(names),
	};

	return run_unit(tests);
}
