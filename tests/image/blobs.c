/* SPDX-License-Identifier: MIT */
/* blobs: the places where a blob is looked for, in their order, and how it comes into the layout.
 */
#include "unit.h"

#include "image/blobs.h"
#include "scratch.h"

struct places {
	struct scratch scratch;
	struct store store;
	struct layout output, base;
};

static struct places places_make(void)
{
	struct places places = {.scratch = scratch_make()};

	places.store = store_open(scratch_path(&places.scratch, "store"));
	places.output = layout_create(scratch_path(&places.scratch, "output"));
	places.base = layout_create(scratch_path(&places.scratch, "base"));
	return places;
}

static void places_remove(struct places *places)
{
	store_close(&places->store);
	layout_close(&places->output);
	layout_close(&places->base);
	scratch_remove(&places->scratch);
}

static struct image_layer layer_of(const char *content)
{
	return (struct image_layer){.source = (char *)"a.json",
		.digest = sha256_of(content, strlen(content)),
		.size = strlen(content)};
}

/* Finds the blob and brings it; checks where it was and that it is in the output then. */
static void assert_comes_from(
	struct places *places, const struct image_layer *layer, enum blob_place place)
{
	const struct blobs blobs = {
		.store = places->store, .output = &places->output, .base = &places->base};
	_cleanup_(blob_free) struct blob blob = blobs_find(&blobs, layer);

	assert_int_equal(blob.place, place);
	if (place == BLOB_NOWHERE)
		return;
	blobs_bring(&blobs, &blob, layer);
	assert_true(layout_has(&places->output, &layer->digest, layer->size));
}

static void from_the_store_then_from_the_output(void **state)
{
	(void)state;
	_cleanup_(places_remove) struct places places = places_make();
	struct image_layer layer = layer_of("hello");

	assert_comes_from(&places, &layer, BLOB_NOWHERE);
	store_put(&places.store, "hello", 5);
	assert_comes_from(&places, &layer, BLOB_IN_STORE);
	assert_comes_from(&places, &layer, BLOB_IN_OUTPUT);
}

static void from_the_base(void **state)
{
	(void)state;
	_cleanup_(places_remove) struct places places = places_make();
	struct image_layer layer = layer_of("hello");

	layout_put(&places.base, "hello", 5);
	assert_comes_from(&places, &layer, BLOB_ELSEWHERE);
}

static void from_plain_directories(void **state)
{
	(void)state;
	_cleanup_(places_remove) struct places places = places_make();
	struct image_layer one = layer_of("one"), two = layer_of("two");
	_cleanup_free_ char *plain = xprintf("store/sha256/%s", one.digest.hex),
			    *layout = xprintf("store/blobs/sha256/%s", two.digest.hex);

	scratch_write(&places.scratch, plain, "one");
	scratch_write(&places.scratch, layout, "two");
	assert_comes_from(&places, &one, BLOB_ELSEWHERE);
	assert_comes_from(&places, &two, BLOB_ELSEWHERE);
}

static void wrong_sizes_and_contents(void **state)
{
	(void)state;
	_cleanup_(places_remove) struct places places = places_make();
	struct image_layer layer = layer_of("hello"), other = layer_of("other");
	_cleanup_free_ char *plain = xprintf("store/sha256/%s", other.digest.hex);

	store_put(&places.store, "hello", 5);
	layer.size = 6;
	assert_dies(EXIT_NO, "a.json: .size: 6, but",
		assert_comes_from(&places, &layer, BLOB_IN_STORE));
	scratch_write(&places.scratch, plain, "wrong");
	assert_dies(EXIT_NO, "the content is not what its digest and size say",
		assert_comes_from(&places, &other, BLOB_ELSEWHERE));
}

static void reads_content(void **state)
{
	(void)state;
	_cleanup_(places_remove) struct places places = places_make();
	const struct blobs blobs = {.store = places.store, .output = &places.output};
	struct digest digest = sha256_of("hello", 5);
	_cleanup_(text_free) struct text text = {0};

	assert_false(blobs_read(&blobs, &digest, 100, &text));
	store_put(&places.store, "hello", 5);
	assert_true(blobs_read(&blobs, &digest, 100, &text));
	assert_string_equal(text_string(&text), "hello");
	assert_dies(EXIT_NO, "larger than", blobs_read(&blobs, &digest, 4, &text));
}

static void what_has_to_be_there(void **state)
{
	(void)state;
	_cleanup_(places_remove) struct places places = places_make();
	const char *missing = scratch_write(&places.scratch, "missing", "old\n");
	const struct blobs blobs = {
		.store = places.store, .output = &places.output, .missing = missing};
	struct image_layer a = layer_of("a"), b = layer_of("b"), c = layer_of("c");
	const struct image_layer *const layers[] = {&a, &b, &c};
	struct blob nowhere = {.place = BLOB_NOWHERE}, there = {.place = BLOB_IN_STORE};

	b.source = (char *)"b.json";
	c.source = (char *)"c.json";
	assert_dies(EXIT_NO, "b.json: its blob sha256:",
		blobs_require(
			&blobs, layers, (const struct blob *[]){&there, &nowhere, &there}, 3));
	_cleanup_(text_free) struct text one = file_read(missing, 1000);

	assert_string_equal(one.bytes, "b.json\n");
	assert_dies(EXIT_NO, " is nowhere; nor are those of 1 other layers",
		blobs_require(
			&blobs, layers, (const struct blob *[]){&nowhere, &there, &nowhere}, 3));
	_cleanup_(text_free) struct text two = file_read(missing, 1000);

	assert_string_equal(two.bytes, "a.json\nc.json\n");
	blobs_require(&blobs, layers, (const struct blob *[]){&there}, 1);
	_cleanup_(text_free) struct text none = file_read(missing, 1000);

	assert_int_equal(none.length, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(from_the_store_then_from_the_output),
		cmocka_unit_test(from_the_base),
		cmocka_unit_test(from_plain_directories),
		cmocka_unit_test(wrong_sizes_and_contents),
		cmocka_unit_test(reads_content),
		cmocka_unit_test(what_has_to_be_there),
	};
	return run_unit(tests);
}
