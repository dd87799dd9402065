/* SPDX-License-Identifier: MIT */
/* layercount: how many layers an image gets at the limits that docker (125) and overlay file
 * systems (127) set. */
#include "unit.h"

#include "image/layercount.h"
#include "lib/cleanup.h"
#include "lib/json.h"

enum { BASE = 3, MOST_LAYERS = 200 };

/* An image of BASE layers of a base and others, the last JOINABLE of which can be joined. Valid
 * until the next call; FILES is borrowed. */
static struct image image_of(size_t count, size_t joinable, json_t *files)
{
	static struct image_layer layers[MOST_LAYERS];

	assert_true(count <= MOST_LAYERS);
	for (size_t i = 0; i < count; i++) {
		bool ours = i < BASE || i >= count - joinable;

		layers[i] = (struct image_layer){.annotations = ours ? files : NULL};
	}
	return (struct image){.layers = layers, .layer_count = count};
}

static size_t final(size_t count, size_t joinable)
{
	_cleanup_json_ json_t *files = json_pack("{s:s}", ANNOTATION_FILES, "documents");
	struct image image = image_of(count, joinable, files);

	return layercount_final(&image, BASE);
}

static void check(size_t count, size_t joinable)
{
	_cleanup_json_ json_t *files = json_pack("{s:s}", ANNOTATION_FILES, "documents");
	struct image image = image_of(count, joinable, files);

	layercount_check(&image, BASE, "out");
}

static void few_layers_stay(void **state)
{
	(void)state;
	assert_int_equal(final(BASE, 0), BASE);
	assert_int_equal(final(125, 4), 125);
	check(125, 4);
}

/* Those of the base are never joined, and one alone gains nothing. */
static void too_many_are_joined(void **state)
{
	(void)state;
	assert_int_equal(final(126, 4), 123);
	assert_int_equal(final(126, 2), 125);
	assert_int_equal(final(126, 1), 126);
	assert_int_equal(final(126, 0), 126);
	check(130, 6);
}

static void more_than_any_image_may_have(void **state)
{
	(void)state;
	check(127, 0); /* a warning */
	assert_dies(EXIT_NO,
		"out: 128 layers, 3 of them the base's, but an image may have at most 127: take a "
		"base with fewer layers",
		check(128, 0));
	assert_dies(EXIT_NO, "out: 128 layers, 3 of them the base's", check(130, 3));
}

/* Nothing is looked for or moved where all can stay. */
static void what_fits_is_left_alone(void **state)
{
	(void)state;
	_cleanup_json_ json_t *files = json_pack("{s:s}", ANNOTATION_FILES, "documents");
	struct image image = image_of(BASE + 2, 2, files);
	struct blob found[BASE + 2] = {{0}};

	layercount_reduce(&(struct blobs){0}, &image, found, BASE);
	assert_int_equal(image.layer_count, BASE + 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(few_layers_stay),
		cmocka_unit_test(too_many_are_joined),
		cmocka_unit_test(more_than_any_image_may_have),
		cmocka_unit_test(what_fits_is_left_alone),
	};
	return run_unit(tests);
}
