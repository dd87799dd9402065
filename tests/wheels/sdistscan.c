/* SPDX-License-Identifier: MIT */
/* sdistscan: pyproject.toml and the sources of made-up sdists. */
#include "fixture.h"

#include <locale.h>

#include "wheels/sdistscan.h"

static void assert_says(const char *fill, const char *wanted)
{
	_cleanup_free_ char *make = xprintf(
		"rm -rf p it.tar && mkdir p && cd p && %s && cd .. && tar -cf it.tar p", fill);

	shell_do(make);
	_cleanup_json_ json_t *said = sdistscan("it.tar");
	_cleanup_(text_free) struct text text = json_canonical(said);

	assert_string_equal(text_string(&text), wanted);
}

static void pyproject(void **state)
{
	(void)state;
	assert_says("printf 'x = 1' >pyproject.toml && mkdir a && : >a/pyproject.toml",
		"{\"pyproject\":\"x = 1\",\"suffixes\":[]}");
	assert_says(":", "{\"pyproject\":\"\",\"suffixes\":[]}");
	assert_says("mkdir -p d/e && printf y >d/e/real && ln -s ../d/./e/../e/real d/l && "
		    "ln -s d//l pyproject.toml",
		"{\"pyproject\":\"y\",\"suffixes\":[]}");
	assert_says("mkdir d && printf y >d/real && ln d/real pyproject.toml",
		"{\"pyproject\":\"y\",\"suffixes\":[]}");
	assert_says("ln -s ../../x pyproject.toml", "{\"pyproject\":\"\",\"suffixes\":[]}");
	assert_says("ln -s /etc/passwd pyproject.toml", "{\"pyproject\":\"\",\"suffixes\":[]}");
	assert_says("ln -s pyproject.toml pyproject.toml", "{\"pyproject\":\"\",\"suffixes\":[]}");
	assert_says("mkdir pyproject.toml", "{\"pyproject\":\"\",\"suffixes\":[]}");
}

static void sources(void **state)
{
	(void)state;
	assert_says("mkdir -p src/deep && : >src/deep/a.f90 && : >src/b.c && : >c.pyx && : >d.py",
		"{\"pyproject\":\"\",\"suffixes\":[\".c\",\".f90\",\".pyx\"]}");
	assert_says("mkdir -p tests/x doc a/examples && : >tests/x/a.c && : >doc/b.cpp && "
		    ": >a/examples/c.cc && : >.c && : >x.c.in",
		"{\"pyproject\":\"\",\"suffixes\":[]}");
	shell_do("rm -rf test && mkdir test && : >test/a.c && tar -cf it.tar test");
	_cleanup_json_ json_t *said = sdistscan("it.tar");

	assert_int_equal(json_array_size(json_object_get(said, "suffixes")), 1);
}

static void refuses(void **state)
{
	(void)state;
	assert_dies(EXIT_NO, "pyproject.toml: not UTF-8 text",
		assert_says("printf '\\377' >pyproject.toml", ""));
	assert_dies(EXIT_NO, "pyproject.toml: larger than the 4194304 bytes",
		assert_says("head -c 4194305 /dev/zero >pyproject.toml", ""));
	assert_dies(EXIT_NO, "No such file", sdistscan("none"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pyproject),
		cmocka_unit_test(sources),
		cmocka_unit_test(refuses),
	};

	setlocale(LC_CTYPE, "C.UTF-8");
	return run_in_directory(tests);
}
