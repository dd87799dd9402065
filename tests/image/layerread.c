/* SPDX-License-Identifier: MIT */
/* layerread: tar archives of libarchive's and layers of our own, whole, cut off and hostile. */
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

/* A layer of our own: many gzip members, some of them smaller than a read, some larger. */
static struct layer_descriptor write_layer(const char *path)
{
	_cleanup_(newfile_abandon) struct newfile file = newfile_create(path);
	struct layerfile layer;
	static char data[3000000];

	for (size_t i = 0; i < sizeof data; i++)
		data[i] = (char)(i * i >> 7);
	layerfile_begin(&layer, &file);
	for (unsigned i = 0; i < 50; i++) {
		char name[16];
		/* a stored block of deflate: final, length, its complement */
		unsigned char block[5 + 40] = {1, 40, 0, 0xd7, 0xff};
		struct tar_entry entry = {.path = name, .type = TAR_FILE, .mode = 0644, .size = 40};

		snprintf(name, sizeof name, "f%u", i);
		layerfile_entry(&layer, &entry);
		layerfile_splice_begin(&layer);
		layerfile_splice_raw(&layer, block, sizeof block);
		layerfile_splice_plain(&layer, block + 5, 40);
		layerfile_splice_end(&layer, 0xe9ec3db1, 40);
	}
	struct tar_entry entry = {
		.path = "large", .type = TAR_FILE, .mode = 0644, .size = sizeof data};

	layerfile_entry(&layer, &entry);
	layerfile_add(&layer, data, sizeof data);
	struct layer_descriptor descriptor = layerfile_end(&layer);

	newfile_commit(&file, 0644, false);
	return descriptor;
}

static void members_of_all_sizes(void **state)
{
	(void)state;
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	const char *path = scratch_path(&scratch, "layer");
	struct layer_descriptor wanted = write_layer(path);
	_cleanup_(layer_close) struct layer_reader *reader = layer_open(path, GZIP, "L");
	struct layer_entry entry;
	unsigned count = 0;

	while (layer_next(reader, &entry))
		count++;
	struct layer_descriptor found = layer_finish(reader);

	assert_int_equal(count, 51);
	assert_string_equal(found.digest.hex, wanted.digest.hex);
	assert_string_equal(found.diff_id.hex, wanted.diff_id.hex);
	assert_int_equal(found.size, wanted.size);
	assert_int_equal(found.uncompressed_size, wanted.uncompressed_size);
}

/* Writes the first LENGTH bytes of the file, and EXTRA, as another one. */
static const char *cut(struct scratch *scratch, const char *from, size_t length, const char *extra)
{
	_cleanup_(text_free) struct text text = file_read(from, 1 << 24);
	const char *path = scratch_path(scratch, "cut");

	text.length = length < text.length ? length : text.length;
	text_add_string(&text, extra);
	file_write(path, text.bytes, text.length);
	return path;
}

/* COMMAND makes the layer `layer` of the plain archive `plain`. */
static const char *make_layer(struct scratch *scratch, const char *command)
{
	_cleanup_free_ char *line = xprintf("cd %s && rm -f layer && %s", scratch->path, command);

	assert_int_equal(system(line), 0);
	return scratch_path(scratch, "layer");
}

/* zstd:chunked: several frames, with what is passed over before, between and behind them. */
#define CHUNKED                                                                                 \
	"skip() { printf '\\120\\052\\115\\030\\004\\000\\000\\000abcd'; } && { skip; head -c " \
	"700 plain | "                                                                          \
	"zstd -qc; "                                                                            \
	"skip; tail -c +701 plain | zstd -qc; skip; } >layer"

/* The content says how it is compressed, whatever the media type is. */
static void any_compression_under_any_type(void **state)
{
	(void)state;
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	const struct scratch_entry entries[] = {{'f', "a", "hello"}, {0}};
	static const char *const types[] = {PLAIN, GZIP, PLAIN "+zstd"};
	static const char *const commands[] = {
		"cp plain layer",
		"gzip -c plain >layer",
		"zstd -q plain -o layer",
		CHUNKED,
	};

	scratch_archive(&scratch, "plain", false, entries);
	for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
		for (size_t j = 0; j < sizeof types / sizeof *types; j++)
			assert_reads(make_layer(&scratch, commands[i]), types[j], "0 a = hello\n");
}

static void damaged_streams(void **state)
{
	(void)state;
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	const char *path = scratch_path(&scratch, "layer");
	struct text said = {0};

	write_layer(path);
	assert_dies(EXIT_NO, "L: the gzip stream is cut off",
		read_all(cut(&scratch, path, 30, ""), GZIP, &said));
	assert_dies(EXIT_NO, "L: the gzip stream is cut off",
		read_all(cut(&scratch, path, 20000, ""), GZIP, &said));
	assert_dies(EXIT_NO, "not a valid gzip stream",
		read_all(cut(&scratch, path, SIZE_MAX, "trailing rubbish"), GZIP, &said));
	assert_dies(EXIT_NO, "not a valid gzip stream",
		read_all(cut(&scratch, path, 0, "no gzip at all, and long enough"), GZIP, &said));
	assert_dies(EXIT_NO, "not compressed by zstd",
		read_all(scratch_write(&scratch, "text", "no zstd at all"), PLAIN "+zstd", &said));
	assert_dies(EXIT_NO, "not a tar archive",
		read_all(scratch_write(&scratch, "text", "no archive at all"), PLAIN, &said));
	assert_dies(EXIT_NO, "cannot open", read_all(scratch_path(&scratch, "none"), PLAIN, &said));
	assert_dies(EXIT_NO, "not a regular file", read_all("/dev/zero", PLAIN, &said));
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
		cmocka_unit_test(members_of_all_sizes),
		cmocka_unit_test(any_compression_under_any_type),
		cmocka_unit_test(damaged_streams),
		cmocka_unit_test(empty_archives),
	};
	return run_unit(tests);
}
