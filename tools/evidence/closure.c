/* SPDX-License-Identifier: MIT */
#include "evidence/closure.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "elf/symbols.h"
#include "lib/cleanup.h"
#include "lib/die.h"

struct result {
	struct met *needs;
	json_t *undefined;  /* names of undefined symbols; NULL when there are none */
	json_t *incomplete; /* names of libraries; NULL when all are there */
	size_t undefined_count;
};

struct closure {
	const struct loader *loader;
	struct result *results; /* what was found out, for each object */
	struct load program;    /* the process: Python and what it loads */
	uint32_t root;          /* what is being loaded */
	json_t *missing;        /* what was not found for it */
	bool again;             /* in the second round: only what is wanted of others counts */
};

/* --- needs --------------------------------------------------------------------- */

static void note_missing(struct closure *closure, uint32_t object, size_t need)
{
	json_t *name = json_array_get(closure->loader->objects.list[object].needed, need), *known;
	size_t i;

	json_array_foreach (closure->missing, i, known)
		if (json_equal(known, name))
			return;
	json_array_append(closure->missing, name);
}

static void take_need(void *data, uint32_t object, size_t need, struct met met)
{
	struct closure *closure = data;
	struct met *known = &closure->results[object].needs[need];

	if (met.target == NO_OBJECT)
		note_missing(closure, object, need);
	if (closure->again)
		return;
	if (known->target == NO_OBJECT || (known->besides && !met.besides))
		*known = met;
}

/* Needs of the program's own are known from the first round. */
static void ignore_need(void *data, uint32_t object, size_t need, struct met met)
{
	take_need(data, object, need, met);
}

/* --- symbols -------------------------------------------------------------------- */

static bool is_given(const struct closure *closure, const struct load *load, const char *name)
{
	char digits[17];

	snprintf(digits, sizeof digits, "%016" PRIx64, elfsymbols_hash(name));
	for (size_t i = 0; i < load->count; i++)
		if (elfevidence_gives(
			    closure->loader->objects.list[load->list[i].object].elf, digits))
			return true;
	return false;
}

/* Looks for the symbols that OBJECT wants in all that is loaded. */
static void check_symbols(struct closure *closure, uint32_t object, const struct load *load)
{
	struct result *result = &closure->results[object];
	const char *wanted = closure->loader->objects.list[object].elf->wanted;
	_cleanup_(text_free) struct text name = {0};
	json_t *undefined = json_array();
	size_t count = 0;

	while (*wanted) {
		size_t length = strcspn(wanted, "\n");

		text_clear(&name);
		text_add(&name, wanted, length);
		wanted += length + (wanted[length] == '\n');
		if (is_given(closure, load, text_string(&name)))
			continue;
		if (count++ < CLOSURE_MOST_SYMBOLS)
			json_array_append_new(undefined, json_lossy(name.bytes, name.length));
	}
	json_free(&result->undefined);
	json_free(&result->incomplete);
	result->undefined_count = count;
	result->undefined = undefined;
	if (json_array_size(closure->missing) > 0)
		result->incomplete = json_deep_copy(closure->missing);
}

static bool is_program(const struct loadable *object)
{
	return json_object_get(object->elf->json, "program") != NULL;
}

/* Loads ROOT into LOAD, which is emptied first: into a process of Python's, or, a program, into its
 * own. */
static void load_root(struct closure *closure, uint32_t root, struct load *load)
{
	closure->root = root;
	json_array_clear(closure->missing);
	load->count = 0;
	if (!is_program(&closure->loader->objects.list[root]))
		for (size_t i = 0; i < closure->program.count; i++) {
			if (load->count == load->room) {
				load->room = 2 * load->room + 64;
				load->list = xrealloc(load->list, load->room, sizeof *load->list);
			}
			load->list[load->count++] = closure->program.list[i];
		}
	loader_load(closure->loader, root, load, take_need, closure);
}

/* What ROOT loads may have what its parts want. */
static void check_parts(struct closure *closure, uint32_t root, struct load *load)
{
	load_root(closure, root, load);
	for (size_t i = 0; i < load->count; i++) {
		uint32_t part = load->list[i].object;

		if (part != root && closure->results[part].undefined_count > 0)
			check_symbols(closure, part, load);
	}
}

static bool may_be_loaded(const struct loadable *object)
{
	return json_object_get(object->elf->json, "dynamic") != NULL;
}

struct closure *closure_examine(const struct loader *loader)
{
	struct closure *closure = xalloc(1, sizeof *closure);
	_cleanup_(load_free) struct load load = {0};
	bool again = false;

