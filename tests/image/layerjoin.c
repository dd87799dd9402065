/* SPDX-License-Identifier: MIT */
/* layerjoin: several layers as one hold each path once, as the last layer has it. */
#include "unit.h"

#include "image/layerjoin.h"
#include "image/layerread.h"
#include "lib/cleanup.h"
#include "lib/json.h"
#include "scratch.h"

#define GZIP "application/vnd.oci.image.layer.v1.tar+gzip"

static const struct scratch_entry below[] = {
	{'d', "d", NULL}, {'f', "d/a", "old"}, {'f', "d/b", "kept"}, {'l', "d/l", "b"}, {0}};
static const struct scratch_entry above[] = {{'d', "d", NULL}, {'f', "d/a", "newer"}, {0}};

static struct image_layer layer_of(
	struct scratch *scratch, const char *name, const struct scratch_entry *entries)
{
	struct image_layer layer =
		scratch_layer(scratch_archive(scratch, name, false, entries), false, NULL);

	layer.annotations = json_pack("{s:s}", ANNOTATION_FILES, name);
	return layer;
}

/* `path:content ` of each entry. */
static void list_entries(const char *path, struct text *said)
{
	struct layer_reader *reader = layer_open(path, GZIP, "joined");
	struct layer_entry entry;
	char content[16];

	while (layer_next(reader, &entry)) {
		size_t length = entry.size > 0 ? layer_read(reader, content, sizeof content) : 0;

		text_printf(said, "%s:%.*s%s ", entry.path, (int)length, content, entry.link);
	}
	layer_close(&reader);
}

static void the_last_one_counts(void **state)
{
	(void)state;
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	_cleanup_(store_close) struct store store = store_open(scratch_path(&scratch, "store"));
	const struct blobs blobs = {.store = store};
	struct image_layer one = layer_of(&scratch, "one", below),
			   two = layer_of(&scratch, "two", above);
	const struct image_layer *const layers[] = {&one, &two};
	const struct blob first = {BLOB_ELSEWHERE, one.source},
			  second = {BLOB_ELSEWHERE, two.source};
	const struct blob *const found[] = {&first, &second};
	struct image_layer joined = layers_join(&blobs, layers, found, 2);
	_cleanup_free_ char *path = store_path(&store, &joined.digest);
	_cleanup_(text_free) struct text bytes = file_read(path, 1 << 20), said = {0};
	const struct digest digest = sha256_of(bytes.bytes, bytes.length);
	const char *files = image_layer_annotation(&joined, ANNOTATION_FILES);

	assert_true(digest_equal(&digest, &joined.digest));
	assert_int_equal(joined.size, bytes.length);
	assert_non_null(strstr(files, "one"));
	assert_non_null(strstr(files, "two"));
	assert_string_equal(joined.media_type, GZIP);
	list_entries(path, &said);
	assert_string_equal(text_string(&said), "d: d/b:kept d/l:b d/a:newer ");
	image_layer_free(&joined);
	image_layer_free(&one);
	image_layer_free(&two);
}

static void only_layers_of_ours_are_joined(void **state)
{
	(void)state;
	_cleanup_json_ json_t *files = json_pack("{s:s}", ANNOTATION_FILES, "documents"),
			      *wheels = json_pack("{s:s}", ANNOTATION_WHEELS, "a 1");
	const struct image_layer ours = {.annotations = files}, packages = {.annotations = wheels},
				 bare = {0};

	assert_true(layer_is_joinable(&ours));
	assert_false(layer_is_joinable(&packages));
	assert_false(layer_is_joinable(&bare));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_last_one_counts),
		cmocka_unit_test(only_layers_of_ours_are_joined),
	};
	return run_unit(tests);
}
