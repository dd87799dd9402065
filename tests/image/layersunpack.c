/* SPDX-License-Identifier: MIT */
/* layersunpack: layers of wheels, unpacked beside each other, are as if they were one after the
 * other. */
#include "fixture.h"

#include "image/layersunpack.h"
#include "scratch.h"

enum { LAYERS = 8, SHARED = 20 };

/* Layer NUMBER of an image: a file of its own, and some that each layer has. */
static struct image_layer make_layer(
	struct scratch *scratch, struct layout *layout, unsigned number, bool of_wheels)
{
	struct scratch_entry entries[SHARED + 2] = {{0}};
	char paths[SHARED + 1][32], content[16];
	_cleanup_free_ char *name = xprintf("layer%u", number);

	snprintf(content, sizeof content, "%u", number);
	for (unsigned i = 0; i <= SHARED; i++) {
		if (i < SHARED)
			snprintf(paths[i], sizeof paths[i], "shared/%u", i);
		else
			snprintf(paths[i], sizeof paths[i], "own/%u", number);
		entries[i] = (struct scratch_entry){'f', paths[i], content};
	}
	const char *path = scratch_archive(scratch, name, false, entries);
	struct image_layer layer = scratch_layer(path, false, NULL);

	if (of_wheels)
		layer.annotations = json_pack("{s:s}", ANNOTATION_WHEELS, "made-up 1.0");
	layout_add(layout, &layer.digest, path);
	return layer;
}

static void assert_unpacks(
	const struct layout *layout, const struct image *image, bool no_wheels, const char *wanted)
{
	shell_do("rm -rf root");
	layersunpack(layout, image, no_wheels, "root");
	_cleanup_(text_free) struct text tree =
		shell("cd root && echo $(ls own) $(cat shared/* | grep -o . | sort | uniq -c)");

	assert_string_equal(text_string(&tree), wanted);
}

static void the_last_one_counts(void **state)
{
	(void)state;
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	_cleanup_(layout_close) struct layout layout = layout_create("layout");
	struct image_layer layers[LAYERS];
	struct image image = {.layers = layers, .layer_count = LAYERS};

	for (unsigned i = 0; i < LAYERS; i++)
		layers[i] = make_layer(&scratch, &layout, i, i != 1);
	for (unsigned i = 0; i < 20; i++)
		assert_unpacks(&layout, &image, false, "0 1 2 3 4 5 6 7 20 7\n");
	assert_unpacks(&layout, &image, true, "1 20 1\n");
	image.layer_count = 2;
	assert_unpacks(&layout, &image, false, "0 1 20 1\n");
	for (unsigned i = 0; i < LAYERS; i++)
		image_layer_free(&layers[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_last_one_counts),
	};

	return run_in_directory(tests);
}
