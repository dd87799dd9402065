/* SPDX-License-Identifier: MIT */
/* textencoding: encodings by their marks and their comments. That they are pip's is tested in
 * tests/pypa/requirements.t. */
#include "unit.h"

#include <string.h>

#include "lib/cleanup.h"
#include "pypa/textencoding.h"

#define BYTES(literal) (literal), sizeof(literal) - 1

static void assert_decoded(const char *bytes, size_t length, const char *wanted)
{
	_cleanup_(text_free) struct text text = {0};

	text_add(&text, bytes, length);
	textencoding_decode(&text, "r.in");
	assert_int_equal(text.length, strlen(wanted));
	assert_string_equal(text_string(&text), wanted);
}

static void marks(void **state)
{
	(void)state;
	assert_decoded(BYTES(""), "");
	assert_decoded(BYTES("a\n"), "a\n");
	assert_decoded(BYTES("\xef\xbb\xbf"
			     "a\n"),
		"a\n");
	assert_decoded(BYTES("\xff\xfe"), "");
	assert_decoded(BYTES("\xff\xfe\xe9\0\n\0"), "\xc3\xa9\n");
	assert_decoded(BYTES("\xfe\xff\0\xe9\0\n"), "\xc3\xa9\n");
	assert_decoded(BYTES("\xff\xfe\0\0\xe9\0\0\0"), "\xc3\xa9");
	assert_decoded(BYTES("\0\0\xfe\xff\0\0\0\xe9"), "\xc3\xa9");
}

static void comments(void **state)
{
	(void)state;
	assert_decoded(BYTES("# -*- coding: latin-1 -*-\n# \xe9"),
		"# -*- coding: latin-1 -*-\n# \xc3\xa9");
	assert_decoded(BYTES("\n#vim: fileencoding=ISO_8859-1\n#\xe9"),
		"\n#vim: fileencoding=ISO_8859-1\n#\xc3\xa9");
	assert_decoded(BYTES("# coding=cp1252\n# \x80"), "# coding=cp1252\n# \xe2\x82\xac");
	assert_decoded(BYTES("# coding: utf8\n# \xc3\xa9"), "# coding: utf8\n# \xc3\xa9");
	assert_decoded(BYTES("# coding: , encoding: Latin_1\n#\xe9"),
		"# coding: , encoding: Latin_1\n#\xc3\xa9");
	/* none of these is one */
	assert_decoded(BYTES("a\n\n# coding: latin-1\n#\xe9"), "a\n\n# coding: latin-1\n#\xe9");
	assert_decoded(BYTES("a # coding: latin-1\n#\xe9"), "a # coding: latin-1\n#\xe9");
}

static void decode(const char *bytes, size_t length)
{
	assert_decoded(bytes, length, "");
}

static void what_is_wrong(void **state)
{
	(void)state;
	assert_dies(EXIT_NO, "r.in: 'klingon' is no encoding that is known here",
		decode(BYTES("# coding: Klingon\na\n")));
	assert_dies(EXIT_NO, "r.in: not text in UTF-16LE", decode(BYTES("\xff\xfe\0\xd8")));
	assert_dies(EXIT_NO, "r.in: not text in UTF-16LE", decode(BYTES("\xff\xfe\x61")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(marks),
		cmocka_unit_test(comments),
		cmocka_unit_test(what_is_wrong),
	};

	return run_unit(tests);
}
