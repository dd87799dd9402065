/* SPDX-License-Identifier: MIT */
/* rootfs: entries land where unpacking in a chroot would put them. */
#include "fixture.h"

#include "debian/rootfs.h"

static void place(
	struct tree *tree, enum tar_type type, const char *path, const char *link, bool once)
{
	const struct unpacked entry = {.type = type,
		.mode = 0700,
		.path = (char *)path,
		.link = (char *)link,
		.content = {.fd = 0}};

	rootfs_place(tree, &entry, once, "it");
}

static void follows_links_and_makes_directories(void **state)
{
	(void)state;
	_cleanup_(tree_free) struct tree tree;

	tree_begin(&tree, ".");
	tree_put_link(&tree, "bin", "usr/bin");
	place(&tree, TAR_DIRECTORY, "", NULL, true);
	place(&tree, TAR_DIRECTORY, "usr/bin", NULL, true);
	place(&tree, TAR_DIRECTORY, "bin", NULL, true);
	place(&tree, TAR_FILE, "bin/sh", NULL, true);
	place(&tree, TAR_HARDLINK, "bin/ash", "bin/sh", true);
	place(&tree, TAR_SYMLINK, "usr/bin/out", "/../../etc", true);
	place(&tree, TAR_FILE, "usr/bin/out/passwd", NULL, true);
	assert_link(&tree, "bin", "usr/bin");
	assert_ptr_equal(
		tree_find(&tree, "usr/bin/ash")->content, tree_find(&tree, "usr/bin/sh")->content);
	assert_non_null(tree_find(&tree, "etc/passwd"));
	assert_int_equal(tree_find(&tree, "etc")->mode, 0755);
}

static void the_last_one_wins_unless_there_may_be_one_only(void **state)
{
	(void)state;
	_cleanup_(tree_free) struct tree tree;

	tree_begin(&tree, ".");
	place(&tree, TAR_FILE, "a", NULL, false);
	place(&tree, TAR_SYMLINK, "a", "b", false);
	assert_link(&tree, "a", "b");
	place(&tree, TAR_DIRECTORY, "d", NULL, true);
	tree_find(&tree, "d")->mode = 0711;
	place(&tree, TAR_DIRECTORY, "d", NULL, true);
	assert_int_equal(tree_find(&tree, "d")->mode, 0711);
	place(&tree, TAR_DIRECTORY, "d", NULL, false);
	assert_int_equal(tree_find(&tree, "d")->mode, 0700);
	assert_dies(EXIT_NO, "it: a: is there already", place(&tree, TAR_FILE, "a", NULL, true));
	assert_dies(EXIT_NO, "it: d: is there already", place(&tree, TAR_FILE, "d", NULL, false));
	assert_dies(EXIT_NO, "it: f: is a device", place(&tree, TAR_CHARACTER, "f", NULL, false));
	assert_dies(EXIT_NO, "it: f: is a device", place(&tree, TAR_FIFO, "f", NULL, false));
	assert_dies(EXIT_NO, "hard link to d, which is no file",
		place(&tree, TAR_HARDLINK, "f", "d", false));
	place(&tree, TAR_FILE, "f", NULL, false);
	assert_dies(EXIT_NO, "it: f: is a directory, and not elsewhere",
		place(&tree, TAR_DIRECTORY, "f", NULL, false));
	assert_dies(EXIT_NO, "f/x: a directory above it is a file",
		place(&tree, TAR_FILE, "f/x", NULL, false));
	place(&tree, TAR_SYMLINK, "l", "l", false);
	assert_dies(EXIT_NO, "l/x: a directory above it is a file or a loop",
		place(&tree, TAR_FILE, "l/x", NULL, false));
}

