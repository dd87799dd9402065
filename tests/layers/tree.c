/* SPDX-License-Identifier: MIT */
/* tree: paths are found as in a chroot, nothing leads out of it, and lists are in order. */
#include "unit.h"

#include "layers/tree.h"
#include "lib/cleanup.h"

static void assert_resolves(
	const struct tree *tree, const char *path, bool follow, const char *wanted)
{
	_cleanup_free_ char *resolved = tree_resolve(tree, path, follow);

	if (wanted)
		assert_string_equal(resolved ? resolved : "nothing", wanted);
	else
		assert_null(resolved);
}

static void refuses_paths_that_lead_out(void **state)
{
	(void)state;
	const char *const good[] = {"a", "./a/b", "a/", "a//b", "a/./b", "..a/b..", "",
		"\xc3\xa4/\xe2\x82\xac/\xf0\x9f\x90\x8d", "a b"};
	const char *const bad[] = {"/a", "..", "../a", "a/../b", "a/..", "a\nb", "a\x7f", "\xff",
		"\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe2\x82", ".wh.a",
		"a/.wh..wh..opq"};
	char *long_path = xalloc(5000, 1), *long_component = xalloc(300, 1);

	memset(long_path, '/', 4999);
	long_path[0] = 'a';
	memset(long_component, 'a', 256);
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		assert_null(tree_path_fault(good[i]));
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_non_null(tree_path_fault(bad[i]));
	assert_non_null(tree_path_fault(long_path));
	assert_non_null(tree_path_fault(long_component));
	assert_null(tree_link_fault("/../x"));
	assert_non_null(tree_link_fault(""));
	assert_non_null(tree_link_fault("a\x1b"));
	free(long_path);
	free(long_component);
}

static void follows_links_as_a_chroot_does(void **state)
{
	(void)state;
	_cleanup_(tree_free) struct tree tree;
	struct text nothing = {0};

	tree_begin(&tree, "/tmp");
	tree_put(&tree, "usr/bin", TAR_DIRECTORY, 0755, 0, 0);
	tree_put_file(&tree, "usr/bin/sh", &nothing);
	tree_put_link(&tree, "bin", "usr/bin");
	tree_put_link(&tree, "absolute", "/usr/bin/sh");
	tree_put_link(&tree, "usr/out", "../../../../usr/bin");
	tree_put_link(&tree, "loop", "loop");
	tree_put_link(&tree, "a", "b/x");
	tree_put_link(&tree, "b", "./usr");
	assert_resolves(&tree, "bin/sh", false, "usr/bin/sh");
	assert_resolves(&tree, "/bin//./sh", true, "usr/bin/sh");
	assert_resolves(&tree, "bin", false, "bin");
	assert_resolves(&tree, "bin", true, "usr/bin");
	assert_resolves(&tree, "bin/", true, "usr/bin");
	assert_resolves(&tree, "absolute", true, "usr/bin/sh");
	assert_resolves(&tree, "usr/out/sh", false, "usr/bin/sh");
	assert_resolves(&tree, "../../bin/../lib", false, "usr/lib");
	assert_resolves(&tree, "a/y", false, "usr/x/y");
	assert_resolves(&tree, "new/path", true, "new/path");
	assert_resolves(&tree, "/", true, "");
	assert_resolves(&tree, "loop", false, "loop");
	assert_resolves(&tree, "loop", true, NULL);
	assert_resolves(&tree, "bin/sh/x", false, NULL);
	assert_ptr_equal(tree_lookup(&tree, "bin/sh"), tree_find(&tree, "usr/bin/sh"));
	assert_null(tree_lookup(&tree, "bin/ls"));
}

static void lists_in_the_order_of_bytes(void **state)
{
	(void)state;
	_cleanup_(tree_free) struct tree tree;
	_cleanup_(text_free) struct text content = {0};
	const char *const wanted[] = {"a", "a-b", "a/b", "a/b/c", "a/d", "b"};
	size_t count;

	text_add_string(&content, "content");
	tree_begin(&tree, "/tmp");
	tree_put_file(&tree, "a/b/c", &content);
	tree_put_file(&tree, "b", &content);
	tree_put_file(&tree, "a-b", &content);
	tree_put_file(&tree, "a/d", &content);
	_cleanup_free_ struct tree_node **list = tree_list(&tree);

	assert_int_equal(tree.count, 6);
	for (size_t i = 0; i < 6; i++)
		assert_string_equal(list[i]->path, wanted[i]);
	_cleanup_free_ struct tree_node **inner = tree_list_directory(&tree, "a", &count);

	assert_int_equal(count, 2);
	assert_string_equal(inner[0]->path, "a/b");
	assert_string_equal(inner[1]->path, "a/d");
	_cleanup_free_ struct tree_node **top = tree_list_directory(&tree, "", &count);

	assert_int_equal(count, 3);
	assert_string_equal(top[2]->path, "b");
	_cleanup_(text_free) struct text back = tree_read(list[3], 7);

	assert_string_equal(back.bytes, "content");
	assert_dies(EXIT_NO, "a/b/c: larger than", tree_read(list[3], 6));
}

static void replaces_what_is_there(void **state)
{
	(void)state;
	_cleanup_(tree_free) struct tree tree;

	tree_begin(&tree, "/tmp");
	tree_put_link(&tree, "a", "b");
	struct tree_node *file = tree_put(&tree, "a", TAR_FILE, 04755, 1, 2);

	tree_set_bytes(&tree, file, "x", 1);
	assert_int_equal(tree.count, 1);
	assert_null(file->link);
	assert_int_equal(file->mode, 04755);
	assert_int_equal(file->content->extent.size, 1);
}

static void put_endlessly(void)
{
	struct tree tree;
	char path[201];

	tree_begin(&tree, "/tmp");
	for (unsigned i = 0; i < 1000000; i++) {
		snprintf(path, sizeof path, "%0200u", i);
		tree_put(&tree, path, TAR_DIRECTORY, 0755, 0, 0);
	}
}

static void bounds_its_memory(void **state)
{
	(void)state;
	assert_dies(EXIT_NO, "too many files", put_endlessly());
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(refuses_paths_that_lead_out),
		cmocka_unit_test(follows_links_as_a_chroot_does),
		cmocka_unit_test(lists_in_the_order_of_bytes),
		cmocka_unit_test(replaces_what_is_there),
		cmocka_unit_test(bounds_its_memory),
	};
	return run_unit(tests);
}
