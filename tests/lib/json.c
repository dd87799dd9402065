/* SPDX-License-Identifier: MIT */
/* json: read strictly (RFC 8259), written the same way every time, members of the wanted type. */
#include "fixture.h"

#include "lib/json.h"

static json_t *read_text(const char *text, size_t limit)
{
	file_write("j", text, strlen(text));
	return json_read("j", limit);
}

static void is_read_strictly(void **state)
{
	(void)state;
	_cleanup_json_ json_t *json = read_text(" {\"b\":[1,null,\"\\u00e9\"],\"a\":{}}\n", 100);
	_cleanup_(text_free) struct text text = json_canonical(json);

	assert_string_equal(text_string(&text), "{\"a\":{},\"b\":[1,null,\"\xc3\xa9\"]}");
	assert_dies(EXIT_NO, "j:2:", read_text("{\n\"a\": x}", 100));
	assert_dies(EXIT_NO, "not valid JSON", read_text("", 100));
	assert_dies(EXIT_NO, "not valid JSON", read_text("{} {}", 100));
	assert_dies(EXIT_NO, "not valid JSON", read_text("{\"a\":1,\"a\":2}", 100));
	assert_dies(EXIT_NO, "not valid JSON", read_text("[\"\xff\"]", 100));
	assert_dies(EXIT_NO, "not valid JSON", read_text("[1,]", 100));
	assert_dies(EXIT_NO, "j: larger than the 2 bytes", read_text("[1]", 2));
}

static void bytes_that_are_no_text(void **state)
{
	(void)state;
	_cleanup_json_ json_t *good = json_lossy("\xc3\xa9", 2), *bad = json_lossy("a\xe9z", 3);

	assert_string_equal(json_string_value(good), "\xc3\xa9");
	assert_string_equal(json_string_value(bad), "a\\xe9z");
}

static void members_have_their_type(void **state)
{
	(void)state;
	_cleanup_json_ json_t *json = read_text(
		"{\"s\":\"x\",\"o\":{},\"a\":[],\"i\":9007199254740993,\"n\":null,\"m\":-1,"
		"\"f\":1.5}",
		100);

	assert_string_equal(json_want_string(json, "s", "w"), "x");
	assert_true(json_is_object(json_want_object(json, "o", "w")));
	assert_true(json_is_array(json_want_array(json, "a", "w")));
	assert_true(json_want_size(json, "i", "w") == UINT64_C(9007199254740993));
	assert_null(json_get_string(json, "none", "w"));
	assert_null(json_get_object(json, "n", "w"));
	assert_null(json_get_array(json, "n", "w"));
	assert_int_equal(json_get_size(json, "none", 7, "w"), 7);
	assert_dies(EXIT_NO, "w: .o: not a string", json_get_string(json, "o", "w"));
	assert_dies(EXIT_NO, "w: .a: not an object", json_want_object(json, "a", "w"));
	assert_dies(EXIT_NO, "w: .s: not an array", json_get_array(json, "s", "w"));
	assert_dies(EXIT_NO, "w: .f: not a whole number", json_want_size(json, "f", "w"));
	assert_dies(EXIT_NO, "w: .m: negative", json_get_size(json, "m", 7, "w"));
	assert_dies(EXIT_NO, "w: .n: missing", json_want_string(json, "n", "w"));
	assert_dies(EXIT_NO, "w: .none: missing", json_want_size(json, "none", "w"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(is_read_strictly),
		cmocka_unit_test(bytes_that_are_no_text),
		cmocka_unit_test(members_have_their_type),
	};
	return run_in_directory(tests);
}
