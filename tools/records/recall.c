/* SPDX-License-Identifier: MIT */
#include "records/recall.h"

#include <string.h>

#include "layers/layerkey.h"
#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/json.h"
#include "pypa/target.h"

static const json_t *package_of(const struct recall *recall, const char *name)
{
	const json_t *package;
	size_t i;

	json_array_foreach (json_want_array(recall->plan, "packages", recall->where), i, package)
		if (strcmp(json_want_string(package, "name", recall->where), name) == 0)
			return package;
	die(EXIT_NO, "%s: no package '%s'", recall->where, name);
}

/* The wheel that was built of the package's sdist, as the lock of these has it; or NULL. */
static const json_t *built_wheel(
	const struct recall *recall, const json_t *file, const char *package)
{
	const json_t *entry = json_object_get(recall->built, package);
	const char *sdist = json_string_value(json_object_get(entry, "sdist"));
	const char *sha256 = json_want_string(file, "sha256", recall->where);

	return sdist && strcmp(sdist, sha256) == 0 ? json_object_get(entry, "wheel") : NULL;
}

/* Adds the package's wheel. Returns false when it is not known. */
static bool add_wheel(const struct recall *recall, struct layer_options *options, const char *name)
{
	const json_t *package = package_of(recall, name);
	const json_t *file = json_want_object(package, "file", recall->where);
	struct wheelarg wheel = {0};

	if (strcmp(json_want_string(file, "kind", recall->where), "wheel") != 0)
		file = built_wheel(recall, file, name);
	const char *filename = json_string_value(json_object_get(file, "filename")),
		   *sha256 = json_string_value(json_object_get(file, "sha256"));

	if (!filename || !sha256 || !digest_parse(sha256, &wheel.digest) ||
		json_is_true(json_object_get(package, "pyc")))
		return false;
	wheel.filename = xstrdup(filename);
	options->wheels.list = xrealloc(
		options->wheels.list, options->wheels.count + 1, sizeof *options->wheels.list);
	options->wheels.list[options->wheels.count++] = wheel;
	return true;
}

static void take_rules(
	const struct recall *recall, const json_t *target, struct layer_options *options)
{
	const json_t *rule;
	size_t i;

	options->allowance = allowance_read(target, "allowWheel", recall->where);
	json_array_foreach (json_get_array(target, "owner", recall->where), i, rule)
		if (!json_is_string(rule) ||
			owner_rules_add(&options->owners, json_string_value(rule)))
			die(EXIT_NO, "%s: .target.owner[%zu]: not a rule", recall->where, i);
}

static bool add_wheels(
	const struct recall *recall, const json_t *layer, struct layer_options *options)
{
	const json_t *package;
	size_t i;

	json_array_foreach (json_want_array(layer, "packages", recall->where), i, package)
		if (!json_is_string(package) ||
			!add_wheel(recall, options, json_string_value(package)))
			return false;
	return true;
}

static void recall_layer(const struct recall *recall, const json_t *layer, const json_t *target,
	void (*take)(void *context, const struct recalled *recalled), void *context)
{
	_cleanup_(layer_options_free) struct layer_options options = {
		.prefix = json_want_string(target, "prefix", recall->where),
		.site = json_want_string(target, "site", recall->where),
		.part = (unsigned)json_want_size(layer, "part", recall->where),
		.parts = (unsigned)json_want_size(layer, "parts", recall->where),
	};
	struct recalled recalled = {
		.name = json_want_string(layer, "name", recall->where), .layer = layer};
	_cleanup_free_ char *row_name = layer_row_name(recalled.name);

	if (!target_parse_version(json_want_string(target, "python", recall->where),
		    &options.python_major, &options.python_minor) ||
		*options.prefix != '/' || *options.site != '/')
		die(EXIT_NO, "%s: .target: not one of a plan", recall->where);
	take_rules(recall, target, &options);
	if (!add_wheels(recall, layer, &options)) {
		take(context, &recalled);
		return;
	}
	_cleanup_(environment_free) struct environment to = environment_at(
		options.prefix, options.site, NULL, options.python_major, options.python_minor);
	struct digest key = layerkey(&options, &to);

	recalled.key = &key;
	recalled.row = layer_lock_find(recall->lock, row_name, &key);
	take(context, &recalled);
}

void recall_plan(const struct recall *recall,
	void (*take)(void *context, const struct recalled *recalled), void *context)
{
	const json_t *target = json_want_object(recall->plan, "target", recall->where), *layer;
	size_t i;

	json_array_foreach (json_want_array(recall->plan, "layers", recall->where), i, layer)
		recall_layer(recall, layer, target, take, context);
}

struct known {
	void (*take)(void *context, const char *name, const struct layer_row *row);
	void *context;
};

static void take_known(void *context, const struct recalled *recalled)
{
	const struct known *known = context;

	if (recalled->row && *recalled->row->record.hex)
		known->take(known->context, recalled->name, recalled->row);
}

void recall_each(const struct recall *recall,
	void (*take)(void *context, const char *name, const struct layer_row *row), void *context)
{
	struct known known = {take, context};

	recall_plan(recall, take_known, &known);
}
