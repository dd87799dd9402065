/* SPDX-License-Identifier: MIT */
/* plan: layers by group and serial, keys that change with what a layer is made of, equal shares. */
#include "unit.h"

#include "lib/cleanup.h"
#include "lib/json.h"
#include "lock/plan.h"
#include "lock/planmakefile.h"

static struct lock_file files[4] = {
	{.filename = (char *)"a-1-py3-none-any.whl", .size = 10},
	{.filename = (char *)"b-1-py3-none-any.whl", .size = 1000},
	{.filename = (char *)"c-1-py3-none-any.whl", .size = 20},
	{.filename = (char *)"d-1.tar.gz", .size = -1, .sdist = true},
};
static struct lock_package packages[4];
static const struct lock lock = {.path = "dir/lock.toml", .count = 4, .packages = packages};
static const struct lock_target target = {.name = (char *)"t"};

static int set_up(void **state)
{
	(void)state;
	static const char *const names[] = {"a", "b", "c", "d"}, *const groups[] = {"small.1", "b",
									 "small.1", "d"};
	static const uint64_t serials[] = {1, 1, 5, 2};

	for (size_t i = 0; i < 4; i++) {
		memset(files[i].sha256.hex, "0123"[i], 64);
		packages[i] = (struct lock_package){.name = (char *)names[i],
			.version = (char *)"1",
			.index = (char *)"main",
			.group = (char *)groups[i],
			.serial = serials[i],
			.chosen = &files[i]};
	}
	return 0;
}

static void layers_in_the_images_order(void **state)
{
	(void)state;
	_cleanup_(plan_free) struct plan plan = plan_make(&lock, &target, "here", 600);

	assert_int_equal(plan.count, 4); /* b in two parts, then d, then what changed last */
	assert_string_equal(plan.layers[0].group, "b");
	assert_int_equal(plan.layers[0].part, 1);
	assert_int_equal(plan.layers[1].part, 2);
	assert_int_equal(plan.layers[1].parts, 2);
	assert_string_not_equal(plan.layers[0].key, plan.layers[1].key);
	assert_string_equal(plan.layers[2].group, "d");
	assert_string_equal(plan.layers[3].group, "small.1");
	assert_int_equal(plan.layers[3].serial, 5);
	assert_int_equal(plan.layers[3].size, 30);
	assert_string_equal(plan.layers[3].packages[0]->name, "a");
	assert_int_equal(strlen(plan.layers[3].key), 12);
	for (size_t i = 0; i < 4; i++) { /* as many shares as packages: each has one */
		assert_in_range(plan.shards[i], 0, PLAN_SHARDS - 1);
		for (size_t j = 0; j < i; j++)
			assert_int_not_equal(plan.shards[i], plan.shards[j]);
	}
}

static void keys_follow_the_contents(void **state)
{
	(void)state;
	_cleanup_(plan_free) struct plan one = plan_make(&lock, &target, "here", 600),
					 same = plan_make(&lock, &target, "here", 600),
					 there = plan_make(&lock, &target, "there", 600);

	files[0].sha256.hex[63] = 'f';
	_cleanup_(plan_free) struct plan other = plan_make(&lock, &target, "here", 600);

	set_up(state);
	assert_string_equal(one.layers[3].key, same.layers[3].key);
	assert_string_not_equal(one.layers[3].key, there.layers[3].key);
	assert_string_not_equal(one.layers[3].key, other.layers[3].key);
	assert_string_equal(one.layers[0].key, other.layers[0].key);
}

static void documents(void **state)
{
	(void)state;
	_cleanup_(plan_free) struct plan plan = plan_make(&lock, &target, "here", 600);
	_cleanup_(text_free) struct text makefile = plan_makefile(&plan);
	_cleanup_json_ json_t *about = json_pack("{s:s, s:[s]}", "name", "t", "exclude", "x");
	const struct digest installed = {.hex = "00"};
	_cleanup_json_ json_t *json = plan_json(&plan, about, &installed);

	assert_non_null(strstr(text_string(&makefile), "Made by lockplan from lock.toml;"));
	assert_int_equal(json_array_size(json_object_get(json, "layers")), 4);
	assert_int_equal(json_array_size(json_object_get(json, "packages")), 4);
	assert_null(json_object_get(json_object_get(json, "target"), "exclude"));
	assert_string_equal(json_string_value(json_object_get(json, "installed")), "00");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(layers_in_the_images_order, set_up),
		cmocka_unit_test_setup(keys_follow_the_contents, set_up),
		cmocka_unit_test_setup(documents, set_up),
	};
	return run_unit(tests);
}
