/* SPDX-License-Identifier: MIT */
/* extract: what GNU tar unpacks, without what leads out. How links are followed, with each order of
 * members: tests/wheels/sdist.t. */
#include "fixture.h"

#include <locale.h>

#include "archive/extract.h"

static struct text tree(const char *directory)
{
	_cleanup_free_ char *ask = xprintf("cd %s && find . -printf '%%p %%y %%l %%n %%T@ ' "
					   "-type f -printf '%%m %%s' -o -printf '\\n' | sort; "
					   "find . -type f -exec sha256sum {} + | sort",
		directory);

	return shell(ask);
}

static void as_tar_does(void **state)
{
	(void)state;
	shell_do(
		"mkdir -p in/p/d && cd in/p && seq 50000 >d/f && printf x >run && chmod 755 run && "
		"chmod 644 d/f && ln d/f hard && ln -s d/f soft && ln -s d to && : >empty && "
		"touch -d @1000000000.5 run d/f empty && cd .. && tar -czf ../it.tar.gz p && "
		"mkdir ../theirs && tar -xzf ../it.tar.gz -C ../theirs && "
		"find ../theirs . -type d -exec touch -d @0 {} + && find . ../theirs -type l "
		"-exec touch -hd @0 {} +");
	extract("it.tar.gz", "ours/new", "it", 1);
	shell_do("find ours -type d -exec touch -d @0 {} + && find ours -type l -exec touch -hd "
		 "@0 {} +");
	_cleanup_(text_free) struct text ours = tree("ours/new"), theirs = tree("theirs");

	assert_string_equal(text_string(&ours), text_string(&theirs));
	_cleanup_free_ char *top = extract_top("ours/new");

	assert_string_equal(top, "p");
}

static void the_fence(void **state)
{
	(void)state;
	shell_do("mkdir -p two/p two/q && : >two/q/f && ln -s ../q/f two/p/l && "
		 "tar -C two -cf two.tar p q && : >two/f && ln -s f two/l && "
		 "tar -C two -cf beside.tar f l");
	assert_dies(EXIT_NO, "it holds 'p/l', which leads out of it or to nothing",
		extract("two.tar", "fenced", "it", 1));
	assert_dies(
		EXIT_NO, "it holds 'l', which leads out", extract("beside.tar", "fen", "it", 1));
	extract("two.tar", "open", "it", 0);
	extract("beside.tar", "open", "it", 0);
	shell_do("test -f open/p/l && test -f open/l");
	assert_null(extract_top("open"));
	shell_do("mkdir none");
	assert_null(extract_top("none"));
}

static void what_is_refused(void **state)
{
	(void)state;
	shell_do("mkfifo pipe && tar -cf pipe.tar pipe && tar -P --transform 's,^,../,' -cf up.tar "
		 "two/f && mkdir -p deep/f/g && tar -C deep -cf over.tar f && "
		 "tar -C two -rf over.tar f");
	assert_dies(EXIT_NO, "it holds 'pipe', which is no file, directory or link of its own",
		extract("pipe.tar", "pipes", "it", 0));
	assert_dies(EXIT_NO, "it holds '../two/f', which is no file, directory or link",
		extract("up.tar", "ups", "it", 0));
	shell_do("python3 - <<'end'\n"
		 "import tarfile\n"
		 "def write(path, *members):\n"
		 "    with tarfile.open(path, 'w') as archive:\n"
		 "        for name, type, link in members:\n"
		 "            entry = tarfile.TarInfo(name)\n"
		 "            entry.type, entry.linkname = type, link\n"
		 "            archive.addfile(entry)\n"
		 "write('empty.tar', ('p/l', b'2', ''))\n"
		 "write('dangling.tar', ('p/l', b'2', 'd'), ('p/l/f', b'0', ''))\n"
		 "end\n");
	assert_dies(EXIT_NO, "it holds 'p/l', which leads out of it or to nothing",
		extract("empty.tar", "empties", "it", 0));
	assert_dies(EXIT_NO, "it holds 'p/l/f', which leads out of it or to nothing",
		extract("dangling.tar", "danglings", "it", 0));
	assert_dies(EXIT_NO, "it holds 'f': Is a directory", extract("over.tar", "overs", "it", 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(as_tar_does),
		cmocka_unit_test(the_fence),
		cmocka_unit_test(what_is_refused),
	};

	setlocale(LC_CTYPE, "C.UTF-8");
	return run_in_directory(tests);
}
