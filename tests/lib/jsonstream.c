/* SPDX-License-Identifier: MIT */
/* jsonstream: the members of an object, however the text is cut; and what is no JSON is refused, as
 * jansson would. */
#include "unit.h"

#include "lib/cleanup.h"
#include "lib/json.h"
#include "lib/jsonstream.h"

static void note(void *data, const char *key, const json_t *value)
{
	_cleanup_(text_free) struct text dump = {0};

	if (value)
		dump = json_canonical(value);
	text_printf(data, "%s=%s;", key, value ? text_string(&dump) : "[]");
}

/* What is handed out, with the text given in pieces of STEP bytes; the error where there is one. */
static char *read_in(const char *json, size_t length, size_t step)
{
	_cleanup_(text_free) struct text seen = {0};
	_cleanup_(jsonstream_free) struct jsonstream stream;
	bool good = true;

	jsonstream_begin(&stream, note, &seen);
	for (size_t i = 0; i < length && good; i += step)
		good = jsonstream_add(&stream, json + i, length - i < step ? length - i : step);
	if (!good || !jsonstream_end(&stream))
		return xstrdup(stream.error);
	return text_take(&seen);
}

static void assert_reads(const char *json, const char *wanted)
{
	for (size_t step = 1; step < 40; step += 7) {
		_cleanup_free_ char *seen = read_in(json, strlen(json), step);

		assert_string_equal(seen, wanted);
	}
}

static void hands_out_members_and_elements(void **state)
{
	(void)state;
	assert_reads("{}", "");
	assert_reads(" { \"a\" : 1 , \"b\":\"x,]}{\\\"\\\\\" }\n", "a=1;b=\"x,]}{\\\"\\\\\";");
	assert_reads("{\"a\":[],\"b\":[ ] ,\"c\":[1]}", "a=[];b=[];c=1;");
	assert_reads(
		"{\"meta\":{\"v\":[1,{}]},\"files\":[{\"n\":\"a]\"}, {\"n\":[[2]]} ],\"z\":null}",
		"meta={\"v\":[1,{}]};files={\"n\":\"a]\"};files={\"n\":[[2]]};z=null;");
	assert_reads("{\"a\":[1, \"x\" ,true]}", "a=1;a=\"x\";a=true;");
}

/* Each of these is refused by jansson too. */
static void refuses_what_is_no_json(void **state)
{
	(void)state;
	static const char *const bad[] = {"", " ", "{", "{\"a\"", "{\"a\":", "{\"a\":}", "{\"a\":1",
		"{\"a\":1,}", "{,}", "{\"a\" 1}", "{a:1}", "{1:1}", "{\"a\":[1,]}", "{\"a\":[,1]}",
		"{\"a\":[1 2]}", "{\"a\":[1}", "{\"a\":[1]", "{\"a\":[1]]}", "{\"a\":[1] 2}",
		"{\"a\":[1]:2}", "{\"a\":1}}", "{\"a\":1} x", "{\"a\":{]}", "{\"a\":\"\n\"}",
		"{\"a\":\"\\x\"}", "{\"a\":\"", "{\"a\":tru}", "{\"a\":\"\xff\"}", "{\"a\":1]",
		"{\"a\":1:2}", "{]", "{:1}", "{\"a\":[]]", "{\"a\":[1:2]}",
		"{\"a\":{\"b\":1,\"b\":2}}"};

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		_cleanup_free_ char *error = read_in(bad[i], strlen(bad[i]), 3);
		json_error_t unused;

		assert_null(json_loads(bad[i], JSON_REJECT_DUPLICATES, &unused));
		if (!strstr(error, "JSON"))
			fail_msg("'%s' gave '%s'", bad[i], error);
	}
	_cleanup_free_ char *array = read_in("[]", 2, 1);

	assert_string_equal(array, "not a JSON object");
}

static void bounds_memory(void **state)
{
	(void)state;
	_cleanup_(text_free) struct text json = {0};

	text_add_string(&json, "{\"a\":\"");
	for (size_t i = 0; i < JSONSTREAM_MAX; i++)
		text_add_char(&json, 'x');
	_cleanup_free_ char *large = read_in(json.bytes, json.length, 4096);

	assert_string_equal(large, "JSON with a member that is too large");
	text_clear(&json);
	text_add_string(&json, "{\"a\":");
	for (int i = 0; i < 200; i++)
		text_add_char(&json, '{');
	_cleanup_free_ char *deep = read_in(json.bytes, json.length, 4096);

	assert_string_equal(deep, "JSON with a member that is too large");
}

static void takes_a_nul_for_no_separator(void **state)
{
	(void)state;
	_cleanup_free_ char *error = read_in("{\"a\":1\0}", 9, 100);

	assert_string_equal(error, "not valid JSON");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hands_out_members_and_elements),
		cmocka_unit_test(refuses_what_is_no_json),
		cmocka_unit_test(bounds_memory),
		cmocka_unit_test(takes_a_nul_for_no_separator),
	};
	return run_unit(tests);
}
