/* SPDX-License-Identifier: MIT */
/* sdistfiles: the files of made-up sdists that say what they require. */
#include "fixture.h"

#include <locale.h>

#include "resolve/sdistfiles.h"

/* Of an archive of what FILL makes in a directory, by MAKE. */
static struct sdistfiles read_of(const char *fill, const char *make)
{
	_cleanup_free_ char *script =
		xprintf("rm -rf p-1 it && mkdir p-1 && (cd p-1 && %s) && %s", fill, make);

	shell_do(script);
	return sdistfiles_read("it");
}

static void reads(void **state)
{
	(void)state;
	static const char *const makes[] = {"tar -cf it p-1", "tar -czf it ./p-1",
		"tar -cJf it p-1/PKG-INFO p-1/pyproject.toml p-1/src/p.egg-info p-1/deep"};

	for (size_t i = 0; i < sizeof makes / sizeof *makes; i++) {
		_cleanup_(sdistfiles_free) struct sdistfiles files =
			read_of("mkdir -p src/p.egg-info deep && printf info >PKG-INFO && "
				"printf project >pyproject.toml && "
				"printf requires >src/p.egg-info/requires.txt && "
				"printf other >deep/PKG-INFO && printf other >deep/pyproject.toml",
				makes[i]);

		assert_string_equal(text_string(&files.info), "info");
		assert_string_equal(text_string(&files.project), "project");
		assert_string_equal(text_string(&files.requires), "requires");
		assert_true(files.has_requires);
	}
}

static void passes_over(void **state)
{
	(void)state;
	_cleanup_(sdistfiles_free) struct sdistfiles files =
		read_of("mkdir requires.txt p.egg-info && : >p.egg-info/requires.txt && "
			"printf x >other && ln -s other PKG-INFO && "
			"head -c 16777216 /dev/zero >pyproject.toml && printf x >../PKG-INFO",
			"tar -czf it PKG-INFO p-1");

	assert_string_equal(text_string(&files.info), "");
	assert_string_equal(text_string(&files.project), "");
	assert_string_equal(text_string(&files.requires), "");
	assert_true(files.has_requires);
}

static void counts_the_last(void **state)
{
	(void)state;
	_cleanup_(sdistfiles_free) struct sdistfiles files = read_of("printf first >PKG-INFO",
		"tar -cf it p-1 && printf second >p-1/PKG-INFO && tar -rf it p-1");

	assert_string_equal(text_string(&files.info), "second");
	assert_false(files.has_requires);
}

static void refuses(void **state)
{
	(void)state;
	assert_dies(EXIT_NO, "the sdist ", read_of(":", "printf 'no archive' >it"));
	assert_dies(EXIT_NO, "No such file", sdistfiles_read("none"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads),
		cmocka_unit_test(passes_over),
		cmocka_unit_test(counts_the_last),
		cmocka_unit_test(refuses),
	};

	setlocale(LC_CTYPE, "C.UTF-8");
	return run_in_directory(tests);
}