	closure->loader = loader;
	closure->results = xalloc(loader->objects.count, sizeof *closure->results);
	closure->missing = json_array();
	for (size_t i = 0; i < loader->objects.count; i++) {
		size_t needs = json_array_size(loader->objects.list[i].needed);

		closure->results[i].needs = xalloc(needs, sizeof *closure->results[i].needs);
		for (size_t need = 0; need < needs; need++)
			closure->results[i].needs[need].target = NO_OBJECT;
	}
	if (loader->interpreter != NO_OBJECT)
		loader_load(loader, loader->interpreter, &closure->program, ignore_need, closure);
	for (uint32_t i = 0; i < loader->objects.count; i++)
		if (may_be_loaded(&loader->objects.list[i])) {
			load_root(closure, i, &load);
			check_symbols(closure, i, &load);
			again |= closure->results[i].undefined_count > 0;
		}
	closure->again = true;
	for (uint32_t i = 0; again && i < loader->objects.count; i++)
		if (may_be_loaded(&loader->objects.list[i]))
			check_parts(closure, i, &load);
	return closure;
}

void closure_free(struct closure **closure)
{
	struct closure *old = steal(closure);

	for (size_t i = 0; old && i < old->loader->objects.count; i++) {
		free(old->results[i].needs);
		json_free(&old->results[i].undefined);
		json_free(&old->results[i].incomplete);
	}
	if (old) {
		free(old->results);
		load_free(&old->program);
		json_free(&old->missing);
	}
	free(old);
}

/* --- in words --------------------------------------------------------------------- */

static json_t *path_json(const struct closure *closure, uint32_t object)
{
	const char *path = object == NO_OBJECT ? NULL : closure->loader->objects.list[object].path;

	return path ? json_lossy(path, strlen(path)) : json_null();
}

static void describe_needs(const struct closure *closure, uint32_t object, json_t *json)
{
	json_t *needed = json_object(), *besides = json_object(), *item;
	size_t i;

	json_array_foreach (closure->loader->objects.list[object].needed, i, item) {
		struct met met = closure->results[object].needs[i];

		json_object_set_new(met.besides ? besides : needed, json_string_value(item),
			path_json(closure, met.target));
	}
	json_object_set_new(json, "needed", needed);
	if (json_object_size(besides) > 0)
		json_object_set_new(json, "besides", besides);
	else
		json_decref(besides);
}

/* The object that is found for the library NAME that OBJECT needs. */
static uint32_t target_of(const struct closure *closure, uint32_t object, const char *name)
{
	json_t *item;
	size_t i;

	json_array_foreach (closure->loader->objects.list[object].needed, i, item)
		if (strcmp(json_string_value(item), name) == 0)
			return closure->results[object].needs[i].target;
	return NO_OBJECT;
}

/* A library without versions meets every one, as the loader has it. */
static bool defines(const struct loadable *library, json_t *version)
{
	json_t *defined = json_object_get(library->elf->json, "defines"), *item;
	size_t i;

	json_array_foreach (defined, i, item)
		if (json_equal(item, version))
			return true;
	return !defined;
}

static void describe_versions(const struct closure *closure, uint32_t object, json_t *json)
{
	json_t *wants = json_object_get(closure->loader->objects.list[object].elf->json, "wants"),
	       *pair;
	json_t *lacks = json_array();
	size_t i;

	json_array_foreach (wants, i, pair) {
		json_t *name = json_array_get(pair, 0), *version = json_array_get(pair, 1);
		uint32_t target = target_of(closure, object, json_string_value(name));

		if (target != NO_OBJECT &&
			!defines(&closure->loader->objects.list[target], version))
			json_array_append_new(
				lacks, json_pack("{s:O, s:O, s:o}", "library", name, "version",
					       version, "path", path_json(closure, target)));
	}
	if (json_array_size(lacks) > 0)
		json_object_set_new(json, "lacks", lacks);
	else
		json_decref(lacks);
}

void closure_describe(const struct closure *closure, uint32_t object, json_t *json)
{
	static const char *const copied[] = {"soname", "cuda", "ptx", "numpy", "flaw"};
	const struct result *result = &closure->results[object];
	json_t *known = closure->loader->objects.list[object].elf->json;

	for (size_t i = 0; i < sizeof copied / sizeof *copied; i++)
		if (json_object_get(known, copied[i]))
			json_object_set(json, copied[i], json_object_get(known, copied[i]));
	if (!json_object_get(known, "dynamic"))
		return;
	describe_needs(closure, object, json);
	describe_versions(closure, object, json);
	if (result->undefined_count > 0) {
		json_object_set_new(json, "undefined",
			json_pack("{s:I, s:O}", "count", (json_int_t)result->undefined_count,
				"symbols", result->undefined));
		if (result->incomplete)
			json_object_set(json, "incomplete", result->incomplete);
	}
}
