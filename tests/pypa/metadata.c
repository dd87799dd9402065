/* SPDX-License-Identifier: MIT */
/* metadata: METADATA as Python's own readers take it; tests/evidence/inspect.t compares with those.
 */
#include "unit.h"

#include "lib/cleanup.h"
#include "lib/json.h"
#include "pypa/metadata.h"

static void assert_metadata(const char *bytes, const char *wanted)
{
	_cleanup_json_ json_t *metadata = metadata_json(bytes, strlen(bytes));
	_cleanup_(text_free) struct text text = json_canonical(metadata);

	assert_string_equal(text_string(&text), wanted);
}

static void headers(void **state)
{
	(void)state;
	assert_metadata(
		"Metadata-Version: 2.1\nName: Six\nVersion: 1.16.0\nRequires-Python: >=3\n"
		"Requires-Dist: a (>=1)\nREQUIRES-DIST:b; extra == 'x'\nProvides-Extra: x\n\n"
		"Requires-Dist: in the body\n",
		"{\"name\":\"Six\",\"providesExtra\":[\"x\"],\"requiresDist\":[\"a (>=1)\",\"b; "
		"extra == "
		"'x'\"],"
		"\"requiresPython\":\">=3\",\"version\":\"1.16.0\"}");
	assert_metadata("",
		"{\"name\":null,\"providesExtra\":[],\"requiresDist\":[],\"requiresPython\":null,"
		"\"version\":null}");
}

static void odd_headers(void **state)
{
	(void)state;
	/* folded, with carriage returns, twice, ended by a line that is no header, not UTF-8 */
	assert_metadata(
		"From x\r\nName: a\r\nName: b\r\nVersion: 1\r\n  .2\r\n\r\nRequires-Dist: no",
		"{\"name\":\"a\",\"providesExtra\":[],\"requiresDist\":[],\"requiresPython\":null,"
		"\"version\":\"1 .2\"}");
	assert_metadata(" folded first\n: nameless\nName:\ta \nno header\nVersion: 1",
		"{\"name\":\"a\",\"providesExtra\":[],\"requiresDist\":[],\"requiresPython\":null,"
		"\"version\":null}");
	assert_metadata("Name: caf\xc3\xa9\xff\n",
		"{\"name\":\"caf\\\\xc3\\\\xa9\\\\xff\",\"providesExtra\":[],"
		"\"requiresDist\":[],\"requiresPython\":null,\"version\":null}");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(headers),
		cmocka_unit_test(odd_headers),
	};
	return run_unit(tests);
}
