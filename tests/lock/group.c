/* SPDX-License-Identifier: MIT */
/* group: small wheels share a layer, nobody moves without need, and there are never too many
 * layers. */
#include "unit.h"

#include "lib/cleanup.h"
#include "lock/group.h"

enum { MAX = 2000 };

static struct lock_file files[MAX];

/* COUNT packages of SIZE bytes each, named p0000 and so on, in no group. */
static const struct group_limits limits = {.split = 256 << 20, .layers = 80};

static struct lock packages(size_t count, int64_t size)
{
	struct lock lock = {
		.path = "test", .count = count, .packages = xalloc(count, sizeof *lock.packages)};

	for (size_t i = 0; i < count; i++) {
		files[i].size = size;
		lock.packages[i].name = xprintf("p%04zu", i);
		lock.packages[i].chosen = &files[i];
	}
	return lock;
}

static size_t layers(const struct lock *lock)
{
	size_t count = 0;

	for (size_t i = 0; i < lock->count; i++) {
		bool first = true;

		for (size_t j = 0; j < i && first; j++)
			first = strcmp(lock->packages[i].group, lock->packages[j].group) != 0;
		count += first;
	}
	return count;
}

static void small_ones_share_large_ones_stand_alone(void **state)
{
	(void)state;
	_cleanup_(lock_free) struct lock lock = packages(5, 400000);

	files[2].size = GROUP_LIMIT;
	files[4].size = -1;
	assert_int_equal(groups_assign(&lock, 0, &limits), GROUP_LIMIT);
	assert_string_equal(lock.packages[0].group, "small.1");
	assert_string_equal(lock.packages[1].group, "small.1");
	assert_string_equal(lock.packages[2].group, "p0002");
	assert_string_equal(lock.packages[3].group, "small.2");
	assert_string_equal(lock.packages[4].group, "p0004");
}

static void nobody_moves_without_need(void **state)
{
	(void)state;
	_cleanup_(lock_free) struct lock lock = packages(4, 400000);

	lock.packages[0].group = xstrdup("small.7");
	lock.packages[3].group = xstrdup("small.7");
	lock.packages[1].group = xstrdup("p0001");
	files[3].size = 700000;
	groups_assign(&lock, 0, &limits);
	assert_string_equal(lock.packages[0].group, "small.7");
	assert_string_equal(lock.packages[1].group, "small.1");
	assert_string_equal(lock.packages[2].group, "small.1");
	assert_string_equal(lock.packages[3].group, "small.2");
}

static void never_too_many_layers(void **state)
{
	(void)state;
	const int64_t sizes[] = {1000, 900000, 1500000, 40000000};

	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		_cleanup_(lock_free) struct lock lock = packages(MAX, sizes[i]);

		for (uint64_t most = 80; most; most /= 3) {
			groups_assign(&lock, 0,
				&(struct group_limits){.split = limits.split, .layers = most});
			assert_in_range(layers(&lock), 1, most);
		}
	}
}

static void a_hostile_limit_is_not_believed(void **state)
{
	(void)state;
	_cleanup_(lock_free) struct lock lock = packages(3, 10);

	assert_int_equal(groups_assign(&lock, 1, &limits), GROUP_LIMIT);
	assert_int_equal(groups_assign(&lock, UINT64_MAX, &limits), GROUP_LIMIT);
}

static void large_wheels_have_several_parts(void **state)
{
	(void)state;
	assert_int_equal(group_parts(-1, 100), 1);
	assert_int_equal(group_parts(0, 100), 1);
	assert_int_equal(group_parts(100, 100), 1);
	assert_int_equal(group_parts(101, 100), 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(small_ones_share_large_ones_stand_alone),
		cmocka_unit_test(nobody_moves_without_need),
		cmocka_unit_test(never_too_many_layers),
		cmocka_unit_test(a_hostile_limit_is_not_believed),
		cmocka_unit_test(large_wheels_have_several_parts),
	};
	return run_unit(tests);
}
