/* SPDX-License-Identifier: MIT */
/* pathtree: what is there after puts and removals, at any size. */
#include "unit.h"

#include "image/pathtree.h"
#include "lib/cleanup.h"

static void directories_come_with_their_files(void **state)
{
	(void)state;
	_cleanup_(pathtree_free) struct pathtree tree;
	_cleanup_(text_free) struct text path = {0};

	pathtree_begin(&tree);
	uint32_t node = pathtree_put(&tree, "a/b/c", false, 7);

	assert_int_equal(pathtree_find(&tree, "a/b/c"), node);
	assert_int_equal(tree.nodes[node].value, 7);
	assert_true(tree.nodes[pathtree_find(&tree, "a/b")].directory);
	assert_int_equal(pathtree_find(&tree, ""), TREE_ROOT);
	assert_int_equal(pathtree_find(&tree, "a/c"), TREE_NONE);
	assert_int_equal(pathtree_find(&tree, "a/b/c/d"), TREE_NONE);
	pathtree_path(&tree, node, &path);
	assert_string_equal(text_string(&path), "a/b/c");
}

static void a_file_in_place_of_a_directory_removes_what_it_had(void **state)
{
	(void)state;
	_cleanup_(pathtree_free) struct pathtree tree;

	pathtree_begin(&tree);
	uint32_t old = pathtree_put(&tree, "a/b/c", false, 1);

	pathtree_put(&tree, "a/b", false, 2);
	assert_false(tree.displaced);
	assert_int_equal(pathtree_find(&tree, "a/b/c"), TREE_NONE);
	assert_false(pathtree_exists(&tree, old));
	assert_int_equal(pathtree_obstacle(&tree, "a/b/c"), pathtree_find(&tree, "a/b"));
	assert_int_equal(pathtree_obstacle(&tree, "a/b"), TREE_NONE);

	/* when the directory comes back, its old files do not */
	pathtree_put(&tree, "a/b/d", false, 3);
	assert_true(tree.displaced);
	assert_int_equal(pathtree_find(&tree, "a/b/c"), TREE_NONE);
	assert_int_not_equal(pathtree_find(&tree, "a/b/d"), TREE_NONE);
}

static void a_directory_over_a_directory_keeps_what_it_had(void **state)
{
	(void)state;
	_cleanup_(pathtree_free) struct pathtree tree;

	pathtree_begin(&tree);
	pathtree_put(&tree, "a/b", false, 1);
	pathtree_put(&tree, "a", true, 2);
	assert_int_not_equal(pathtree_find(&tree, "a/b"), TREE_NONE);
}

static void removed_and_cleared(void **state)
{
	(void)state;
	_cleanup_(pathtree_free) struct pathtree tree;

	pathtree_begin(&tree);
	pathtree_put(&tree, "a/b/c", false, 1);
	pathtree_put(&tree, "a/d", false, 1);
	pathtree_remove(&tree, "nothing/there");
	pathtree_clear(&tree, "a/b");
	assert_int_equal(pathtree_find(&tree, "a/b/c"), TREE_NONE);
	assert_int_not_equal(pathtree_find(&tree, "a/b"), TREE_NONE);
	pathtree_remove(&tree, "a");
	assert_int_equal(pathtree_find(&tree, "a/d"), TREE_NONE);
	assert_int_equal(pathtree_find(&tree, "a"), TREE_NONE);
	pathtree_put(&tree, "a/b/e", false, 1);
	assert_int_equal(pathtree_find(&tree, "a/d"), TREE_NONE);
	assert_int_equal(pathtree_find(&tree, "a/b/c"), TREE_NONE);
	assert_int_not_equal(pathtree_find(&tree, "a/b/e"), TREE_NONE);
	pathtree_clear(&tree, "");
	assert_int_equal(pathtree_find(&tree, "a"), TREE_NONE);
}

static void many(void **state)
{
	(void)state;
	_cleanup_(pathtree_free) struct pathtree tree;
	char path[64];

	pathtree_begin(&tree);
	for (unsigned i = 0; i < 50000; i++) {
		snprintf(path, sizeof path, "opt/venv/%u/%u", i % 300, i);
		pathtree_put(&tree, path, false, i);
	}
	for (unsigned i = 0; i < 50000; i++) {
		snprintf(path, sizeof path, "opt/venv/%u/%u", i % 300, i);
		uint32_t node = pathtree_find(&tree, path);

		assert_int_not_equal(node, TREE_NONE);
		assert_int_equal(tree.nodes[node].value, i);
	}
	assert_int_equal(tree.count, 1 + 2 + 300 + 50000);
}

static void put_millions(void)
{
	struct pathtree tree;
	char path[64];

	pathtree_begin(&tree);
	for (unsigned i = 0;; i++) {
		snprintf(path, sizeof path, "%u", i);
		pathtree_put(&tree, path, false, i);
	}
}

static void put_long_names(void)
{
	struct pathtree tree;
	char path[2048];

	pathtree_begin(&tree);
	memset(path, 'x', sizeof path);
	for (unsigned i = 0;; i++) {
		snprintf(path + 2000, 16, "%u", i);
		pathtree_put(&tree, path, false, i);
	}
}

static void too_many(void **state)
{
	(void)state;
	assert_dies(EXIT_NO, "more than 400000 paths", put_millions());
	assert_dies(EXIT_NO, "bytes of names", put_long_names());
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(directories_come_with_their_files),
		cmocka_unit_test(a_file_in_place_of_a_directory_removes_what_it_had),
		cmocka_unit_test(a_directory_over_a_directory_keeps_what_it_had),
		cmocka_unit_test(removed_and_cleared),
		cmocka_unit_test(many),
		cmocka_unit_test(too_many),
	};
	return run_unit(tests);
}
