/* SPDX-License-Identifier: MIT */
#include "evidence/loader.h"

#include <stdlib.h>
#include <string.h>

#include "evidence/loaderdirs.h"
#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/file.h"

enum { MOST_LOADED = 4096 };

/* --- what there is ----------------------------------------------------------- */

static void add_object(struct loader *loader, uint32_t node, const struct file *file)
{
	const struct elfevidence *elf =
		elfevidence_find(loader->evidence, loader->evidence_count, file->digest);
	_cleanup_(text_free) struct text path = {0};

	if (!elf)
		return;
	if ((loader->count & (loader->count + 1)) == 0)
		loader->objects =
			xrealloc(loader->objects, 2 * loader->count + 2, sizeof *loader->objects);
	pathtree_path(&loader->filesystem->tree, node, &path);
	loader->objects[loader->count++] = (struct loadable){
		.path = text_take(&path),
		.node = node,
		.file = file,
		.elf = elf,
		.soname = json_string_value(json_object_get(elf->json, "soname")),
		.needed = json_object_get(elf->json, "needed"),
	};
}

static int by_path(const void *a, const void *b)
{
	return strcmp(((const struct loadable *)a)->path, ((const struct loadable *)b)->path);
}

static const char *name_of(const struct loadable *object)
{
	return object->soname ? object->soname : file_name(object->path);
}

static int by_name(const void *a, const void *b, void *objects)
{
	const struct loadable *list = objects;
	uint32_t first = *(const uint32_t *)a, second = *(const uint32_t *)b;
	int order = strcmp(name_of(&list[first]), name_of(&list[second]));

	return order ? order : (first > second) - (first < second);
}

static void add_objects(struct loader *loader)
{
	const struct pathtree *tree = &loader->filesystem->tree;

	for (uint32_t node = 1; node < tree->count; node++) {
		const struct file *file = filesystem_file(loader->filesystem, node);

		if (file && file->is_elf && file->digest)
			add_object(loader, node, file);
	}
	if (loader->count > 0)
		qsort(loader->objects, loader->count, sizeof *loader->objects, by_path);
	loader->by_node = xalloc(tree->count, sizeof *loader->by_node);
	loader->by_name = xalloc(loader->count, sizeof *loader->by_name);
	memset(loader->by_node, 0xff, tree->count * sizeof *loader->by_node);
	for (uint32_t i = 0; i < loader->count; i++) {
		loader->by_node[loader->objects[i].node] = i;
		loader->by_name[i] = i;
	}
	qsort_r(loader->by_name, loader->count, sizeof *loader->by_name, by_name, loader->objects);
}

/* The object at PATH, or where links from there lead. */
static uint32_t object_at(const struct loader *loader, const char *path)
{
	_cleanup_(text_free) struct text real = {0};
	uint32_t node = filesystem_follow(loader->filesystem, path, &real);

	return node == TREE_NONE ? NO_OBJECT : loader->by_node[node];
}

void loader_begin(struct loader *loader, const struct filesystem *filesystem,
	const struct evidence *const *layers, size_t layer_count, const char *interpreter,
	const char *library_path)
{
	*loader = (struct loader){.filesystem = filesystem};
	loader->evidence = elfevidence_read(layers, layer_count, &loader->evidence_count);
	add_objects(loader);
	loader->directories = loaderdirs_find(filesystem, layers, layer_count);
	_cleanup_free_ char *paths = xstrdup(library_path ? library_path : "");
	char *save, *word;

	for (word = strtok_r(paths, ":;", &save); word; word = strtok_r(NULL, ":;", &save))
		loaderdirs_add(filesystem, &loader->library_path, word);
	loader->interpreter = object_at(loader, interpreter);
}

void loader_free(struct loader *loader)
{
	for (size_t i = 0; i < loader->count; i++)
		free(loader->objects[i].path);
	for (size_t i = 0; i < loader->evidence_count; i++)
		elfevidence_free(&loader->evidence[i]);
	free(loader->evidence);
	free(loader->objects);
	free(loader->by_node);
	free(loader->by_name);
	stringlist_free(&loader->directories);
	stringlist_free(&loader->library_path);
	*loader = (struct loader){0};
}

void load_free(struct load *load)
{
	cleanup_free(&load->list);
	*load = (struct load){0};
}

/* --- the search ---------------------------------------------------------------- */

/* Whether the loader would take CANDIDATE for OBJECT. */
static bool fits(const struct loader *loader, uint32_t candidate, const struct loadable *object)
{
	if (candidate == NO_OBJECT)
		return false;
	const struct file *file = loader->objects[candidate].file;

	if (!json_object_get(loader->objects[candidate].elf->json, "dynamic"))
		return false;
	return file->machine == object->file->machine &&
	       file->elf_class == object->file->elf_class &&
	       file->big_endian == object->file->big_endian;
}

static uint32_t look_in(const struct loader *loader, const char *directory, const char *name,
	const struct loadable *object)
{
	_cleanup_free_ char *path = xprintf("%s/%s", directory, name);
	uint32_t found = object_at(loader, path);

	return fits(loader, found, object) ? found : NO_OBJECT;
}

/* One directory of a path, $ORIGIN replaced by the directory of HOLDER; NULL when it has another
 * variable. The caller frees. */
static char *expand(const char *directory, size_t length, const struct loadable *holder)
{
	static const char *const names[] = {"$ORIGIN", "${ORIGIN}"};
	size_t origin = (size_t)(file_name(holder->path) - holder->path);

	for (size_t i = 0; i < 2; i++) {
		size_t skip = strlen(names[i]);

		if (length >= skip && strncmp(directory, names[i], skip) == 0)
			return xprintf("/%.*s%.*s", (int)origin, holder->path, (int)(length - skip),
				directory + skip);
	}
	return length > 0 && *directory == '/' && !memchr(directory, '$', length)
		       ? xstrndup(directory, length)
		       : NULL;
}

