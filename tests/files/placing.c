/* SPDX-License-Identifier: MIT */
/* placing: what we write lands where the base's links lead, and leaves its directories as they are.
 * The places are what the kernel says: the base is made in a directory, and the path is opened in a
 * chroot of it.
 */
#include "unit.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include "files/placing.h"
#include "lib/cleanup.h"
#include "lib/file.h"
#include "scratch.h"

/* A base: paths and what is there, as basetree.h has it. */
#define D(path) path "\0d 0755 0 0\0"
#define L(path, target) path "\0l " target "\0"
#define F(path) path "\0f\0"

static const char usr_merged[] = D("") D("bad") L("bad/loop", "loop") D("bin-away") D("data")
	F("data/file") D("data/home") "etc\0d 0750 0 42\0" L(
		"etc/localtime", "/usr/share/zoneinfo/UTC") L("gone", "/mnt/none")
		L("home", "data/home") L("lib", "usr/lib") L("lib64", "/usr/lib64")
			L("name", "data/file") "root\0d 0700 0 0\0"
					       "tmp\0d 1777 7 8\0" D("usr") D("usr/lib")
						       L("usr/lib64", "../data/../usr/./lib")
							       L("usr/tmp", "../../../tmp") D("var")
								       L("var/run", "../run");

static struct basetree open_base(struct scratch *scratch, const char *bytes, size_t length)
{
	const char *path = scratch_path(scratch, "base.tree");

	file_write(path, bytes, length);
	return basetree_open(path);
}

/* Puts PATH over usr_merged and returns every node: its mode, owner and path. */
static char *placed(const char *path, enum tar_type type, unsigned mode)
{
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	_cleanup_(basetree_close) struct basetree base =
		open_base(&scratch, usr_merged, sizeof usr_merged - 1);
	_cleanup_(tree_free) struct tree tree;
	struct text said = {0};

	tree_begin(&tree, scratch.path);
	tree.base = &base;
	placing_put(
		&(struct placing){.tree = &tree, .where = (char[]){"W"}}, path, type, mode, 0, 0);
	_cleanup_free_ struct tree_node **nodes = tree_list(&tree);

	for (size_t i = 0; i < tree.count; i++)
		text_printf(&said, "%s%o %u %u %s", i ? " | " : "", nodes[i]->mode, nodes[i]->uid,
			nodes[i]->gid, nodes[i]->path);
	return text_take(&said);
}

static void assert_placed(const char *path, enum tar_type type, const char *wanted)
{
	_cleanup_free_ char *said = placed(path, type, type == TAR_DIRECTORY ? 0711 : 0644);

	assert_string_equal(said, wanted);
}

static void lands_where_links_lead(void **state)
{
	(void)state;
	assert_placed("/lib/x", TAR_FILE, "755 0 0 usr | 755 0 0 usr/lib | 644 0 0 usr/lib/x");
	assert_placed("/lib64/x", TAR_FILE, "755 0 0 usr | 755 0 0 usr/lib | 644 0 0 usr/lib/x");
	assert_placed("/home/a/b", TAR_FILE,
		"755 0 0 data | 755 0 0 data/home | 755 0 0 data/home/a | 644 0 0 data/home/a/b");
	assert_placed("/usr/tmp/x", TAR_FILE, "1777 7 8 tmp | 644 0 0 tmp/x");
	assert_placed("/var/run/x", TAR_FILE, "755 0 0 run | 644 0 0 run/x");
	assert_placed("/gone/x", TAR_FILE, "755 0 0 mnt | 755 0 0 mnt/none | 644 0 0 mnt/none/x");
	assert_placed("/lib", TAR_DIRECTORY, "755 0 0 usr | 755 0 0 usr/lib");
	assert_placed("/gone", TAR_DIRECTORY, "755 0 0 mnt | 711 0 0 mnt/none");
}

static void directories_stay(void **state)
{
	(void)state;
	assert_placed("/tmp", TAR_DIRECTORY, "1777 7 8 tmp");
	assert_placed("/tmp/a", TAR_DIRECTORY, "1777 7 8 tmp | 711 0 0 tmp/a");
	assert_placed("/etc/a", TAR_FILE, "750 0 42 etc | 644 0 0 etc/a");
	assert_placed("/root/a/b", TAR_FILE, "700 0 0 root | 755 0 0 root/a | 644 0 0 root/a/b");
}

static void files_take_the_place_of_files(void **state)
{
	(void)state;
	assert_placed("/data/file", TAR_FILE, "755 0 0 data | 644 0 0 data/file");
	assert_placed("/name", TAR_FILE, "644 0 0 name");
	assert_placed("/etc/localtime", TAR_FILE, "750 0 42 etc | 644 0 0 etc/localtime");
}

