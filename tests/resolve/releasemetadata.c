/* SPDX-License-Identifier: MIT */
/* releasemetadata: what resolvers get of metadata, and whose they get. */
#include "unit.h"

#include "lib/cleanup.h"
#include "lib/json.h"
#include "pypa/metadata.h"
#include "resolve/releasemetadata.h"

static char *text_of(const char *metadata, const char *release)
{
	_cleanup_json_ json_t *read = metadata_json(metadata, strlen(metadata));
	_cleanup_(release_identity_free) struct release_identity identity = {0};

	if (release)
		assert_true(release_identity_parse(release, &identity));
	_cleanup_(text_free) struct text text = release_metadata(read, &identity);

	return text_take(&text);
}

static void assert_text(const char *metadata, const char *release, const char *wanted)
{
	_cleanup_free_ char *text = text_of(metadata, release);

	assert_string_equal(text, wanted);
}

static void takes_what_resolvers_read(void **state)
{
	(void)state;
	assert_text("Name: A.b\nVersion: 1.0.0\nSummary: s\nRequires-Dist: c>1;\n  extra == \"x\"\n"
		    "Provides-Extra: x\nRequires-Python: >=3.8\n\nRequires-Dist: no\n",
		"a-b==1.0",
		"Metadata-Version: 2.1\nName: a-b\nVersion: 1.0\nRequires-Python: >=3.8\n"
		"Provides-Extra: x\nRequires-Dist: c>1; extra == \"x\"\n");
	assert_text("", "a==v1", "Metadata-Version: 2.1\nName: a\nVersion: v1\n");
	assert_text("Name: A_b\nVersion: 1.0.0\n", NULL,
		"Metadata-Version: 2.1\nName: A_b\nVersion: 1.0.0\n");
}

static void refuses(void **state)
{
	_cleanup_free_ char *longest = xprintf("Requires-Dist: %04010d\n", 1);

	(void)state;
	assert_dies(EXIT_NO, "its metadata is of 'b-c' '1.0'",
		text_of("Name: B_c\nVersion: 1.0\n", "a==1.0"));
	assert_dies(EXIT_NO, "its metadata is of 'a' '1.1'", text_of("Version: 1.1\n", "a==1.0"));
	assert_dies(
		EXIT_NO, "its metadata is of 'a' '1.0+l'", text_of("Version: 1.0+l\n", "a==1.0"));
	assert_dies(EXIT_NO, "its metadata is of 'a' 'none'", text_of("Version: none\n", "a==1"));
	assert_dies(EXIT_NO, "its metadata is of 'a' 'x'", text_of("Name: a\nVersion: x\n", NULL));
	assert_dies(EXIT_NO, "tells no name and version", text_of("Name: a\n", NULL));
	assert_dies(EXIT_NO, "tells no name and version", text_of("Version: 1\n", NULL));
	assert_dies(EXIT_NO, "holds what no requirement may",
		text_of("Requires-Dist: b\033[31m\n", "a==1"));
	assert_dies(EXIT_NO, "holds what no requirement may",
		text_of("Provides-Extra: \xc3\xa4\n", "a==1"));
	assert_dies(EXIT_NO, "holds what no requirement may", text_of(longest, "a==1"));
}

static void takes_releases_apart(void **state)
{
	static const char *const wrong[] = {"", "a", "a=1", "a==", "==1", "-a==1", "a==x", "a==1 "};
	struct release_identity identity;

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		assert_false(release_identity_parse(wrong[i], &identity));
		release_identity_free(&identity);
	}
	assert_true(release_identity_parse("A.b==1!2.0+l", &identity));
	assert_string_equal(identity.name, "A.b");
	assert_string_equal(identity.version, "1!2.0+l");
	release_identity_free(&identity);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_what_resolvers_read),
		cmocka_unit_test(refuses),
		cmocka_unit_test(takes_releases_apart),
	};
	return run_unit(tests);
}
