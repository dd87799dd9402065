/* SPDX-License-Identifier: MIT */
#include "evidence/loadables.h"

#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/file.h"

static void add(struct loadables *loadables, uint32_t node, const struct file *file)
{
	const struct elfevidence *elf =
		elfevidence_find(loadables->evidence, loadables->evidence_count, file->digest);
	_cleanup_(text_free) struct text path = {0};

	if (!elf)
		return;
	if ((loadables->count & (loadables->count + 1)) == 0)
		loadables->list = xrealloc(
			loadables->list, 2 * loadables->count + 2, sizeof *loadables->list);
	pathtree_path(&loadables->filesystem->tree, node, &path);
	loadables->list[loadables->count++] = (struct loadable){
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

void loadables_find(struct loadables *loadables, const struct filesystem *filesystem,
	const struct evidence *const *layers, size_t layer_count)
{
	const struct pathtree *tree = &filesystem->tree;

	*loadables = (struct loadables){.filesystem = filesystem};
	loadables->evidence = elfevidence_read(layers, layer_count, &loadables->evidence_count);
	for (uint32_t node = 1; node < tree->count; node++) {
		const struct file *file = filesystem_file(filesystem, node);

		if (file && file->is_elf && file->digest)
			add(loadables, node, file);
	}
	if (loadables->count > 0)
		qsort(loadables->list, loadables->count, sizeof *loadables->list, by_path);
	loadables->by_node = xalloc(tree->count, sizeof *loadables->by_node);
	loadables->by_name = xalloc(loadables->count, sizeof *loadables->by_name);
	memset(loadables->by_node, 0xff, tree->count * sizeof *loadables->by_node);
	for (uint32_t i = 0; i < loadables->count; i++) {
		loadables->by_node[loadables->list[i].node] = i;
		loadables->by_name[i] = i;
	}
	qsort_r(loadables->by_name, loadables->count, sizeof *loadables->by_name, by_name,
		loadables->list);
}

void loadables_free(struct loadables *loadables)
{
	for (size_t i = 0; i < loadables->count; i++)
		free(loadables->list[i].path);
	for (size_t i = 0; i < loadables->evidence_count; i++)
		elfevidence_free(&loadables->evidence[i]);
	free(loadables->evidence);
	free(loadables->list);
	free(loadables->by_node);
	free(loadables->by_name);
	*loadables = (struct loadables){0};
}

uint32_t loadables_at(const struct loadables *loadables, const char *path)
{
	_cleanup_(text_free) struct text real = {0};
	uint32_t node = filesystem_follow(loadables->filesystem, path, &real);

	return node == TREE_NONE ? NO_OBJECT : loadables->by_node[node];
}

bool loadables_fit(
	const struct loadables *loadables, uint32_t candidate, const struct loadable *object)
{
	if (candidate == NO_OBJECT)
		return false;
	const struct file *file = loadables->list[candidate].file;

	if (!json_object_get(loadables->list[candidate].elf->json, "dynamic"))
		return false;
	return file->machine == object->file->machine &&
	       file->elf_class == object->file->elf_class &&
	       file->big_endian == object->file->big_endian;
}

uint32_t loadables_in_package(
	const struct loadables *loadables, const char *name, const struct loadable *object)
{
	size_t low = 0, high = loadables->count;
	uint32_t found = NO_OBJECT;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(name_of(&loadables->list[loadables->by_name[middle]]), name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < loadables->count; low++) {
		uint32_t candidate = loadables->by_name[low];
		const struct loadable *other = &loadables->list[candidate];

		if (strcmp(name_of(other), name) != 0)
			break;
		if (other->file->owner == NO_OWNER || !loadables_fit(loadables, candidate, object))
			continue;
		if (found == NO_OBJECT || other->file->owner == object->file->owner)
			found = candidate;
	}
	return found;
}
