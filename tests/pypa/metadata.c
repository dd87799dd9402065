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

static bool settles(const char *text)
{
	return metadata_settles(text, strlen(text), "Requires-Dist");
}

/* PEP 643: from 2.2 on, what is not Dynamic. */
static void settled_fields(void **state)
{
	static const char *const later[] = {"2.2", "2.3", "2.10", "3", "10.0"};
	static const char *const earlier[] = {"", "1.0", "1.2", "2", "2.1", "x"};

	(void)state;
	for (size_t i = 0; i < sizeof later / sizeof *later; i++) {
		_cleanup_free_ char *text = xprintf("Metadata-Version: %s\nName: a\n", later[i]);

		assert_true(settles(text));
	}
	for (size_t i = 0; i < sizeof earlier / sizeof *earlier; i++) {
		_cleanup_free_ char *text = xprintf("Metadata-Version: %s\n", earlier[i]);

		assert_false(settles(text));
	}
	assert_false(settles("Name: a\n"));
	assert_true(settles("Dynamic: Version\nmetadata-version: 2.2\nMetadata-Version: 2.1\n"));
	assert_false(settles("Metadata-Version: 2.2\nDynamic: version\ndynamic: requires-DIST\n"));
	assert_true(settles("Metadata-Version: 2.2\n\nDynamic: Requires-Dist\n"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(headers),
		cmocka_unit_test(odd_headers),
		cmocka_unit_test(settled_fields),
	};
	return run_unit(tests);
}
