/* SPDX-License-Identifier: MIT */
/* collision: what collides and what does not, from lists and from archives; who is asked to decide.
 */
#include "unit.h"

#include "image/collision.h"
#include "image/layerread.h"
#include "lib/json.h"
#include "scratch.h"

#define FULL "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
#define EMPTY "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

static const struct owner_rules no_rules = {.prefix = "v", .site = "v/s"};

/* Checks two layers that have these lists of files; the first is numpy, the second six or, OVERLAY,
 * the project's. */
static void check_lists(const char *first, const char *second, const char *overlay)
{
	const char *wheels = strcmp(overlay, "true") == 0 ? NULL : "six 1.16.0";
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	_cleanup_(store_close) struct store store = store_open(scratch.path);
	const struct blobs blobs = {.store = store};
	struct blob none[2] = {{0}};
	struct image_layer layers[] = {
		{.source = (char *)"a.json",
			.annotations = json_pack("{s:s}", ANNOTATION_WHEELS, "numpy 1.26.4")},
		{.source = (char *)"b.json",
			.annotations = json_pack("{s:s, s:s*}", ANNOTATION_OVERLAY, overlay,
				ANNOTATION_WHEELS, wheels)},
	};

	layers[0].files = store_put(&store, first, strlen(first));
	layers[1].files = store_put(&store, second, strlen(second));
	_cleanup_json_ json_t *owned = collisions_settle(&blobs, layers, none, 2, &no_rules);

	assert_int_equal(json_array_size(json_object_get(owned, "owned")), 0);
	json_free(&layers[0].annotations);
	json_free(&layers[1].annotations);
}

static void what_does_not_collide(void **state)
{
	(void)state;
	check_lists("0644 " FULL " v/a\n0644 " FULL " v/b/c\n",
		"0644 " FULL " v/d\n0644 " FULL " v/b/e\n", "");
	check_lists("", "", "");
	/* equal files, as each nvidia wheel has its nvidia/__init__.py */
	check_lists("0644 " EMPTY " v/a\n", "0644 " EMPTY " v/a\n", "");
	check_lists("0755 " FULL " v/a\n", "0755 " FULL " v/a\n", "");
	/* the project's own files */
	check_lists("0644 " FULL " v/a\n0644 " FULL " v/b/c\n",
		"0644 " FULL " v/a\n0644 " FULL " v/b\n", "true");
}

static void what_collides(void **state)
{
	(void)state;
	const struct {
		const char *first, *second, *message;
	} bad[] = {
		{"0644 " EMPTY " v/a\n", "0644 " FULL " v/a\n",
			"/v/a: numpy 1.26.4 and six 1.16.0 have different files there: write "
			"`PYLOCK_OWNER.a := numpy`, or six"},
		{"0644 " FULL " v/s/a\n", "0755 " FULL " v/s/a\n",
			"write `PYLOCK_OWNER.a := numpy`, or six"},
		{"0644 " FULL " v/s/a b\n", "0755 " FULL " v/s/a b\n", "PYLOCK_OWNER.a?b := "},
		{"0644 " FULL " w/a\n", "0755 " FULL " w/a\n", "PYLOCK_OWNER./w/a := "},
		{"0644 " FULL " v/s/p/a\n0644 " FULL " v/s/p/b\n",
			"0644 " EMPTY " v/s/p/a\n0644 " EMPTY " v/s/p/b\n",
			"/v/s/p/a and 1 more: numpy"},
		{"0644 " FULL " v/s/p/a\n0644 " FULL " v/s/p/b\n",
			"0644 " EMPTY " v/s/p/a\n0644 " EMPTY " v/s/p/b\n",
			"PYLOCK_OWNER.p/* := numpy"},
		{"0644 " FULL " v/a\n", "0644 " FULL " v/a/b/c\n",
			"v/a: a file in numpy 1.26.4, a directory in six 1.16.0"},
		{"0644 " FULL " v/x\n0644 " FULL " v/a/b/c\n", "0644 " FULL " v/a\n",
			"v/a: a file in six 1.16.0, a directory in numpy 1.26.4"},
	};

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_dies(
			EXIT_NO, bad[i].message, check_lists(bad[i].first, bad[i].second, "false"));
}

