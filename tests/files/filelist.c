/* SPDX-License-Identifier: MIT */
/* filelist: good lines become nodes, bad ones are refused with their place. */
#include "unit.h"

#include <sys/stat.h>

#include "files/filelist.h"
#include "lib/cleanup.h"
#include "lib/file.h"

static char directory[] = "/tmp/filelist-test.XXXXXX";

/* Reads a LIST of that content. */
static struct text fill(struct tree *tree, const char *lines)
{
	struct text read = {0};

	file_write("list", lines, strlen(lines));
	tree_begin(tree, ".");
	filelist_read("list", NULL, &(struct placing){.tree = tree, .read = &read});
	return read;
}

static void refuse(const char *lines)
{
	struct tree tree;

	fill(&tree, lines);
}

static void makes_every_kind_of_node(void **state)
{
	(void)state;
	_cleanup_(tree_free) struct tree tree;

	mkdir("src", 0700);
	mkdir("src/in", 0700);
	file_write("src/in/f", "content", 7);
	chmod("src/in/f", 0701);
	assert_int_equal(symlink("../in/f", "src/in/l"), 0);
	_cleanup_(text_free) struct text read = fill(&tree,
		"# a "
		"comment\n\ndir\t1777\t/tmp\nfile\t-\tbin/x\tsrc/in/f\nfile\t0600\t/etc/s\tsrc/in/"
		"f\n"
		"tree\t/opt/app\tsrc\nlink\tlib64\tusr/lib64\ntext\t0644\t/t\ta\\tb\\\\n\\n");

	assert_int_equal(tree_find(&tree, "tmp")->mode, 01777);
	assert_int_equal(tree_find(&tree, "bin/x")->mode, 0755);
	assert_int_equal(tree_find(&tree, "etc/s")->mode, 0600);
	assert_int_equal(tree_find(&tree, "opt/app")->mode, 0755);
	assert_int_equal(tree_find(&tree, "opt/app/in/f")->content->extent.size, 7);
	assert_string_equal(tree_find(&tree, "opt/app/in/l")->link, "../in/f");
	assert_string_equal(tree_find(&tree, "lib64")->link, "usr/lib64");
	_cleanup_(text_free) struct text text = tree_read(tree_find(&tree, "t"), 100);

	assert_string_equal(text.bytes, "a\tb\\n\n");
	assert_null(tree_find(&tree, "bin"));
	assert_null(tree_find(&tree, "opt"));
	assert_non_null(strstr(read.bytes, "src/in\n"));
	assert_non_null(strstr(read.bytes, "src/in/f\n"));
}

static void refuses_bad_lines(void **state)
{
	(void)state;
	const struct {
		const char *lines, *message;
	} bad[] = {
		{"\n\ndirr\t0755\tx\n", "list:3: dirr: is none of"},
		{"dir\t0755\n", "list:1: dir: has too few fields"},
		{"dir\t0755\tx\ty\n", "list:1: dir: has too many fields"},
		{"dir\t0855\tx\n", "list:1: 0855: is no mode"},
		{"dir\t77777\tx\n", "list:1: 77777: is no mode"},
		{"dir\t-\tx\n", "list:1: -: is no mode"},
		{"dir\t0755\t/a/../b\n", "list:1: /a/../b: leads out"},
		{"dir\t0755\t//a\n", "list:1: //a: is absolute"},
		{"dir\t0755\t/\n", "list:1: /: cannot be in a layer"},
		{"text\t0644\ta/.wh.b\tx\n", "list:1: a/.wh.b: is a name that deletes"},
		{"text\t0644\ta\tx\\y\n", "list:1: text: only \\n"},
		{"link\ta\t\n", "list:1: a: is empty"},
		{"text\t0644\ta\tx\nlink\t/a\tb\n", "list:2: /a: is given twice"},
		{"text\t0644\ta\tx\ntext\t0644\ta/b\tx\n",
			"list:2: a/b: lies below /a, which is no directory"},
		{"text\t0644\ta/b\tx\nlink\ta\tc\n",
			"list: /a/b lies below /a, which is no directory"},
		{"file\t-\ta\tmissing\n", "list:1: missing: cannot open"},
		{"file\t-\ta\t/\n", "list:1: /: is no regular file"},
		{"file\t-\ta\tpipe\n", "list:1: pipe: is no regular file"},
		{"tree\ta\tlist\n", "list:1: list: cannot open"},
	};

	assert_int_equal(mkfifo("pipe", 0600), 0);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_dies(EXIT_NO, bad[i].message, refuse(bad[i].lines));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(makes_every_kind_of_node),
		cmocka_unit_test(refuses_bad_lines),
	};

	if (!mkdtemp(directory) || chdir(directory) < 0)
		return 1;
	int failed = run_unit(tests);
	_cleanup_free_ char *remove = xprintf("rm -rf %s", directory);

	return system(remove) | failed;
}
