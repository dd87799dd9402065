/* SPDX-License-Identifier: MIT */
#include "lock/plan.h"

#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lock/directsource.h"
#include "lock/group.h"
#include "store/results.h"

/* --- shards ------------------------------------------------------------------ */

static int by_size_down(const void *a, const void *b)
{
	const struct lock_package *x = *(const struct lock_package *const *)a,
				  *y = *(const struct lock_package *const *)b;

	if (x->chosen->size != y->chosen->size)
		return x->chosen->size > y->chosen->size ? -1 : 1;
	return strcmp(x->name, y->name);
}

static int by_group(const void *a, const void *b)
{
	const struct lock_package *x = *(const struct lock_package *const *)a,
				  *y = *(const struct lock_package *const *)b;
	int order = strcmp(x->group, y->group);

	return order ? order : strcmp(x->name, y->name);
}

/* Whether it shares a layer with others, or may. */
static bool is_grouped(const struct lock_package *package)
{
	return starts_with(package->group, "small.");
}

/* The shard with the fewest bytes of those that can have one more file. */
static struct plan_shard *least_of(const struct plan *plan)
{
	struct plan_shard *least = NULL;

	for (size_t i = 0; i < plan->shard_count; i++) {
		struct plan_shard *shard = &plan->shards[i];

		if (shard->count < PLAN_SHARD_FILES && (!least || shard->size < least->size))
			least = shard;
	}
	return least;
}

static void add_to(struct plan_shard *shard, const struct lock_package *package)
{
	shard->packages[shard->count++] = package;
	shard->size += (package->chosen->size > 0 ? (uint64_t)package->chosen->size : 0) + 1;
}

/* Largest first, each to the shard that has least so far. Of many shards each has small ones of few
 * layers, which need not wait for all shards then. What is made here is in none. */
static void share_out(struct plan *plan)
{
	const struct lock *lock = plan->lock;
	size_t full = (lock->count + PLAN_SHARD_FILES - 1) / PLAN_SHARD_FILES, next = 0;
	bool many = full > PLAN_SHARDS;
	_cleanup_free_ const struct lock_package **order = xalloc(lock->count, sizeof *order);

	plan->shard_count = many ? full : PLAN_SHARDS;
	plan->shards = xalloc(plan->shard_count, sizeof *plan->shards);
	for (size_t i = 0; i < lock->count; i++)
		order[i] = &lock->packages[i];
	qsort(order, lock->count, sizeof *order, by_size_down);
	for (size_t i = 0; i < lock->count; i++)
		if (!directsource_is_made(order[i]->direct) && !(many && is_grouped(order[i])))
			add_to(least_of(plan), order[i]);
	qsort(order, lock->count, sizeof *order, by_group);
	for (size_t i = 0; many && i < lock->count; i++) {
		if (directsource_is_made(order[i]->direct) || !is_grouped(order[i]))
			continue;
		while (plan->shards[next].count == PLAN_SHARD_FILES)
			next++;
		add_to(&plan->shards[next], order[i]);
	}
}

/* --- layers ------------------------------------------------------------------ */

static int by_serial(const void *a, const void *b)
{
	const struct plan_layer *x = a, *y = b;
	int order = strcmp(x->group, y->group);

	if (x->serial != y->serial)
		return x->serial < y->serial ? -1 : 1;
	return order ? order : (int)x->part - (int)y->part;
}

/* Whether the wheel that is built of PACKAGE can be WHEEL: no other of the lock is. */
static bool may_become(
	const struct plan *plan, const struct lock_package *package, const struct digest *wheel)
{
	if (!package->chosen->sdist)
		return false;
	for (size_t i = 0; i < plan->lock->count; i++)
		if (digest_equal(&plan->lock->packages[i].chosen->sha256, wheel))
			return false;
	return true;
}

bool plan_layer_allows(const struct plan *plan, const struct plan_layer *layer, size_t number)
{
	const struct digest *wheel = &plan->target->allowed.wheels[number];

	for (size_t i = 0; i < layer->count; i++)
		if (digest_equal(&layer->packages[i]->chosen->sha256, wheel) ||
			may_become(plan, layer->packages[i], wheel))
			return true;
	return false;
}