static void lists_that_are_none(void **state)
{
	(void)state;
	const char *const bad[] = {
		"644 " FULL " v/a\n",
		"0644 " FULL "\n",
		"0644 " FULL " \n",
		"0644 abc v/a\n",
		"0644 " FULL " /v/a\n",
		"0644 " FULL " v/../a\n",
		"0644 " FULL " v/..\n",
		"0644 " FULL " ./a\n",
		"0644 " FULL " v//a\n",
		"0644 " FULL " v/\n",
		"0644 " FULL " v/.wh.a\n",
		"0",
	};

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_dies(EXIT_NO, "a.json: its list of files has the line",
			check_lists(bad[i], "", ""));
}

/* The same from the archives, when no list is at hand. */
static void check_archives(const struct scratch_entry *first, const struct scratch_entry *second)
{
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	_cleanup_(store_close) struct store store = store_open(scratch.path);
	const struct blobs blobs = {.store = store};
	const char *a = scratch_archive(&scratch, "a", true, first),
		   *b = scratch_archive(&scratch, "b", false, second);
	struct image_layer layers[] = {scratch_layer(a, true, NULL), scratch_layer(b, false, NULL)};
	_cleanup_(layer_close) struct layer_reader *reader = layer_open(a, layers[0].media_type, a);

	layers[0].diff_id = layer_finish(reader).diff_id;
	struct blob found[] = {{BLOB_IN_OUTPUT, (char *)a}, {BLOB_IN_OUTPUT, (char *)b}};
	_cleanup_json_ json_t *owned = collisions_settle(&blobs, layers, found, 2, &no_rules);

	assert_non_null(owned);
	image_layer_free(&layers[0]);
	image_layer_free(&layers[1]);
}

static void archives(void **state)
{
	(void)state;
	const struct scratch_entry one[] = {
		{'d', "v", NULL}, {'f', "v/a", "1"}, {'f', "v/e", ""}, {0}};
	const struct scratch_entry fine[] = {
		{'d', "v", NULL}, {'f', "v/b", "1"}, {'f', "v/e", ""}, {0}};
	const struct scratch_entry same[] = {{'f', "v/a", "1"}, {0}};
	const struct scratch_entry other[] = {{'f', "v/a", "2"}, {0}};
	const struct scratch_entry directory[] = {{'d', "v/a", NULL}, {0}};
	const struct scratch_entry link[] = {{'l', "v", "w"}, {0}};
	const struct scratch_entry elsewhere[] = {{'l', "v", "x"}, {0}};
	const struct scratch_entry whiteout[] = {{'f', "v/.wh.a", ""}, {0}};
	const struct scratch_entry opaque[] = {{'f', "v/.wh..wh..opq", ""}, {0}};

	check_archives(one, fine);
	check_archives(one, same);
	check_archives(link, link);
	assert_dies(EXIT_NO, "v/a: both in ", check_archives(one, other));
	assert_dies(EXIT_NO, "v: both in ", check_archives(link, elsewhere));
	assert_dies(EXIT_NO, "v/a: a file in ", check_archives(one, directory));
	assert_dies(EXIT_NO, "v/a: a file in ", check_archives(directory, one));
	assert_dies(EXIT_NO, "v: a file in ", check_archives(one, link));
	assert_dies(EXIT_NO, "v: a file in ", check_archives(link, one));
	assert_dies(EXIT_NO, "v/a: a layer of packages would delete this",
		check_archives(one, whiteout));
	assert_dies(
		EXIT_NO, "v: a layer of packages would delete this", check_archives(one, opaque));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_does_not_collide),
		cmocka_unit_test(what_collides),
		cmocka_unit_test(lists_that_are_none),
		cmocka_unit_test(archives),
	};
	return run_unit(tests);
}
