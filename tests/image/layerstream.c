/* SPDX-License-Identifier: MIT */
/* layerstream: layers of other tools and of our own, whole and cut off, under any media type. */
#include "unit.h"

#include "image/layerstream.h"
#include "scratch.h"

#define PLAIN "application/vnd.oci.image.layer.v1.tar"
#define GZIP PLAIN "+gzip"

/* Adds what it unpacks to. */
static struct layer_descriptor read_all(
	const char *path, const char *media_type, struct text *unpacked)
{
	_cleanup_(layerstream_close) struct layer_stream *stream =
		layerstream_open(path, media_type, "L");
	const void *bytes;

	for (size_t length; (length = layerstream_read(stream, &bytes)) > 0;)
		text_add(unpacked, bytes, length);
	return layerstream_finish(stream);
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
	_cleanup_(text_free) struct text tar = {0};
	struct layer_descriptor found = read_all(path, GZIP, &tar);

	assert_int_equal(tar.length, wanted.uncompressed_size);
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
	static const struct {
		const char *command;
		enum compression compression;
	} ways[] = {
		{"cp plain layer", COMPRESSION_NONE},
		{"gzip -c plain >layer", COMPRESSION_GZIP},
		{"zstd -q plain -o layer", COMPRESSION_ZSTD},
		{CHUNKED, COMPRESSION_ZSTD},
	};
	_cleanup_(text_free) struct text plain =
		file_read(scratch_archive(&scratch, "plain", false, entries), 1 << 20);

	for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
		const char *layer = make_layer(&scratch, ways[i].command);

		for (size_t j = 0; j < sizeof types / sizeof *types; j++) {
			_cleanup_(layerstream_close) struct layer_stream *stream =
				layerstream_open(layer, types[j], "L");
			_cleanup_(text_free) struct text found = {0};

			assert_int_equal(layerstream_compression(stream), ways[i].compression);
			read_all(layer, types[j], &found);
			assert_int_equal(found.length, plain.length);
			assert_memory_equal(found.bytes, plain.bytes, plain.length);
		}
	}
}

/* The digests are those of sha256sum, even when nothing was read before the end. */
static void what_was_read(void **state)
{
	(void)state;
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	const char *blob = scratch_write(&scratch, "layer", "abc");
	_cleanup_(layerstream_close) struct layer_stream *stream =
		layerstream_open(blob, PLAIN, "L");

	assert_int_equal(layerstream_blob_size(stream), 3);
	assert_int_equal(layerstream_unpacked(stream), 0);
	struct layer_descriptor found = layerstream_finish(stream);

	assert_int_equal(layerstream_unpacked(stream), 3);
	assert_int_equal(found.size, 3);
	assert_string_equal(found.digest.hex,
		"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	assert_string_equal(found.diff_id.hex, found.digest.hex);
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
	assert_dies(EXIT_NO, "cannot open", read_all(scratch_path(&scratch, "none"), PLAIN, &said));
	assert_dies(EXIT_NO, "not a regular file", read_all("/dev/zero", PLAIN, &said));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(members_of_all_sizes),
		cmocka_unit_test(any_compression_under_any_type),
		cmocka_unit_test(what_was_read),
		cmocka_unit_test(damaged_streams),
	};
	return run_unit(tests);
}
