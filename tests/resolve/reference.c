/* SPDX-License-Identifier: MIT */
/* reference: what is asked for, which hashes a line allows, and what was found. */
#include "unit.h"

#include "lib/cleanup.h"
#include "lib/json.h"
#include "resolve/reference.h"

#define ZEROS "0000000000000000000000000000000000000000000000000000000000000000"
#define ONES "1111111111111111111111111111111111111111111111111111111111111111"
#define AS "aAaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

#define LINE "{\"place\": \"r.in:1\", \"kind\": \"archive\", \"location\": \"u\""

static void it_is_read(void **state)
{
	(void)state;
	_cleanup_json_ json_t *least = json_loads(LINE "}", 0, NULL);
	_cleanup_json_ json_t *most = json_loads(LINE ", \"name\": \"n\", \"subdirectory\": \"s\", "
						      "\"revision\": \"v\", \"sha256\": null}",
		0, NULL);
	struct reference reference = reference_read(least, "it");
	struct reference full = reference_read(most, "it");

	assert_string_equal(reference.location, "u");
	assert_null(reference.name);
	assert_null(reference.hashes);
	assert_string_equal(full.subdirectory, "s");
	assert_string_equal(full.revision, "v");
	assert_null(full.sha256);
}

static void refuse(const char *text)
{
	_cleanup_json_ json_t *asked = json_loads(text, JSON_DECODE_ANY, NULL);

	reference_read(asked, "it");
}

static void it_is_malformed(void **state)
{
	(void)state;
	assert_dies(EXIT_NO, "it: .place: ", refuse("{}"));
	assert_dies(EXIT_NO, "it: .place: ", refuse("3"));
	assert_dies(EXIT_NO, "it: .name: not a string", refuse(LINE ", \"name\": 3}"));
	assert_dies(EXIT_NO, "it: .kind: 'x' is not what it may be",
		refuse("{\"place\": \"\", \"kind\": \"x\", \"location\": \"\"}"));
	assert_dies(EXIT_NO, "it: .hashes[1]: not a string",
		refuse(LINE ", \"hashes\": [\"sha256:x\", 3]}"));
	assert_dies(EXIT_NO, "r.in:1: none of its hashes is a SHA-256",
		refuse(LINE ", \"hashes\": [\"md5:00\"]}"));
}

/* What a line with these hashes says of content whose SHA-256 is all zeros. */
static const struct {
	const char *hashes;
	bool one, allowed;
} lines[] = {
	{"}", false, true},
	{", \"hashes\": []}", false, true},
	{", \"hashes\": [\"sha256:" ZEROS "\"]}", true, true},
	{", \"hashes\": [\"md5:0\", \"sha256:" ZEROS "\"]}", true, true},
	{", \"hashes\": [\"sha256:" ONES "\", \"sha256:" ZEROS "\"]}", false, true},
	{", \"hashes\": [\"sha256:" ONES "\"]}", true, false},
	{", \"hashes\": [\"sha256:00\"]}", false, false},
	{", \"sha256\": \"" ZEROS "\"}", true, true},
	{", \"sha256\": \"" AS "\"}", true, false},
	{", \"sha256\": \"x\"}", false, false},
};

static void lines_allow_hashes(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		_cleanup_free_ char *text = xprintf(LINE "%s", lines[i].hashes);
		_cleanup_json_ json_t *asked = json_loads(text, 0, NULL);
		struct reference reference = reference_read(asked, "it");
		struct digest digest, zeros;

		assert_true(digest_parse(ZEROS, &zeros));
		assert_int_equal(reference_hash(&reference, &digest), lines[i].one);
		if (lines[i].allowed)
			reference_check(&reference, "u", &zeros);
		else
			assert_dies(EXIT_NO,
				"r.in:1: u has the sha256 " ZEROS ", and its line allows others",
				reference_check(&reference, "u", &zeros));
	}
}

static void it_is_found(void **state)
{
	(void)state;
	_cleanup_json_ json_t *found = reference_found_sdist(
		"a-b-c", "1.0-x", ".tar.gz", ZEROS, 7, "vcs", json_pack("{s:s}", "url", "u"));
	_cleanup_(text_free) struct text text = json_canonical(found);

	assert_string_equal(text_string(&text),
		"{\"filename\":\"a_b_c-1.0-x.tar.gz\",\"name\":\"a-b-c\",\"sha256\":\"" ZEROS
		"\",\"size\":7,\"source\":{\"vcs\":{\"url\":\"u\"}},\"version\":\"1.0-x\"}");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_is_read),
		cmocka_unit_test(it_is_malformed),
		cmocka_unit_test(lines_allow_hashes),
		cmocka_unit_test(it_is_found),
	};
	return run_unit(tests);
}
