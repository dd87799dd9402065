/* SPDX-License-Identifier: MIT */
#include "image/imageconfig.h"

#include <string.h>

#include "image/configmembers.h"
#include "lib/die.h"
#include "lib/json.h"
#include "lib/unconst.h"

#define DEFAULT_CREATED "1980-01-01T00:00:00Z"

json_t *imageconfig_read(const char *path)
{
	json_t *wanted = json_read(path, LAYOUT_LARGEST_JSON);

	if (!json_is_object(wanted))
		die(EXIT_NO, "%s: not an object", path);
	configmembers_check(wanted, true, path);
	json_want_string(wanted, "architecture", path);
	json_want_string(wanted, "os", path);
	if (!json_object_get(wanted, "created"))
		json_object_set_new(wanted, "created", json_string(DEFAULT_CREATED));
	return wanted;
}

static const char *string_of(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

struct platform imageconfig_platform(const json_t *wanted)
{
	return (struct platform){
		.os = string_of(wanted, "os"),
		.architecture = string_of(wanted, "architecture"),
		.variant = string_of(wanted, "variant"),
	};
}

/* Adds the variable in the place of one with its name, else at the end. */
static void set_variable(json_t *environment, json_t *variable)
{
	const char *text = json_string_value(variable), *old;
	size_t i, length;

	if (!text)
		return;
	length = strcspn(text, "=");
	for (i = 0; (old = json_string_value(json_array_get(environment, i))); i++) {
		if (strcspn(old, "=") == length && strncmp(old, text, length) == 0) {
			json_array_set(environment, i, variable);
			return;
		}
	}
	json_array_append(environment, variable);
}

static json_t *merge_environment(const json_t *base, const json_t *wanted)
{
	json_t *merged = json_array(), *variable;
	size_t i;

	json_array_foreach (base, i, variable)
		set_variable(merged, variable);
	json_array_foreach (wanted, i, variable)
		set_variable(merged, variable);
	return merged;
}

/* Takes the variables with these NAMES away. */
static void unset_variables(json_t *environment, const json_t *names)
{
	size_t i, j;
	const char *name, *variable;

	for (i = 0; (name = json_string_value(json_array_get(names, i))); i++)
		for (j = 0; (variable = json_string_value(json_array_get(environment, j))); j++)
			if (strcspn(variable, "=") == strlen(name) &&
				strncmp(variable, name, strlen(name)) == 0)
				json_array_remove(environment, j--);
}

/* The members of both objects; where both have one, WANTED's. */
static json_t *merge_members(const json_t *base, json_t *wanted)
{
	json_t *merged = json_is_object(base) ? json_copy(unconst(base)) : json_object();

	json_object_update(merged, wanted);
	return merged;
}

static json_t *merge_run_config(const json_t *base, json_t *wanted, const json_t *unset)
{
	json_t *merged = json_is_object(base) ? json_copy(unconst(base)) : json_object(), *value;
	const char *key;

	json_object_del(merged, "OnBuild");
	if (json_object_get(wanted, "Entrypoint"))
		json_object_del(merged, "Cmd");
	json_object_foreach (wanted, key, value) {
		if (strcmp(key, "Env") == 0)
			json_object_set_new(
				merged, key, merge_environment(json_object_get(base, key), value));
		else if (strcmp(key, "Labels") == 0 || strcmp(key, "ExposedPorts") == 0 ||
			 strcmp(key, "Volumes") == 0)
			json_object_set_new(
				merged, key, merge_members(json_object_get(base, key), value));
		else if (json_is_array(value) && json_array_size(value) == 0)
			json_object_del(merged, key);
		else
			json_object_set(merged, key, value);
	}
	unset_variables(json_object_get(merged, "Env"), unset);
	return merged;
}

static void add_history(
	json_t *history, const struct image_layer *layer, bool base, const char *created)
{
	const char *what = image_layer_annotation(layer, ANNOTATION_WHEELS);

	if (!what)
		what = image_layer_annotation(layer, ANNOTATION_FILES);
	if (!what)
		what = base ? "base" : "files";
	json_array_append_new(history,
		json_pack("{s:s, s:s+}", "created", created, "created_by", "pylock.mk: ", what));
}

/* Readers want one entry per layer besides those that are marked as empty: a base's history is kept
 * when it is like that. */
static json_t *base_history(const json_t *base, size_t base_count)
{
	json_t *history = json_object_get(base, "history"), *entry;
	size_t i, layers = 0;

	json_array_foreach (history, i, entry)
		layers += json_is_object(entry) &&
			  !json_is_true(json_object_get(entry, "empty_layer"));
	return json_is_array(history) && layers == base_count ? json_copy(history) : NULL;
}

json_t *imageconfig_merge(const json_t *wanted, const json_t *base,
	const struct image_layer *layers, size_t count, size_t base_count)
{
	const char *created = string_of(wanted, "created");
	const char *const kept[] = {"variant", "os.version", "os.features"};
	json_t *history = base_history(base, base_count), *diff_ids = json_array();
	json_t *config = json_pack("{s:O, s:O, s:O, s:O*}", "architecture",
		json_object_get(wanted, "architecture"), "os", json_object_get(wanted, "os"),
		"created", json_object_get(wanted, "created"), "author",
		json_object_get(wanted, "author"));

	for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
		json_t *value = json_object_get(wanted, kept[i]);

		if (!value)
			value = json_object_get(base, kept[i]);
		if (value)
			json_object_set(config, kept[i], value);
	}
	size_t first = history ? base_count : 0;

	if (!history)
		history = json_array();
	for (size_t i = first; i < count; i++)
		add_history(history, &layers[i], i < base_count, created);
	for (size_t i = 0; i < count; i++)
		json_array_append_new(diff_ids, json_sprintf("sha256:%s", layers[i].diff_id.hex));
	json_object_set_new(config, "config",
		merge_run_config(json_object_get(base, "config"), json_object_get(wanted, "config"),
			json_object_get(wanted, "unset")));
	json_object_set_new(config, "history", history);
	json_object_set_new(
		config, "rootfs", json_pack("{s:s, s:o}", "type", "layers", "diff_ids", diff_ids));
	return config;
}
