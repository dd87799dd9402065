/* SPDX-License-Identifier: MIT */
/* filecopy: the words of PYLOCK_FILES. */
#include "unit.h"

#include <sys/stat.h>

#include "files/filecopy.h"
#include "lib/cleanup.h"
#include "lib/file.h"
#include "scratch.h"

/* What WORDS (ended by NULL) make: mode, owner and path of each node. */
static char *copied(const char *const *words)
{
	struct accountfiles accounts = {0};
	_cleanup_(tree_free) struct tree tree;
	struct placing placing = {.tree = &tree, .where = (char[]){"PYLOCK_FILES"}};
	struct filecopy copy = {.placing = &placing, .accounts = &accounts};
	struct text said = {0};

	text_add_string(&accounts.passwd, "app:x:1000:1001::/:/bin/sh\n");
	tree_begin(&tree, ".");
	for (; *words; words++)
		filecopy_word(&copy, *words);
	_cleanup_free_ struct tree_node **nodes = tree_list(&tree);

	for (size_t i = 0; i < tree.count; i++)
		text_printf(&said, "%s%o %u %u %s", i ? " | " : "", nodes[i]->mode, nodes[i]->uid,
			nodes[i]->gid, nodes[i]->path);
	text_free(&accounts.passwd);
	return text_take(&said);
}

#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})

static void assert_copied(const char *const *words, const char *wanted)
{
	_cleanup_free_ char *said = copied(words);

	assert_string_equal(said, wanted);
}

static void files_and_trees(void **state)
{
	(void)state;
	assert_copied(WORDS("d:/app"),
		"755 0 0 app | 644 0 0 app/f | 755 0 0 app/in | 755 0 0 app/in/run");
	assert_copied(WORDS("d/f:/x", "d/in:/y"), "644 0 0 x | 755 0 0 y | 755 0 0 y/run");
	assert_copied(WORDS("d:/"), "644 0 0 f | 755 0 0 in | 755 0 0 in/run");
	/* a file keeps its name below a path that ends in a slash, as with COPY */
	assert_copied(WORDS("d/f:/x/", "d/in/run:/:mode=0500", "d/in:/y/"),
		"500 0 0 run | 644 0 0 x/f | 755 0 0 y | 755 0 0 y/run");
	assert_copied(WORDS("12:30.txt:/a:b"), "644 0 0 a:b");
	assert_copied(WORDS("a%20b%2541:/c%20d"), "644 0 0 c d");
}

static void owners_and_modes(void **state)
{
	(void)state;
	assert_copied(WORDS("d/f:/x:owner=app,mode=0640"), "640 1000 1001 x");
	assert_copied(WORDS("d/in:/x:owner=app:7"), "755 1000 7 x | 755 1000 7 x/run");
	/* a link is what it is, and what comes later lands where it leads */
	assert_copied(
		WORDS("l:/x", "d/f:/x/link/f"), "644 0 0 none/f | 755 0 0 x | 777 0 0 x/link");
	assert_copied(WORDS("d/in:/x:mode=0640"), "750 0 0 x | 640 0 0 x/run");
	assert_copied(WORDS("d/in:/x:mode=0644,dirmode=0700,owner=5"), "700 5 5 x | 644 5 5 x/run");
}

static void empty_directories(void **state)
{
	(void)state;
	assert_copied(WORDS(":/var/lib/app:owner=app,mode=0770"), "770 1000 1001 var/lib/app");
	assert_copied(WORDS(":/var/lib/app"), "755 0 0 var/lib/app");
	assert_copied(WORDS("empty:/e:dirmode=1777"), "1777 0 0 e");
	/* what a later word says nothing about stays */
	assert_copied(WORDS(":/app:mode=0700", "d/in:/app"), "700 0 0 app | 755 0 0 app/run");
}

static void what_is_refused(void **state)
{
	(void)state;
	static const char *const bad[][3] = {
		{"d", NULL, "PYLOCK_FILES: 'd' is not SOURCE:/PATH"},
		{"d:app", NULL, "PYLOCK_FILES: 'd:app' is not SOURCE:/PATH"},
		{"none:/x", NULL, "PYLOCK_FILES: 'none:/x': none: cannot open: No such file"},
		{"d/f:/x", "d/in/run:/x", "PYLOCK_FILES: /x: is given twice"},
		{"d/f:/x", "d/f:/x/y", "PYLOCK_FILES: /x/y: lies below /x, which is no directory"},
		{"d/f:/../", NULL, "PYLOCK_FILES: /../f: leads out"},
		{"d:/a/../b", NULL, "PYLOCK_FILES: /a/../b: leads out"},
		{"d/f:/.wh.x", NULL, "is a name that deletes files"},
		{"d/f:/x:owner=nobody", NULL, "the image has no user 'nobody'"},
		{"d/f:/x:mode=9", NULL, "'9' is no mode in octal digits"},
		{"d/f:/x:chmod=7", NULL, "'chmod=7' is none of owner=, mode= and dirmode="},
		{"bad/pipe:/x", NULL, "bad/pipe: is no regular file"},
		{"bad/link:/x", NULL, "bad/link: cannot open"},
	};

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_dies(EXIT_NO, bad[i][2], copied(WORDS(bad[i][0], bad[i][1])));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(files_and_trees),
		cmocka_unit_test(owners_and_modes),
		cmocka_unit_test(empty_directories),
		cmocka_unit_test(what_is_refused),
	};
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();

	if (chdir(scratch.path) < 0 || mkdir("d", 0755) < 0 || mkdir("d/in", 0700) < 0 ||
		mkdir("empty", 0755) < 0 || mkdir("bad", 0755) < 0 ||
		mkfifo("bad/pipe", 0644) < 0 || symlink("/none", "bad/link") < 0 ||
		mkdir("l", 0755) < 0 || symlink("/none", "l/link") < 0)
		return 1;
	file_write("d/f", "", 0);
	file_write("d/in/run", "", 0);
	file_write("12:30.txt", "", 0);
	file_write("a b%41", "", 0);
	chmod("d/in/run", 0755);
	int failed = run_unit(tests);

	return chdir("/") | failed;
}
