/* SPDX-License-Identifier: MIT */
/* toml: values come through as JSON, and what is not TOML ends with a line that names the place. */
#include "unit.h"

#include "lib/cleanup.h"
#include "lib/file.h"
#include "lib/json.h"
#include "lib/toml.h"

static char *path;

static json_t *read_text(const char *text, size_t length)
{
	file_write(path, text, length);
	return toml_read(path, 1 << 20);
}

static void values_become_json(void **state)
{
	(void)state;
	const char text[] =
		"a = 1\nb = [true, 'x', 1.5]\n[c.d]\n\"e.f\" = { g = 2026-11-22T10:00:00Z "
		"}\n[[h]]\ni = \"\"\n[[h]]\n";
	_cleanup_json_ json_t *json = read_text(text, strlen(text));
	_cleanup_(text_free) struct text canonical = json_canonical(json);

	assert_string_equal(text_string(&canonical),
		"{\"a\":1,\"b\":[true,\"x\",1.5],\"c\":{\"d\":{\"e.f\":{\"g\":"
		"\"2026-11-22T10:00:00Z\"}}},\"h\":[{\"i\":\"\"},{}]}");
}

/* Dates and times are their text (RFC 3339), and JSON has no number for infinity. */
static void what_json_lacks(void **state)
{
	(void)state;
	const char text[] = "a = 2026-11-22\nb = 10:00:30\nc = 2026-11-22T10:00:00\nd = inf\n";
	_cleanup_json_ json_t *json = read_text(text, strlen(text));
	_cleanup_(text_free) struct text canonical = json_canonical(json);

	assert_string_equal(text_string(&canonical), "{\"a\":\"2026-11-22\",\"b\":\"10:00:30\","
						     "\"c\":\"2026-11-22T10:00:00\",\"d\":null}");
}

static void what_is_not_toml_is_refused(void **state)
{
	(void)state;
	_cleanup_(text_free) struct text deep = {0};

	assert_dies(EXIT_NO, ":2:", read_text("a = 1\nb = [", 11));
	assert_dies(EXIT_NO, "not valid TOML", read_text("a = 1\na = 2\n", 12));
	assert_dies(EXIT_NO, "not valid TOML", read_text("a = \"\xff\"\n", 8));
	assert_dies(
		EXIT_NO, "not valid TOML", read_text("[=]\n", 4)); /* toml++ asserts that it is */
	assert_dies(EXIT_NO, "not ASCII", read_text("a = \"\xc3\xa9\"\n\xc3\xa9 = 1\n", 15));
	assert_dies(EXIT_NO, "not valid TOML", read_text("a = -.b.'\xef\xbb\xbe\n", 12));
	assert_dies(EXIT_NO, "holds a NUL", read_text("a = \"x\\u0000\"\n", 14));
	assert_dies(EXIT_NO, "holds a NUL", read_text("\"x\\u0000\" = 1\n", 14));
	assert_dies(EXIT_NO, ":1:", read_text("a = \"x\nb = 1\n", 13)); /* a string with no end */
	assert_dies(EXIT_NO, "not valid TOML", read_text("a = \"\"\"x\n", 10));
	for (int i = 0; i < 100000; i++)
		text_add_string(&deep, "a.");
	text_add_string(&deep, "a = 1\n");
	assert_dies(EXIT_NO, "nested too deeply", read_text(deep.bytes, deep.length));
	text_clear(&deep);
	text_add_string(&deep, "a = ");
	for (int i = 0; i < 100000; i++)
		text_add_char(&deep, '[');
	assert_dies(EXIT_NO, "not valid TOML", read_text(deep.bytes, deep.length));
}

static void dots_in_strings_and_comments_are_no_keys(void **state)
{
	(void)state;
	_cleanup_(text_free) struct text text = {0};

	text_add_string(&text, "a = '");
	for (int i = 0; i < 1000; i++)
		text_add_string(&text, "a.");
	text_add_string(&text, "' # it's ");
	for (int i = 0; i < 1000; i++)
		text_add_string(&text, "a.");
	text_add_string(&text, "\nb = \"\"\"\n\\\"");
	for (int i = 0; i < 1000; i++)
		text_add_string(&text, "a.");
	text_add_string(&text, "\"\"\"\n");
	_cleanup_json_ json_t *json = read_text(text.bytes, text.length);

	assert_int_equal(json_object_size(json), 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_become_json),
		cmocka_unit_test(what_json_lacks),
		cmocka_unit_test(what_is_not_toml_is_refused),
		cmocka_unit_test(dots_in_strings_and_comments_are_no_keys),
	};

	path = xprintf("%s/toml-unit.%d", getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp", getpid());
	int failed = run_unit(tests);

	unlink(path);
	free(path);
	return failed;
}