/* Looks in the directories of the path that HOLDER has under KEY. */
static uint32_t look_along(const struct loader *loader, const char *key,
	const struct loadable *holder, const char *name, const struct loadable *object)
{
	const char *path = json_string_value(json_object_get(holder->elf->json, key));
	uint32_t found = NO_OBJECT;

	while (path && *path && found == NO_OBJECT) {
		size_t length = strcspn(path, ":");
		_cleanup_free_ char *directory = expand(path, length, holder);

		if (directory)
			found = look_in(loader, directory, name, object);
		path += length + (path[length] == ':');
	}
	return found;
}

static uint32_t look_in_list(const struct loader *loader, const struct stringlist *list,
	const char *name, const struct loadable *object)
{
	uint32_t found = NO_OBJECT;

	for (size_t i = 0; i < list->count && found == NO_OBJECT; i++)
		found = look_in(loader, list->items[i], name, object);
	return found;
}

static bool has_runpath(const struct loadable *object)
{
	return json_object_get(object->elf->json, "runpath") != NULL;
}

/* Looks where DT_RPATH of the file in that PLACE, and of those that led to it, say. */
static uint32_t look_along_parents(
	const struct loader *loader, const struct load *load, size_t place, const char *name)
{
	const struct loadable *object = &loader->objects[load->list[place].object];
	uint32_t found = NO_OBJECT, at = (uint32_t)place;

	if (has_runpath(object))
		return NO_OBJECT;
	for (; at != NO_OBJECT && found == NO_OBJECT; at = load->list[at].parent) {
		const struct loadable *holder = &loader->objects[load->list[at].object];

		if (!has_runpath(holder))
			found = look_along(loader, "rpath", holder, name, object);
	}
	return found;
}

static uint32_t search(
	const struct loader *loader, const struct load *load, size_t place, const char *name)
{
	const struct loadable *object = &loader->objects[load->list[place].object];
	uint32_t found;

	if (strchr(name, '/')) {
		_cleanup_free_ char *path = expand(name, strlen(name), object);

		found = path ? object_at(loader, path) : NO_OBJECT;
		return fits(loader, found, object) ? found : NO_OBJECT;
	}
	found = look_along_parents(loader, load, place, name);
	if (found == NO_OBJECT)
		found = look_in_list(loader, &loader->library_path, name, object);
	if (found == NO_OBJECT)
		found = look_along(loader, "runpath", object, name, object);
	if (found == NO_OBJECT)
		found = look_in_list(loader, &loader->directories, name, object);
	return found;
}

/* A library of that name in a package, whatever its directory: of OBJECT's own if there is one. */
static uint32_t look_besides(
	const struct loader *loader, const char *name, const struct loadable *object)
{
	size_t low = 0, high = loader->count;
	uint32_t found = NO_OBJECT;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(name_of(&loader->objects[loader->by_name[middle]]), name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < loader->count; low++) {
		uint32_t candidate = loader->by_name[low];
		const struct loadable *other = &loader->objects[candidate];

		if (strcmp(name_of(other), name) != 0)
			break;
		if (other->file->owner == NO_OWNER || !fits(loader, candidate, object))
			continue;
		if (found == NO_OBJECT || other->file->owner == object->file->owner)
			found = candidate;
	}
	return found;
}

/* --- loading --------------------------------------------------------------------- */

static uint32_t find_loaded(const struct loader *loader, const struct load *load, const char *name,
	const struct loadable *object)
{
	for (size_t i = 0; i < load->count; i++) {
		const struct loaded *loaded = &load->list[i];
		const char *soname = loader->objects[loaded->object].soname;

		if ((strcmp(loaded->name, name) == 0 || (soname && strcmp(soname, name) == 0)) &&
			fits(loader, loaded->object, object))
			return loaded->object;
	}
	return NO_OBJECT;
}

static void add_loaded(struct load *load, uint32_t object, uint32_t parent, const char *name)
{
	for (size_t i = 0; i < load->count; i++)
		if (load->list[i].object == object)
			return;
	if (load->count == MOST_LOADED)
		return;
	if (load->count == load->room) {
		load->room = 2 * load->room + 64;
		load->list = xrealloc(load->list, load->room, sizeof *load->list);
	}
	load->list[load->count++] = (struct loaded){object, parent, name};
}

static struct met meet(
	const struct loader *loader, const struct load *load, size_t place, const char *name)
{
	const struct loadable *object = &loader->objects[load->list[place].object];
	uint32_t found = find_loaded(loader, load, name, object);

	if (found == NO_OBJECT)
		found = search(loader, load, place, name);
	if (found != NO_OBJECT)
		return (struct met){found, false};
	found = look_besides(loader, name, object);
	return (struct met){found, found != NO_OBJECT};
}

void loader_load(const struct loader *loader, uint32_t root, struct load *load, loader_need *need,
	void *data)
{
	size_t place = load->count;

	add_loaded(load, root, NO_OBJECT, "");
	for (; place < load->count; place++) {
		uint32_t object = load->list[place].object;
		json_t *needed = loader->objects[object].needed, *item;
		size_t i;

		json_array_foreach (needed, i, item) {
			const char *name = json_string_value(item);
			struct met met = meet(loader, load, place, name);

			if (met.target != NO_OBJECT)
				add_loaded(load, met.target, (uint32_t)place, name);
			need(data, object, i, met);
		}
	}
}
