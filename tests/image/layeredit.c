/* SPDX-License-Identifier: MIT */
/* layeredit: a layer without some files, the same every time, and what it refuses. */
#include "unit.h"

#include "image/layeredit.h"
#include "image/layerread.h"
#include "lib/cleanup.h"
#include "lib/json.h"
#include "scratch.h"

static const struct scratch_entry entries[] = {{'d', "v", NULL}, {'f', "v/a.py", "a"},
	{'f', "v/RECORD", "long record"}, {'d', "v/__pycache__", NULL},
	{'f', "v/__pycache__/a.cpython-312.pyc", "code"}, {'f', "v/b", "b"}, {0}};
static char *left_out_items[] = {(char *)"v/a.py"};
static const struct stringlist left_out = {.count = 1, .items = left_out_items};

static void list_is(const struct image_layer *layer, const struct blob *blob, const char *wanted)
{
	_cleanup_(layer_close) struct layer_reader *reader =
		layer_open(blob->path, layer->media_type, layer->source);
	_cleanup_(text_free) struct text list = {0};
	struct layer_entry entry;
	char content[64];

	while (layer_next(reader, &entry)) {
		size_t length =
			entry.kind == LAYER_FILE ? layer_read(reader, content, sizeof content) : 0;

		text_printf(&list, "%04o %s=%.*s;", entry.mode, entry.path, (int)length, content);
	}
	struct layer_descriptor descriptor = layer_finish(reader);

	assert_string_equal(text_string(&list), wanted);
	assert_string_equal(descriptor.digest.hex, layer->digest.hex);
	assert_string_equal(descriptor.diff_id.hex, layer->diff_id.hex);
	assert_int_equal(descriptor.size, layer->size);
}

static void what_is_left_out_is_not_there(void **state)
{
	(void)state;
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	_cleanup_(store_close) struct store store = store_open(scratch.path);
	const char *path = scratch_archive(&scratch, "layer", false, entries);
	struct edited_file record = {
		.path = "v/RECORD", .content = {.bytes = (char *)"short", .length = 5}};
	const struct layer_edit edit = {.left_out = &left_out, .count = 1, .files = &record};
	struct digest digests[2];

	for (size_t i = 0; i < 2; i++) { /* the second comes from the store */
		struct image_layer layer = scratch_layer(path, false, NULL);
		struct blob blob = {BLOB_IN_OUTPUT, xstrdup(path)};

		layer_edit(&edit, &store, &layer, &blob);
		list_is(&layer, &blob,
			"0755 v=;0644 v/RECORD=short;0755 v/__pycache__=;0644 v/b=b;");
		digests[i] = layer.digest;
		image_layer_free(&layer);
		blob_free(&blob);
	}
	assert_string_equal(digests[0].hex, digests[1].hex);
}

static void edit_of(const struct scratch_entry *list, bool lie)
{
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	_cleanup_(store_close) struct store store = store_open(scratch.path);
	const char *path = scratch_archive(&scratch, "layer", false, list);
	struct image_layer layer = scratch_layer(path, false, NULL);
	struct blob blob = {BLOB_IN_OUTPUT, xstrdup(path)};
	const struct layer_edit edit = {.left_out = &left_out};

	layer.digest.hex[0] ^= lie ? 1 : 0;
	layer_edit(&edit, &store, &layer, &blob);
}

static void what_is_no_layer_of_packages(void **state)
{
	(void)state;
	const struct scratch_entry link[] = {{'l', "v/l", "b"}, {0}},
				   hard[] = {{'f', "v/b", ""}, {'h', "v/h", "v/b"}, {0}};

	assert_dies(EXIT_NO, "v/l: neither a file nor a directory", edit_of(link, false));
	assert_dies(EXIT_NO, "v/h: neither a file nor a directory", edit_of(hard, false));
	assert_dies(EXIT_NO, "its blob is sha256:", edit_of(entries, true));
}

/* The bytes of a layer that loses paths are needed, and of others of its wheels, one of which has
 * the RECORD; of no others. */
static void whose_bytes_are_needed(void **state)
{
	(void)state;
	_cleanup_json_ json_t *one = json_pack("{s:s}", ANNOTATION_WHEELS, "one 1.0"),
			      *two = json_pack("{s:s}", ANNOTATION_WHEELS, "two 1.0");
	const struct image_layer layers[] = {{.source = (char *)"a.json", .annotations = one},
		{.source = (char *)"b.json", .annotations = one},
		{.source = (char *)"c.json", .annotations = two}, {.source = (char *)"d.json"}};
	struct blob found[4] = {{BLOB_IN_STORE, NULL}, {BLOB_IN_STORE, NULL}};
	const struct stringlist nothing[4] = {{0}}, lost[4] = {left_out};
	const struct blobs blobs = {0};

	found[2].place = found[3].place = BLOB_NOWHERE;
	layer_edit_require(&blobs, layers, found, lost, 4);
	found[0].place = found[1].place = BLOB_NOWHERE;
	layer_edit_require(&blobs, layers, found, nothing, 4);
	assert_dies(EXIT_NO, "a.json: its blob sha256: is nowhere; nor are those of 1 other layers",
		layer_edit_require(&blobs, layers, found, lost, 4));
	found[0].place = BLOB_IN_STORE;
	assert_dies(EXIT_NO, "b.json: its blob sha256: is nowhere",
		layer_edit_require(&blobs, layers, found, lost, 4));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_left_out_is_not_there),
		cmocka_unit_test(what_is_no_layer_of_packages),
		cmocka_unit_test(whose_bytes_are_needed),
	};
	return run_unit(tests);
}
