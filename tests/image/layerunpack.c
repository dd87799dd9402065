/* SPDX-License-Identifier: MIT */
/* layerunpack: layers over each other, their links, and what they say is gone. What `tar` lays out:
 * tests/image/rootfs.t. */
#include "fixture.h"

#include "image/layerunpack.h"
#include "scratch.h"

static struct scratch scratch;

/* A layer of ENTRIES in LAYOUT. */
static struct image_layer make_layer(
	struct layout *layout, const char *name, const struct scratch_entry *entries)
{
	const char *path = scratch_archive(&scratch, name, false, entries);
	struct image_layer layer = scratch_layer(path, false, NULL);

	layout_add(layout, &layer.digest, path);
	return layer;
}

/* The tree of these layers, in `find`'s words. */
static struct text unpack(const struct scratch_entry *const layers[])
{
	_cleanup_(layout_close) struct layout layout = layout_create("layout");

	shell_do("rm -rf root");
	_cleanup_(layerunpack_end) struct layerunpack unpack = layerunpack_begin("root");

	for (size_t i = 0; layers[i]; i++) {
		_cleanup_free_ char *name = xprintf("layer%zu", i);
		_cleanup_(image_layer_free) struct image_layer layer =
			make_layer(&layout, name, layers[i]);

		layerunpack_add(&unpack, &layout, &layer);
	}
	return shell("cd root && find . -mindepth 1 -type f -printf '%P %m %n ' -exec cat {} ';' "
		     "-printf '\\n' -o -mindepth 1 -type l -printf '%P -> %l\\n' -o -mindepth 1 "
		     "-printf '%P %y %m\\n' | sort");
}

static void assert_unpacks(const struct scratch_entry *const layers[], const char *wanted)
{
	_cleanup_(text_free) struct text tree = unpack(layers);

	assert_string_equal(text_string(&tree), wanted);
}

static void later_layers_win(void **state)
{
	(void)state;
	const struct scratch_entry one[] = {{'d', "a", NULL}, {'f', "a/x", "one"},
		{'f', "b", "file"}, {'f', "c/d/e", "deep"}, {'l', "l", "a"}, {'f', "dev/null", "n"},
		{'p', "pipe", NULL}, {0}};
	const struct scratch_entry two[] = {{'f', "a/x", "two"}, {'f', "b/x", NULL}, {0}};
	const struct scratch_entry three[] = {{'d', "b", NULL}, {'f', "c/d", "now a file"},
		{'d', "l", NULL}, {'h', "hard", "a/x"}, {'h', "a/x", "a/x"}, {0}};

	assert_dies(EXIT_NO, "b/x: File exists",
		unpack((const struct scratch_entry *const[]){one, two, NULL}));
	assert_unpacks((const struct scratch_entry *const[]){one, three, NULL},
		"a d 755\na/x 644 2 one\nb d 755\nc d 755\nc/d 644 1 now a file\n"
		"hard 644 2 one\nl d 755\n");
}

static void links_lead_to_the_image(void **state)
{
	(void)state;
	const struct scratch_entry one[] = {{'d', "usr/lib", NULL}, {'l', "lib", "usr/lib"},
		{'l', "abs", "/usr/lib"}, {'l', "up", "../../../../usr/lib"},
		{'l', "out", "/tmp/pylock-nowhere"}, {0}};
	const struct scratch_entry two[] = {{'f', "lib/a", "1"}, {'f', "abs/b", "2"},
		{'f', "up/c", "3"}, {'f', "out/d", "4"}, {'h', "e", "abs/a"}, {0}};
	const struct scratch_entry loop[] = {
		{'l', "x", "y"}, {'l', "y", "x"}, {'f', "x/a", "1"}, {0}};
	const struct scratch_entry nothing[] = {{'h', "x", "y"}, {0}};
	const struct scratch_entry below[] = {{'h', "x", "y/z"}, {0}};

	assert_unpacks((const struct scratch_entry *const[]){one, two, NULL},
		"abs -> /usr/lib\ne 644 2 1\nlib -> usr/lib\nout -> /tmp/pylock-nowhere\n"
		"tmp d 755\ntmp/pylock-nowhere d 755\ntmp/pylock-nowhere/d 644 1 4\n"
		"up -> ../../../../usr/lib\nusr d 755\nusr/lib d 755\nusr/lib/a 644 2 1\n"
		"usr/lib/b 644 1 2\nusr/lib/c 644 1 3\n");
	assert_int_not_equal(access("/tmp/pylock-nowhere", F_OK), 0);
	assert_dies(EXIT_NO, "x/a: leads over too many links",
		unpack((const struct scratch_entry *const[]){loop, NULL}));
	assert_dies(EXIT_NO, "x: No such file or directory",
		unpack((const struct scratch_entry *const[]){nothing, NULL}));
	assert_dies(EXIT_NO, "x: a hard link to nothing",
		unpack((const struct scratch_entry *const[]){below, NULL}));
}

static void whiteouts(void **state)
{
	(void)state;
	const struct scratch_entry one[] = {{'f', "d/a", "1"}, {'f', "d/b", "1"},
		{'f', "e/deep/a", "1"}, {'f', "e/b", "1"}, {'f', "f", "1"}, {0}};
	const struct scratch_entry two[] = {{'f', "d/.wh.a", NULL}, {'f', "e/new", "2"},
		{'f', "e/.wh..wh..opq", NULL}, {'f', ".wh.nothing", NULL},
		{'f', "no/where/.wh.x", NULL}, {'f', "g/.wh..wh..opq", NULL}, {'f', "f", "2"},
		{'f', ".wh.f", NULL}, {0}};
	const struct scratch_entry all[] = {{'f', ".wh..wh..opq", NULL}, {0}};

	assert_unpacks((const struct scratch_entry *const[]){one, two, NULL},
		"d d 755\nd/b 644 1 1\ne d 755\ne/new 644 1 2\nf 644 1 2\n");
	assert_unpacks((const struct scratch_entry *const[]){one, all, NULL}, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(later_layers_win),
		cmocka_unit_test(links_lead_to_the_image),
		cmocka_unit_test(whiteouts),
	};

	scratch = scratch_make();
	fixture_enter();
	int failed = run_unit(tests);

	scratch_remove(&scratch);
	return fixture_leave(failed);
}
