/* SPDX-License-Identifier: MIT */
/* filesystem: the rules of the image-spec's layer.md, one by one. */
#include "unit.h"

#include "evidence/filesystem.h"
#include "evidence_items.h"
#include "lib/cleanup.h"

#define A(path) "f 0644 " ONE " 1 - " path "|"
#define B(path) "f 0644 " TWO " 2 - " path "|"

/* Lays the layers over each other; the list ends with NULL. */
static void apply(
	struct filesystem *filesystem, struct evidence *evidence, const char *const *layers)
{
	filesystem_begin(filesystem);
	for (unsigned i = 0; layers[i]; i++) {
		evidence[i] = items(layers[i]);
		filesystem_apply(filesystem, &evidence[i], i, "L");
	}
}

/* The files that are left must be WANTED: `path:layer:size`, in the order in which the paths came
 * up first.
 */
static void assert_leaves(const char *const *layers, const char *wanted)
{
	_cleanup_(filesystem_free) struct filesystem filesystem;
	_cleanup_(text_free) struct text said = {0}, path = {0};
	struct evidence evidence[8] = {{0}};

	apply(&filesystem, evidence, layers);
	for (uint32_t node = 1; node < filesystem.tree.count; node++) {
		const struct file *file = filesystem_file(&filesystem, node);

		if (!file)
			continue;
		pathtree_path(&filesystem.tree, node, &path);
		assert_ptr_equal(filesystem_find(&filesystem, text_string(&path)), file);
		text_printf(&said, "%s:%d:%d ", text_string(&path), file->layer, (int)file->size);
	}
	assert_string_equal(text_string(&said), wanted);
	for (size_t i = 0; i < 8; i++)
		free((char *)evidence[i].bytes);
}

#define LAYERS(...)               \
	(const char *const[])     \
	{                         \
		__VA_ARGS__, NULL \
	}

static void additions_and_replacements(void **state)
{
	(void)state;
	assert_leaves(
		LAYERS("d 0755 d|" A("d/a") A("d/b"), B("d/a") A("c")), "d/a:1:2 d/b:0:1 c:1:1 ");
	assert_leaves(LAYERS(A("d/a"), B("d")), "d:1:2 ");
	assert_leaves(LAYERS(A("d"), "d 0755 d|" B("d/a")), "d/a:1:2 ");
	assert_leaves(LAYERS(A("d/a"), "d 0700 d|"), "d/a:0:1 ");
	assert_leaves(LAYERS(A("d/a"), "l 0777 d|e|"), "d:1:0 ");
}

static void whiteouts(void **state)
{
	(void)state;
	assert_leaves(LAYERS(A("d/a") A("d/b"), "w 0644 d/a|"), "d/b:0:1 ");
	assert_leaves(LAYERS(A("d/a") A("e"), "w 0644 d|"), "e:0:1 ");
	assert_leaves(LAYERS(A("e"), "w 0644 d/nothing|"), "e:0:1 ");
	/* only of what lies below, wherever in the layer the whiteout stands */
	assert_leaves(LAYERS(A("d/a"), B("d/a") "w 0644 d/a|"), "d/a:1:2 ");
	assert_leaves(LAYERS(A("d/a") A("d/b"), B("d/c") "w 0644 d|"), "d/c:1:2 ");
	assert_leaves(LAYERS(A("a"), "w 0644 a|", B("a")), "a:2:2 ");
}

static void opaque_whiteouts(void **state)
{
	(void)state;
	assert_leaves(LAYERS(A("d/a") A("d/e/b") A("c"), B("d/f") "q 0644 d|"), "c:0:1 d/f:1:2 ");
	assert_leaves(LAYERS(A("a"), B("b") "q 0644 |"), "b:1:2 ");
}

static void hard_links(void **state)
{
	(void)state;
	assert_leaves(LAYERS(A("a"), "h 0644 b|a|", B("a")), "a:2:2 b:1:1 ");
}

static void apply_bad(const char *const *layers)
{
	struct filesystem filesystem;
	struct evidence evidence[8];

	apply(&filesystem, evidence, layers);
}

static void what_cannot_be(void **state)
{
	(void)state;
	assert_dies(EXIT_NO, "L: b: a hard link to a, which is not there",
		apply_bad(LAYERS("h 0644 b|a|")));
	assert_dies(EXIT_NO, "L: b: a hard link to a, which is not there",
		apply_bad(LAYERS(A("a"), "w 0644 a|h 0644 b|a|")));
	assert_dies(EXIT_NO, "L: lib/a: leads over a file or a symbolic link",
		apply_bad(LAYERS("l 0777 lib|usr/lib|", A("lib/a"))));
}

/* Where PATH leads must be WANTED; NULL: nowhere. */
static void assert_follows(
	const struct filesystem *filesystem, const char *path, const char *wanted)
{
	_cleanup_(text_free) struct text real = {0}, found = {0};
	uint32_t node = filesystem_follow(filesystem, path, &real);

	if (!wanted) {
		assert_true(node == TREE_NONE);
		return;
	}
	assert_true(node != TREE_NONE);
	assert_string_equal(text_string(&real), wanted);
	pathtree_path(&filesystem->tree, node, &found);
	assert_string_equal(text_string(&found), wanted);
}

static void links_are_followed(void **state)
{
	(void)state;
	_cleanup_(filesystem_free) struct filesystem filesystem;
	struct evidence evidence[8] = {{0}};

	apply(&filesystem, evidence,
		LAYERS(A("usr/lib/a.so.1") "l 0777 lib|usr/lib|"
					   "l 0777 usr/lib/a.so|a.so.1|"
					   "l 0777 usr/up|../usr/./lib//|"
					   "l 0777 abs|/usr/up/a.so|"
					   "l 0777 loop|loop|"
					   "l 0777 gone|nowhere|"
					   "l 0777 out|../../usr|"
					   "l 0777 self|.|"));
	assert_follows(&filesystem, "usr/lib/a.so.1", "usr/lib/a.so.1");
	assert_follows(&filesystem, "/usr//lib/../lib/./a.so.1", "usr/lib/a.so.1");
	assert_follows(&filesystem, "lib/a.so", "usr/lib/a.so.1");
	assert_follows(&filesystem, "abs", "usr/lib/a.so.1");
	assert_follows(&filesystem, "usr/up/", "usr/lib");
	assert_follows(&filesystem, "out/lib", "usr/lib");
	assert_follows(&filesystem, "self/self/lib", "usr/lib");
	assert_follows(&filesystem, "", "");
	assert_follows(&filesystem, "../..", "");
	assert_follows(&filesystem, "loop", NULL);
	assert_follows(&filesystem, "gone", NULL);
	assert_follows(&filesystem, "usr/lib/a.so.1/x", NULL);
	assert_follows(&filesystem, "abs/x", NULL);
	assert_follows(&filesystem, "usr/none/../lib", NULL);
	for (size_t i = 0; i < 8; i++)
		free((char *)evidence[i].bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(additions_and_replacements),
		cmocka_unit_test(whiteouts),
		cmocka_unit_test(links_are_followed),
		cmocka_unit_test(opaque_whiteouts),
		cmocka_unit_test(hard_links),
		cmocka_unit_test(what_cannot_be),
	};
	return run_unit(tests);
}
