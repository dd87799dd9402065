/* SPDX-License-Identifier: MIT */
#include "lock/lockgraphjson.h"

#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/json.h"
#include "pypa/version.h"

/* --- what a package requires ------------------------------------------------------------- */

/* A specifier by its version, then its operator; those whose version is none come last. */
struct ordered {
	const char *text;
	char *number; /* its version without `.*` */
	struct version version;
	bool has_version;
};

static int by_version(const void *a, const void *b)
{
	const struct ordered *x = a, *y = b;
	int order = y->has_version - x->has_version;

	if (order == 0 && x->has_version)
		order = version_compare(&x->version, &y->version);
	return order ? order : strcmp(x->text, y->text);
}

static json_t *specifier_json(const struct lockgraph_asked *asked)
{
	struct ordered *sorted = xalloc(asked->specifiers.count, sizeof *sorted);
	_cleanup_(text_free) struct text text = {0};
	size_t count = asked->specifiers.count;

	for (size_t i = 0; i < count; i++) {
		const char *specifier = asked->specifiers.items[i];
		const char *number = specifier + strspn(specifier, "=<>!~");
		size_t length = strlen(number);

		sorted[i].text = specifier;
		sorted[i].number = xstrndup(number, ends_with(number, ".*") ? length - 2 : length);
		sorted[i].has_version = version_is_valid(sorted[i].number) &&
					version_scan(sorted[i].number, &sorted[i].version);
	}
	qsort(sorted, count, sizeof *sorted, by_version);
	for (size_t i = 0; i < count; i++) {
		text_printf(&text, "%s%s", i ? "," : "", sorted[i].text);
		free(sorted[i].number);
	}
	free(sorted);
	return json_string(count ? text_string(&text) : "Any");
}

static json_t *extras_json(const char *extras)
{
	json_t *json = json_array();

	while (*extras) {
		size_t length = strcspn(extras, ",");

		json_array_append_new(json, json_stringn(extras, length));
		extras += length + (extras[length] == ',');
	}
	return json;
}

static json_t *requires_json(const struct lockgraph_edge *edge)
{
	return json_pack("{s:s, s:o, s:s, s:o}", "name", edge->asked->name, "extras",
		extras_json(edge->asked->extras), "extra", edge->extra, "specifier",
		specifier_json(edge->asked));
}

/* --- the graph ------------------------------------------------------------------------------ */

static json_t *package_json(const struct lock_package *package)
{
	json_t *hashes = json_array();

	for (size_t i = 0; i < package->file_count; i++)
		json_array_append_new(hashes, json_string(package->files[i].sha256.hex));
	return json_pack(
		"{s:s, s:o, s:[]}", "version", package->version, "sha256", hashes, "requires");
}

/* The list KEY of OBJECT, which is there from now on. */
static json_t *list_of(json_t *object, const char *key)
{
	json_t *list = json_object_get(object, key);

	if (!list) {
		list = json_array();
		json_object_set_new(object, key, list);
	}
	return list;
}

json_t *lockgraph_json(const struct lockgraph *graph)
{
	json_t *packages = json_object(), *asked = json_object();
	const char *inputs = graph->lock.tool
				     ? json_get_string(graph->lock.tool, "inputs", graph->lock.path)
				     : NULL;

	for (size_t i = 0; i < graph->lock.count; i++)
		json_object_set_new(packages, graph->lock.packages[i].name,
			package_json(&graph->lock.packages[i]));
	for (size_t i = 0; i < graph->edge_count; i++) {
		const struct lockgraph_edge *edge = &graph->edges[i];
		const struct lock_package *package = lock_find(&graph->lock, edge->asked->name);
		bool met = !package || lockgraph_admits(edge->asked, package->version);
		char *specifier = lockgraph_specifier(edge->asked);

		json_array_append_new(list_of(asked, edge->asked->name),
			json_pack("{s:s, s:s, s:b}", "who", edge->who, "specifier", specifier,
				"met", met));
		free(specifier);
		if (edge->package)
			json_array_append_new(
				json_object_get(
					json_object_get(packages, edge->package->name), "requires"),
				requires_json(edge));
	}
	json_t *json = json_pack("{s:s?, s:b, s:o, s:o}", "inputs", inputs, "knowsEdges",
		graph->knows_edges, "packages", packages, "asked", asked);

	if (!json)
		die(EXIT_SYSTEM, "out of memory");
	return json;
}
