/* SPDX-License-Identifier: MIT */
/* pthfile: of which .pth files Python runs a line. */
#include "unit.h"

#include "evidence/pthfile.h"

#include <string.h>

/* In one piece, and byte by byte. */
static bool runs(const char *text)
{
	struct pthfile whole = {0}, pieces = {0};
	const unsigned char *bytes = (const unsigned char *)text;

	pthfile_add(&whole, bytes, strlen(text));
	for (; *bytes; bytes++)
		pthfile_add(&pieces, bytes, 1);
	assert_int_equal(whole.runs, pieces.runs);
	return whole.runs;
}

/* The lines that the module site executes, by its source. */
static void lines_that_run(void **state)
{
	(void)state;
	assert_true(runs("import os"));
	assert_true(runs("import\tos\n"));
	assert_true(runs("# a comment\n/usr/lib\nimport os; os.x()\n"));
	assert_true(runs("a\r\nimport os\r\n"));
	assert_true(runs("a\rimport os"));
	assert_true(runs("\xef\xbb\xbfimport os\n"));
	assert_true(runs("a\fimport os"));
	assert_true(runs("a\xc2\x85import os"));
	assert_true(runs("a\xe2\x80\xa8import os"));
}

static void lines_that_do_not(void **state)
{
	(void)state;
	assert_false(runs(""));
	assert_false(runs("import"));
	assert_false(runs("import\nos\n"));
	assert_false(runs(" import os\n"));
	assert_false(runs("#import os\n"));
	assert_false(runs("important thing\n"));
	assert_false(runs("iimport os\n"));
	assert_false(runs("imp import os\n"));
	assert_false(runs("from os import path\n"));
	assert_false(runs("tr\xc3\xa8import os\n"));
	assert_false(runs("/opt/import os\n"));
}

static void places(void **state)
{
	(void)state;
	assert_true(pthfile_is_one("opt/venv/lib/python3.11/site-packages/a.pth"));
	assert_true(pthfile_is_one("usr/lib/python3/dist-packages/.pth"));
	assert_false(pthfile_is_one("opt/venv/lib/python3.11/site-packages/model/weights.pth"));
	assert_false(pthfile_is_one("opt/venv/lib/python3.11/site-packages/a.pth.txt"));
	assert_false(pthfile_is_one("a.pth"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_that_run),
		cmocka_unit_test(lines_that_do_not),
		cmocka_unit_test(places),
	};
	return run_unit(tests);
}