static void what_is_refused(void **state)
{
	(void)state;
	assert_dies(EXIT_NO,
		"W: /lib: is no directory, but the base has a link there, /lib, that leads to the "
		"directory "
		"/usr/lib",
		placed("/lib", TAR_FILE, 0644));
	assert_dies(EXIT_NO, "W: /tmp: is no directory, but the base has one there (/tmp)",
		placed("/tmp", TAR_SYMLINK, 0777));
	assert_dies(EXIT_NO, "W: /name: is a directory, but the base has a file there (/data/file)",
		placed("/name", TAR_DIRECTORY, 0755));
	assert_dies(EXIT_NO, "W: /data/file/x: lies below /data/file, which is no directory",
		placed("/data/file/x", TAR_FILE, 0644));
	assert_dies(
		EXIT_NO, "W: /name/x: lies below /data/file", placed("/name/x", TAR_FILE, 0644));
	assert_dies(EXIT_NO, "W: /bad/loop/x: the links at /bad/loop lead in a circle",
		placed("/bad/loop/x", TAR_FILE, 0644));
	assert_dies(EXIT_NO, "W: /bad/loop: is a directory, but",
		placed("/bad/loop", TAR_DIRECTORY, 0755));
	assert_dies(EXIT_NO, "W: /: cannot be in a layer", placed("/", TAR_DIRECTORY, 0755));
}

static void straight_only(void **state)
{
	(void)state;
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	_cleanup_(basetree_close) struct basetree base =
		open_base(&scratch, usr_merged, sizeof usr_merged - 1);
	_cleanup_(tree_free) struct tree tree;
	struct placing placing = {.tree = &tree, .where = (char[]){"W"}, .straight = true};

	tree_begin(&tree, scratch.path);
	tree.base = &base;
	placing_put(&placing, "/data/venv", TAR_DIRECTORY, 0755, 0, 0);
	assert_dies(EXIT_NO,
		"W: /home/venv: the base's links lead to /data/home/venv: write that path",
		placing_put(&placing, "/home/venv", TAR_DIRECTORY, 0755, 0, 0));
}

/* Makes what the base's record says below ROOT. */
static void make_entry(const char *root, const char *path, const char *what)
{
	_cleanup_free_ char *whole = xprintf("%s/%s", root, path);

	if (*what == 'd' && *path)
		assert_int_equal(mkdir(whole, 0755), 0);
	else if (*what == 'l')
		assert_int_equal(symlink(what + 2, whole), 0);
	else if (*what == 'f')
		file_write(whole, "", 0);
}

/* What the kernel says where PATH, a directory, is below ROOT; NULL for an error. The caller frees.
 */
static char *kernel_resolves(const char *root, const char *path)
{
	struct open_how how = {.flags = O_PATH, .resolve = RESOLVE_IN_ROOT};
	_cleanup_close_ int top = open(root, O_PATH | O_DIRECTORY);
	_cleanup_close_ int fd = (int)syscall(SYS_openat2, top, path, &how, sizeof how);
	_cleanup_free_ char *name = xprintf("/proc/self/fd/%d", fd);
	char real[4096] = {0};
	size_t length = strlen(root);

	if (fd < 0 || readlink(name, real, sizeof real - 1) < 0)
		return NULL;
	return xstrdup(real + length + (real[length] == '/'));
}

static void as_the_kernel_does(void **state)
{
	(void)state;
	static const char *const paths[] = {"lib", "lib64", "home", "usr/lib64", "usr/tmp",
		"usr/tmp/../etc", "lib/../lib64", "bad/loop", "name", "gone", "etc/../usr/tmp",
		"./data//home/."};
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	_cleanup_(basetree_close) struct basetree base =
		open_base(&scratch, usr_merged, sizeof usr_merged - 1);
	_cleanup_(tree_free) struct tree tree;

	tree_begin(&tree, scratch.path);
	tree.base = &base;
	for (size_t i = 0; i < base.count; i++) {
		const char *path = base.bytes + base.records[i];

		make_entry(scratch.path, path, path + strlen(path) + 1);
	}
	for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
		_cleanup_free_ char *wanted = kernel_resolves(scratch.path, paths[i]);
		_cleanup_free_ char *got = tree_resolve(&tree, paths[i], true);

		if (wanted)
			assert_string_equal(got ? got : "nothing", wanted);
		else
			assert_true(!got || tree_look(&tree, got).kind == BASE_NOTHING);
	}
}

static void damaged_bases(void **state)
{
	(void)state;
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();

	assert_dies(EXIT_NO, "is not what basefacts wrote", open_base(&scratch, "a\0d", 3));
	assert_dies(EXIT_NO, "is not what basefacts wrote", open_base(&scratch, "a\0f\0b\0", 6));
	_cleanup_(basetree_close) struct basetree empty = open_base(&scratch, "", 0);

	assert_int_equal(basetree_find(&empty, "a").kind, BASE_NOTHING);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lands_where_links_lead),
		cmocka_unit_test(directories_stay),
		cmocka_unit_test(files_take_the_place_of_files),
		cmocka_unit_test(what_is_refused),
		cmocka_unit_test(straight_only),
		cmocka_unit_test(as_the_kernel_does),
		cmocka_unit_test(damaged_bases),
	};
	return run_unit(tests);
}
