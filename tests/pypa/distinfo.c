/* SPDX-License-Identifier: MIT */
/* distinfo: RECORD as Python's own readers take it; tests/evidence/inspect.t compares with those.
 */
#include "unit.h"

#include "lib/cleanup.h"
#include "pypa/distinfo.h"

static void assert_rows(const char *bytes, const char *site, const char *wanted)
{
	_cleanup_(text_free) struct text said = {0};
	struct distinfo_reader reader;
	struct distinfo_row row;

	distinfo_begin(&reader, bytes, strlen(bytes), site);
	while (distinfo_next(&reader, &row))
		text_printf(&said, "%s %.4s %lld\n", row.path,
			*row.digest.hex ? row.digest.hex : "-", (long long)row.size);
	distinfo_end(&reader);
	assert_string_equal(text_string(&said), wanted);
}

static void rows(void **state)
{
	(void)state;
	/* the SHA-256 of nothing, as `openssl dgst -binary | basenc --base64url` has it */
	assert_rows("six.py,sha256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU,0\r\n"
		    "\"a,\"\"b\"\"\",sha256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU=,12\n"
		    "\n"
		    "../../bin/x,md5=abc,\n"
		    "/usr/bin/y,,\n"
		    "RECORD,,",
		"v/lib/site",
		"v/lib/site/six.py e3b0 0\nv/lib/site/a,\"b\" e3b0 12\nv/bin/x - -1\nusr/bin/y - "
		"-1\n"
		"v/lib/site/RECORD - -1\n");
}

static void odd_rows(void **state)
{
	(void)state;
	assert_rows(
		"../../../etc/passwd,,\n./a/./b,sha256=short,x\na,sha256=,99999999999999999999\n"
		"b,sha256=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU,0,more,fields\n\"open\nend",
		"v/s",
		"../../../etc/passwd - -1\nv/s/a/b - -1\nv/s/a - -1\nv/s/b - 0\nv/s/open\nend - "
		"-1\n");
	assert_rows(",,\n,,\n", "", "");
	assert_rows("a,,,more\n,,,no path and more\n", "", "a - -1\n");
	assert_rows("..,,\n", "", ".. - -1\n");
	/* csv: a quote opens at the beginning of each cell, and there alone */
	assert_rows("a,,,x\",\"\ny\"\nb,,\n", "", "a - -1\nb - -1\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows),
		cmocka_unit_test(odd_rows),
	};
	return run_unit(tests);
}
