/* SPDX-License-Identifier: MIT */
/* claims: who has what where, from lists and from archives. */
#include "unit.h"

#include "image/claims.h"
#include "image/layerread.h"
#include "lib/cleanup.h"
#include "scratch.h"

#define FULL "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
#define EMPTY "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

static struct image_layer layers[3] = {
	{.source = (char *)"a.json"}, {.source = (char *)"b.json"}, {.source = (char *)"c.json"}};

static void no_clash(void *context, const char *path, size_t file_layer, size_t directory_layer)
{
	(void)context;
	die(EXIT_NO, "%s: a file in %zu, a directory in %zu", path, file_layer, directory_layer);
}

/* The layers have these lists. */
static struct claims claims_with(const struct blobs *blobs, const char *const *lists, size_t count)
{
	struct claims claims = claims_begin(layers);

	claims.clash = no_clash;
	for (size_t i = 0; i < count; i++) {
		const struct blob none = {0};

		layers[i].files = store_put(&blobs->store, lists[i], strlen(lists[i]));
		claims_add(&claims, blobs, i, &none);
	}
	return claims;
}

static const struct claim *last_claim(const struct claims *claims, const char *path)
{
	return &claims->list[claims->tree.nodes[pathtree_find(&claims->tree, path)].value];
}

static void claims_of_a_path_stand_in_a_row(void **state)
{
	(void)state;
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	_cleanup_(store_close) struct store store = store_open(scratch.path);
	const struct blobs blobs = {.store = store};
	const char *const lists[] = {"0644 " FULL " v/a\n0644 " EMPTY " v/b\n",
		"0755 " FULL " v/a\n", "0644 " FULL " v/a\n0644 " EMPTY " v/c d\n"};
	_cleanup_(claims_free) struct claims claims = claims_with(&blobs, lists, 3);
	const struct claim *third = last_claim(&claims, "v/a"), *second = &claims.list[third->next],
			   *first = &claims.list[second->next];

	assert_int_equal(third->layer, 2);
	assert_int_equal(second->layer, 1);
	assert_int_equal(first->layer, 0);
	assert_int_equal(first->next, NO_CLAIM);
	assert_true(claims_equal(first, third));
	assert_false(claims_equal(first, second));
	assert_int_equal(second->mode, 0755);
	assert_int_equal(first->digest[0], 0x2c);
	assert_int_equal(first->digest[31], 0x24);
	assert_int_equal(last_claim(&claims, "v/b")->next, NO_CLAIM);
	assert_int_equal(last_claim(&claims, "v/c d")->layer, 2);
}

static void files_and_directories_clash(void **state)
{
	(void)state;
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	_cleanup_(store_close) struct store store = store_open(scratch.path);
	const struct blobs blobs = {.store = store};
	const char *const above[] = {"0644 " FULL " v/a\n", "0644 " FULL " v/a/b\n"},
			  *const below[] = {"0644 " FULL " v/a/b/c\n", "0644 " FULL " v/a\n"};

	assert_dies(EXIT_NO, "v/a: a file in 0, a directory in 1", claims_with(&blobs, above, 2));
	assert_dies(EXIT_NO, "v/a: a file in 1, a directory in 0", claims_with(&blobs, below, 2));
}

static void archives_say_the_same(void **state)
{
	(void)state;
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	_cleanup_(store_close) struct store store = store_open(scratch.path);
	const struct blobs blobs = {.store = store};
	const struct scratch_entry entries[] = {{'d', "v", NULL}, {'f', "v/a", "hello"},
		{'l', "v/l", "hello"}, {'h', "v/h", "v/a"}, {'p', "v/p", NULL}, {0}};
	const char *path = scratch_archive(&scratch, "a", false, entries);
	struct image_layer archives[] = {
		scratch_layer(path, false, NULL), scratch_layer(path, false, NULL)};
	const struct blob blob = {BLOB_IN_OUTPUT, (char *)path};
	_cleanup_(claims_free) struct claims claims = claims_begin(archives);

	claims.clash = no_clash;
	claims_add(&claims, &blobs, 0, &blob);
	claims_add(&claims, &blobs, 1, &blob);
	const struct claim *file = last_claim(&claims, "v/a"), *link = last_claim(&claims, "v/l"),
			   *hard = last_claim(&claims, "v/h"), *pipe = last_claim(&claims, "v/p");

	assert_true(claims_equal(file, &claims.list[file->next]));
	assert_int_equal(file->digest[0], 0x2c);
	assert_true(claims_equal(link, &claims.list[link->next]));
	assert_false(claims_equal(file, link));
	/* What cannot be compared differs. */
	assert_false(claims_equal(hard, &claims.list[hard->next]));
	assert_false(claims_equal(pipe, &claims.list[pipe->next]));
	image_layer_free(&archives[0]);
	image_layer_free(&archives[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(claims_of_a_path_stand_in_a_row),
		cmocka_unit_test(files_and_directories_clash),
		cmocka_unit_test(archives_say_the_same),
	};
	return run_unit(tests);
}
