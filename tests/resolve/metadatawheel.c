/* SPDX-License-Identifier: MIT */
/* metadatawheel: METADATA and the wheel around it. That others read the wheel is tested in
 * tests/resolve/provided.t. */
#include "unit.h"

#include "lib/cleanup.h"
#include "lib/digest.h"
#include "lib/json.h"
#include "resolve/metadatawheel.h"

static void writes_metadata(void **state)
{
	_cleanup_json_ json_t *distribution = json_pack("{s:s, s:n, s:[s], s:[s, s]}", "name",
		" A\n b ", "requiresPython", "providesExtra", "x", "requiresDist", "a\t>1", " ");
	_cleanup_(text_free) struct text text =
		metadatawheel_metadata(distribution, "1.0", "facts.json");

	(void)state;
	assert_string_equal(text_string(&text),
		"Metadata-Version: 2.1\nName: A b\nVersion: 1.0\nProvides-Extra: x\n"
		"Requires-Dist: a >1\nRequires-Dist: \n");
	json_object_set_new(distribution, "requiresDist", json_pack("[i]", 5));
	assert_dies(EXIT_NO, "facts.json: .requiresDist[0]: not a string",
		metadatawheel_metadata(distribution, "1.0", "facts.json"));
	json_object_del(distribution, "requiresDist");
	assert_dies(EXIT_NO, "facts.json: .requiresDist: missing",
		metadatawheel_metadata(distribution, "1.0", "facts.json"));
}

/* The digest of what Python's zipfile wrote of the same entries. */
static void writes_a_wheel(void **state)
{
	_cleanup_(text_free) struct text metadata = {0};
	_cleanup_free_ char *filename = metadatawheel_filename("a-b", "1.0");

	(void)state;
	text_add_string(&metadata, "Metadata-Version: 2.1\nName: a-b\nVersion: 1.0\n");
	_cleanup_(text_free) struct text wheel = metadatawheel("a-b", "1.0", &metadata);
	struct digest digest = sha256_of(wheel.bytes, wheel.length);

	assert_string_equal(filename, "a_b-1.0-py3-none-any.whl");
	assert_string_equal(
		digest.hex, "2b8660146e1e5d2acc458126b0ae4b3540f023d7bf96fc1328035e8a20cf0b44");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(writes_metadata),
		cmocka_unit_test(writes_a_wheel),
	};
	return run_unit(tests);
}
