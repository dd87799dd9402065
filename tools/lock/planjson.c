/* SPDX-License-Identifier: MIT */
#include "lock/planjson.h"

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/json.h"
#include "lock/directsource.h"

/* The element of an array, after the first one with a comma. It takes VALUE. */
static void add_element(struct text *out, size_t number, json_t *value)
{
	if (!value)
		die(EXIT_SYSTEM, "out of memory");
	_cleanup_(text_free) struct text text = json_canonical(value);

	if (number > 0)
		text_add_char(out, ',');
	text_add(out, text.bytes, text.length);
	json_decref(value);
}

static json_t *file_json(const struct lock_package *package)
{
	const struct lock_file *file = package->chosen;

	return json_pack("{s:s, s:s, s:s, s:o, s:o*, s:O*}", "filename", file->filename, "kind",
		file->sdist ? "sdist" : "wheel", "sha256", file->sha256.hex, "size",
		file->size < 0 ? json_null() : json_integer(file->size), "urls",
		file->url ? json_pack("[s]", file->url) : NULL, "source",
		directsource_is_made(package->direct) ? package->direct : NULL);
}

static json_t *package_json(const struct plan *plan, const struct lock_package *package)
{
	return json_pack("{s:s, s:s, s:s, s:I, s:s, s:O*, s:o*, s:o}", "name", package->name,
		"version", package->version, "index", package->index, "serial",
		(json_int_t)package->serial, "group", package->group, "choice", package->choice,
		"pyc", lock_target_compiles(plan->target, package->name) ? json_true() : NULL,
		"file", file_json(package));
}

static json_t *layer_json(const struct plan_layer *layer)
{
	_cleanup_free_ char *name = plan_layer_name(layer);
	json_t *packages = json_array();

	for (size_t i = 0; i < layer->count; i++)
		json_array_append_new(packages, json_string(layer->packages[i]->name));
	return json_pack("{s:s, s:s, s:I, s:I, s:i, s:i, s:o}", "name", name, "group", layer->group,
		"serial", (json_int_t)layer->serial, "size", (json_int_t)layer->size, "part",
		(int)layer->part, "parts", (int)layer->parts, "packages", packages);
}

struct text planjson(const struct plan *plan, json_t *target_json, const struct digest *installed)
{
	json_t *target = json_copy(target_json), *excluded = json_array();
	struct text out = {0};

	for (size_t i = 0; i < plan->target->exclude_count; i++)
		json_array_append_new(excluded, json_string(plan->target->exclude[i]));
	json_object_del(target, "exclude");
	text_add_string(&out, "{\"excluded\":");
	add_element(&out, 0, excluded);
	text_printf(&out, ",\"installed\":\"%s\",\"layers\":[", installed->hex);
	for (size_t i = 0; i < plan->count; i++)
		add_element(&out, i, layer_json(&plan->layers[i]));
	text_add_string(&out, "],\"packages\":[");
	for (size_t i = 0; i < plan->lock->count; i++)
		add_element(&out, i, package_json(plan, &plan->lock->packages[i]));
	text_add_string(&out, "],\"target\":");
	add_element(&out, 0, target);
	text_add_string(&out, "}\n");
	return out;
}

struct text planjson_shard(const struct plan *plan, const struct plan_shard *shard)
{
	struct text out = {0};

	text_add_string(&out, "{\"packages\":[");
	for (size_t i = 0; i < shard->count; i++)
		add_element(&out, i, package_json(plan, shard->packages[i]));
	text_add_string(&out, "]}\n");
	return out;
}
