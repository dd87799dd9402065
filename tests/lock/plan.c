/* SPDX-License-Identifier: MIT */
/* plan: layers by group and serial, keys that change with what a layer is made of, equal shares. */
#include "unit.h"

#include "lib/cleanup.h"
#include "lock/plan.h"

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
	assert_int_equal(plan.shard_count, 4); /* as many shares as packages: each has one */
	for (size_t i = 0; i < 4; i++)
		assert_int_equal(plan.shards[i].count, 1);
	assert_string_equal(plan.shards[0].packages[0]->name, "b"); /* the largest one */
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

/* How many shards have packages of GROUP. */
static size_t shards_with(const struct plan *plan, const char *group)
{
	size_t found = 0;

	for (size_t i = 0; i < plan->shard_count; i++) {
		bool has = false;

		for (size_t j = 0; j < plan->shards[i].count; j++)
			has = has || strcmp(plan->shards[i].packages[j]->group, group) == 0;
		found += has;
	}
	return found;
}

/* Make would keep for each file of a share a list of all others; and a layer should not have to
 * wait for all of them. */
static void shares_of_many_stay_small(void **state)
{
	(void)state;
	enum { MANY = 1000, LARGE = 100 };
	static struct lock_package many[MANY];
	static struct lock_file wheels[MANY];
	static char names[MANY][8], groups[MANY][12];
	struct lock of_many = {.path = "dir/lock.toml", .count = MANY, .packages = many};
	size_t total = 0, large;

	for (size_t i = 0; i < MANY; i++) {
		snprintf(names[i], sizeof names[i], "p%03zu", i);
		snprintf(groups[i], sizeof groups[i], i < LARGE ? "p%03zu" : "small.%zu",
			i < LARGE ? i : i % 9);
		wheels[i] = (struct lock_file){.filename = names[i], .size = 1000};
		many[i] = (struct lock_package){.name = names[i],
			.version = (char *)"1",
			.group = groups[i],
			.chosen = &wheels[i]};
	}
	_cleanup_(plan_free) struct plan plan = plan_make(&of_many, &target, "here", 6000);

	assert_int_equal(plan.shard_count, 16);
	for (size_t i = 0; i < plan.shard_count; i++) {
		assert_in_range(plan.shards[i].count, 1, 64);
		total += plan.shards[i].count;
		large = 0;
		for (size_t j = 0; j < plan.shards[i].count; j++)
			large += plan.shards[i].packages[j]->group[0] == 'p';
		assert_in_range(large, LARGE / 16, LARGE / 16 + 1);
	}
	assert_int_equal(total, MANY);
	assert_in_range(shards_with(&plan, "small.3"), 2, 3); /* 100 of them */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(layers_in_the_images_order, set_up),
		cmocka_unit_test_setup(keys_follow_the_contents, set_up),
		cmocka_unit_test(shares_of_many_stay_small),
	};
	return run_unit(tests);
}
