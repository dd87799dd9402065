/* SPDX-License-Identifier: MIT */
/* tomltext: what is written is TOML 1.0 that a reader of TOML understands as the same values. */
#include "fixture.h"

#include "lib/json.h"
#include "lib/toml.h"
#include "lock/tomltext.h"

static void strings_are_escaped(void **state)
{
	(void)state;
	_cleanup_(text_free) struct text out = {0};

	/* toml.io v1.0.0, "String": quotes, backslashes, U+0000 to U+001F and U+007F */
	toml_add_string(&out, "a\"\\\n\x1f\x7f\xc3\xa9");
	assert_string_equal(text_string(&out), "\"a\\\"\\\\\\u000A\\u001F\\u007F\xc3\xa9\"");
}

static json_t *of(const char *text)
{
	return json_loads(text, JSON_DECODE_ANY, NULL);
}

static void members_come_back(void **state)
{
	(void)state;
	_cleanup_json_ json_t *json = of("{\"z\":\"\\u0001'\",\"a b\":-7,\"\":true,\"list\":[],"
					 "\"l2\":[\"x\",\"y\"],\"t\":{\"q.r\":\"1\",\"b\":\"\"},"
					 "\"no\":false,\"big\":9223372036854775807}");
	_cleanup_(text_free) struct text out = {0};

	toml_add_members(&out, json, "w");
	file_write("lock.toml", out.bytes, out.length);
	_cleanup_json_ json_t *again = toml_read("lock.toml", 1000);

	assert_true(json_equal(json, again));
	assert_string_equal(strstr(text_string(&out), "\nt = "),
		"\nt = { b = \"\", \"q.r\" = \"1\" }\nz = \"\\u0001'\"\n");
}

static void add(const char *json)
{
	struct text out = {0};

	toml_add_members(&out, of(json), "w");
}

static void the_rest_is_refused(void **state)
{
	(void)state;
	assert_dies(EXIT_NO, "w: .a: neither string", add("{\"a\":null}"));
	assert_dies(EXIT_NO, "w: .a: neither string", add("{\"a\":1.5}"));
	assert_dies(EXIT_NO, "w: .a[1]: not a string", add("{\"a\":[\"x\",1]}"));
	assert_dies(EXIT_NO, "w: .a.b: not a string", add("{\"a\":{\"b\":[]}}"));
	assert_dies(EXIT_NO, "w: not an object", add("[]"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(strings_are_escaped),
		cmocka_unit_test(members_come_back),
		cmocka_unit_test(the_rest_is_refused),
	};
	return run_in_directory(tests);
}
