/* SPDX-License-Identifier: MIT */
/* planjson: plan.json, and what locate gets of each share. */
#include "unit.h"

#include "lib/cleanup.h"
#include "lib/json.h"
#include "lock/planjson.h"

static struct lock_file files[3] = {
	{.filename = (char *)"a-1-py3-none-any.whl", .size = 10, .sha256.hex = "aa"},
	{.filename = (char *)"b-1-py3-none-any.whl", .size = 1000, .sha256.hex = "bb"},
	{.filename = (char *)"c-1.tar.gz", .size = -1, .sdist = true, .sha256.hex = "cc"},
};
static struct lock_package packages[3] = {
	{.name = (char *)"a", .group = (char *)"small.1", .serial = 1, .chosen = &files[0]},
	{.name = (char *)"b", .group = (char *)"b", .serial = 2, .chosen = &files[1]},
	{.name = (char *)"c", .group = (char *)"small.1", .serial = 3, .chosen = &files[2]},
};
static const struct lock lock = {.path = "dir/lock.toml", .count = 3, .packages = packages};
static const struct lock_target target = {.name = (char *)"t"};

static int set_up(void **state)
{
	(void)state;
	for (size_t i = 0; i < lock.count; i++) {
		packages[i].version = (char *)"1";
		packages[i].index = (char *)"main";
	}
	return 0;
}

/* What jansson makes of the same value is the form. */
static json_t *parsed(const struct text *text)
{
	json_t *value = json_loadb(text->bytes, text->length, JSON_REJECT_DUPLICATES, NULL);

	assert_non_null(value);
	_cleanup_free_ char *again = json_dumps(value, JSON_COMPACT | JSON_SORT_KEYS);
	_cleanup_(text_free) struct text line = {0};

	text_printf(&line, "%s\n", again);
	assert_int_equal(line.length, text->length);
	assert_memory_equal(line.bytes, text->bytes, line.length);
	return value;
}

static void the_plan(void **state)
{
	(void)state;
	_cleanup_(plan_free) struct plan plan = plan_make(&lock, &target, "here", 5000);
	_cleanup_json_ json_t *about = json_pack("{s:s, s:[s]}", "name", "t", "exclude", "x");
	const struct digest installed = {.hex = "00"};
	_cleanup_(text_free) struct text text = planjson(&plan, about, &installed);
	_cleanup_json_ json_t *json = parsed(&text);
	json_t *package = json_array_get(json_object_get(json, "packages"), 1);

	assert_int_equal(json_array_size(json_object_get(json, "layers")), 2);
	assert_int_equal(json_array_size(json_object_get(json, "packages")), 3);
	assert_string_equal(json_string_value(json_object_get(package, "name")), "b");
	assert_int_equal(
		json_integer_value(json_object_get(json_object_get(package, "file"), "size")),
		1000);
	assert_null(json_object_get(json_object_get(json, "target"), "exclude"));
	assert_non_null(json_object_get(about, "exclude"));
	assert_string_equal(json_string_value(json_object_get(json, "installed")), "00");
}

static void a_share(void **state)
{
	(void)state;
	_cleanup_(plan_free) struct plan plan = plan_make(&lock, &target, "here", 5000);
	_cleanup_(text_free) struct text text = planjson_shard(&plan, &plan.shards[0]),
					 none = planjson_shard(&plan, &plan.shards[3]);

	assert_string_equal(text_string(&text),
		"{\"packages\":[{\"file\":{\"filename\":\"b-1-py3-none-any.whl\","
		"\"kind\":\"wheel\",\"sha256\":\"bb\",\"size\":1000},\"group\":\"b\","
		"\"index\":\"main\",\"name\":\"b\",\"serial\":2,\"version\":\"1\"}]}\n");
	assert_string_equal(text_string(&none), "{\"packages\":[]}\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(the_plan, set_up),
		cmocka_unit_test_setup(a_share, set_up),
	};
	return run_unit(tests);
}