/* As dpkg does it: a package's link to a directory may be there already when it is the same one. */
static void takes_the_same_link_to_a_directory_again(void **state)
{
	(void)state;
	_cleanup_(tree_free) struct tree tree;

	tree_begin(&tree, ".");
	tree_put(&tree, "usr/lib", TAR_DIRECTORY, 0755, 0, 0);
	tree_put_link(&tree, "lib", "usr/lib");
	place(&tree, TAR_SYMLINK, "lib", "usr/lib", true);
	assert_link(&tree, "lib", "usr/lib");
	assert_dies(EXIT_NO, "it: lib: is there already",
		place(&tree, TAR_SYMLINK, "lib", "usr/lib64", true));
	assert_dies(
		EXIT_NO, "it: lib: is there already", place(&tree, TAR_FILE, "lib", NULL, true));
	tree_put_link(&tree, "dangling", "usr/none");
	assert_dies(EXIT_NO, "it: dangling: is there already",
		place(&tree, TAR_SYMLINK, "dangling", "usr/none", true));
	put_text(&tree, "usr/file", "");
	tree_put_link(&tree, "file", "usr/file");
	assert_dies(EXIT_NO, "it: file: is there already",
		place(&tree, TAR_SYMLINK, "file", "usr/file", true));
}

static void unpacks_a_root(void **state)
{
	(void)state;
	_cleanup_(tree_free) struct tree tree;

	shell_do("mkdir -p r/dev r/etc && : >r/dev/null && echo x >r/etc/x && tar -C r -cJf "
		 "r.tar.xz .");
	tree_begin(&tree, ".");
	rootfs_unpack(&tree, "r.tar.xz");
	assert_text(&tree, "etc/x", "x\n");
	assert_non_null(tree_find(&tree, "dev"));
	assert_null(tree_find(&tree, "dev/null"));
	assert_dies(EXIT_NO, "none: cannot open: No such file", rootfs_unpack(&tree, "none"));
}

static void unpacks_below_a_directory(void **state)
{
	(void)state;
	_cleanup_(tree_free) struct tree tree;

	shell_do(
		"mkdir -p b/python/bin b/python/dev && echo x >b/python/bin/x && ln b/python/bin/x "
		"b/python/y &&"
		"ln -s bin/x b/python/link && chmod 777 b/python/bin && tar -C b -czf b.tar.gz "
		"python &&"
		"echo z >b/z && tar -C b -cf beside.tar python z && tar -C b -cf file.tar z &&"
		"tar -cf empty.tar -T /dev/null && mkdir -p c/p && ln -s /etc c/p/e && tar -C c "
		"-cf out.tar "
		"p &&"
		"rm c/p/e && mkdir c/p/e && echo w >c/p/e/passwd && tar -C c -rf out.tar "
		"p/e/passwd");
	tree_begin(&tree, ".");
	rootfs_unpack_below(&tree, "b.tar.gz", "opt/python");
	assert_text(&tree, "opt/python/bin/x", "x\n");
	assert_int_equal(tree_find(&tree, "opt/python/bin")->mode, 0755);
	assert_int_equal(tree_find(&tree, "opt/python/bin/x")->uid, 0);
	assert_link(&tree, "opt/python/link", "bin/x");
	assert_ptr_equal(tree_find(&tree, "opt/python/y")->content,
		tree_find(&tree, "opt/python/bin/x")->content);
	assert_non_null(tree_find(&tree, "opt/python/dev"));
	assert_null(tree_find(&tree, "python"));
	assert_dies(EXIT_NO, "beside.tar: z: is no directory",
		rootfs_unpack_below(&tree, "beside.tar", "q"));
	assert_dies(EXIT_NO, "file.tar: z: is no directory",
		rootfs_unpack_below(&tree, "file.tar", "q"));
	assert_dies(EXIT_NO, ": lies beside the directory ",
		rootfs_unpack_below(&tree, "r.tar.xz", "q"));
	assert_dies(
		EXIT_NO, "empty.tar: holds nothing", rootfs_unpack_below(&tree, "empty.tar", "q"));
	assert_dies(
		EXIT_NO, "a link above it leads out", rootfs_unpack_below(&tree, "out.tar", "q"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(follows_links_and_makes_directories),
		cmocka_unit_test(the_last_one_wins_unless_there_may_be_one_only),
		cmocka_unit_test(takes_the_same_link_to_a_directory_again),
		cmocka_unit_test(unpacks_a_root),
		cmocka_unit_test(unpacks_below_a_directory),
	};
	return run_in_directory(tests);
}
