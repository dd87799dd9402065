/* SPDX-License-Identifier: MIT */
#include "lock/group.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/json.h"

/* What the groups of small wheels hold so far; group small.N is sizes[N - 1]. */
struct groups {
	size_t count;
	uint64_t *sizes;
};

struct group_limits group_limits_read(const json_t *target_json, const char *where)
{
	uint64_t split = json_get_size(target_json, "layerSplit", 0, where),
		 layers = json_get_size(target_json, "layerMax", 0, where);

	return (struct group_limits){
		.split = split ? split : 256 << 20, .layers = layers ? layers : 80};
}

uint64_t group_parts(int64_t size, uint64_t split)
{
	return size <= 0 ? 1 : ((uint64_t)size + split - 1) / split;
}

/* One that is not known counts as if the package just stood alone. */
static uint64_t size_of(const struct lock_package *package)
{
	return package->chosen->size < 0 ? GROUP_LIMIT : (uint64_t)package->chosen->size;
}

static bool is_small(const struct lock_package *package, uint64_t limit)
{
	return size_of(package) < limit;
}

static void set_group(struct lock_package *package, const char *name)
{
	char *group = xstrdup(name);

	free(package->group);
	package->group = group;
}

/* The number N of a group named `small.N`, or 0. */
static size_t number_of(const char *group)
{
	unsigned number;
	char rest;

	return group && sscanf(group, "small.%5u%c", &number, &rest) == 1 ? number : 0;
}

static bool put(struct groups *groups, struct lock_package *package, size_t number, uint64_t limit)
{
	while (groups->count < number) {
		groups->sizes = xrealloc(groups->sizes, groups->count + 1, sizeof *groups->sizes);
		groups->sizes[groups->count++] = 0;
	}
	if (groups->sizes[number - 1] + size_of(package) > limit)
		return false;
	groups->sizes[number - 1] += size_of(package);
	_cleanup_free_ char *name = xprintf("small.%zu", number);

	set_group(package, name);
	return true;
}

/* Gives every package its group, those that have one first. Returns the number of layers. */
static uint64_t assign(struct lock *lock, uint64_t limit, uint64_t split)
{
	struct groups groups = {0};
	uint64_t layers = 0;

	for (size_t i = 0; i < lock->count; i++) {
		struct lock_package *package = &lock->packages[i];
		size_t number = number_of(package->group);

		if (!is_small(package, limit)) {
			set_group(package, package->name);
			layers += group_parts(package->chosen->size, split);
		} else if (!number || !put(&groups, package, number, limit)) {
			set_group(package, "");
		}
	}
	for (size_t i = 0; i < lock->count; i++) {
		size_t number = 1;

		if (lock->packages[i].group[0] == '\0')
			while (!put(&groups, &lock->packages[i], number, limit))
				number++;
	}
	for (size_t i = 0; i < groups.count; i++)
		layers += groups.sizes[i] > 0;
	free(groups.sizes);
	return layers;
}

uint64_t groups_assign(struct lock *lock, uint64_t limit, const struct group_limits *limits)
{
	if (limit < GROUP_LIMIT || limit > INT64_MAX / 4)
		limit = GROUP_LIMIT;
	while (assign(lock, limit, limits->split) > limits->layers && limit < INT64_MAX / 4) {
		limit *= 2;
		for (size_t i = 0; i < lock->count; i++)
			set_group(&lock->packages[i], "");
	}
	return limit;
}