static void set_key(const struct plan *plan, struct plan_layer *layer, const char *where_installed)
{
	const struct lock_target *target = plan->target;
	_cleanup_(text_free) struct text components = {0};

	/* Another version of layer(1) gives another name. */
	text_printf(&components, "%d\n%s\n%u/%u\n", results_version(STAGE_layer), where_installed,
		layer->part, layer->parts);
	for (size_t i = 0; i < layer->count; i++)
		text_printf(&components, "%s %s\n", layer->packages[i]->chosen->filename,
			layer->packages[i]->chosen->sha256.hex);
	for (size_t i = 0; i < layer->count; i++)
		if (lock_target_compiles(target, layer->packages[i]->name))
			text_printf(&components, "pyc %d %s %s\n", results_version(STAGE_bytecode),
				target->compiler, layer->packages[i]->name);
	if (layer->count > 1 && target->owners) {
		_cleanup_(text_free) struct text rules = json_canonical(target->owners);

		text_printf(&components, "owners %s\n", rules.bytes);
	}
	for (size_t i = 0; i < target->allowed.count; i++)
		if (plan_layer_allows(plan, layer, i))
			text_printf(&components, "allow %s\n", target->allowed.wheels[i].hex);
	struct digest digest = sha256_of(components.bytes, components.length);

	memcpy(layer->key, digest.hex, sizeof layer->key - 1);
}

static void add_layer(struct plan *plan, const struct plan_layer *layer)
{
	plan->layers = xrealloc(plan->layers, plan->count + 1, sizeof *plan->layers);
	plan->layers[plan->count++] = *layer;
}

/* The layers of PACKAGES[0..COUNT), which have one group. */
static void add_group(struct plan *plan, const struct lock_package **packages, size_t count,
	const char *where_installed, uint64_t split)
{
	bool alone = count == 1 && !is_grouped(packages[0]);
	uint64_t parts = alone && !packages[0]->chosen->sdist
				 ? group_parts(packages[0]->chosen->size, split)
				 : 1;

	for (unsigned part = 1; part <= parts; part++) {
		struct plan_layer layer = {
			.group = packages[0]->group, .part = part, .parts = (unsigned)parts};

		layer.packages = xalloc(count, sizeof *layer.packages);
		for (; layer.count < count; layer.count++) {
			const struct lock_package *package = packages[layer.count];

			layer.packages[layer.count] = package;
			if (package->serial > layer.serial)
				layer.serial = package->serial;
			if (package->chosen->size > 0)
				layer.size += (uint64_t)package->chosen->size / parts;
		}
		set_key(plan, &layer, where_installed);
		add_layer(plan, &layer);
	}
}

struct plan plan_make(const struct lock *lock, const struct lock_target *target,
	const char *where_installed, uint64_t split)
{
	struct plan plan = {.lock = lock, .target = target};
	_cleanup_free_ const struct lock_package **order = xalloc(lock->count, sizeof *order);

	for (size_t i = 0; i < lock->count; i++)
		order[i] = &lock->packages[i];
	qsort(order, lock->count, sizeof *order, by_group);
	for (size_t first = 0, end; first < lock->count; first = end) {
		for (end = first + 1;
			end < lock->count && strcmp(order[end]->group, order[first]->group) == 0;)
			end++;
		add_group(&plan, order + first, end - first, where_installed, split);
	}
	if (plan.count) /* a lock of which everything is excluded has none */
		qsort(plan.layers, plan.count, sizeof *plan.layers, by_serial);
	share_out(&plan);
	return plan;
}

void plan_free(struct plan *plan)
{
	for (size_t i = 0; i < plan->count; i++)
		free(plan->layers[i].packages);
	free(plan->layers);
	free(plan->shards);
	*plan = (struct plan){0};
}

char *plan_layer_name(const struct plan_layer *layer)
{
	if (layer->parts == 1)
		return xprintf("%s-%s", layer->group, layer->key);
	return xprintf("%s.%uof%u-%s", layer->group, layer->part, layer->parts, layer->key);
}
