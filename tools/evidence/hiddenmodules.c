/* SPDX-License-Identifier: MIT */
#include "evidence/hiddenmodules.h"

#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/json.h"

/* The module that the node is for Python when its directory is searched; the caller frees. NULL
 * when it is none: a directory without __init__ only counts when nothing else has its name. */
static char *module_of(const struct filesystem *filesystem, uint32_t node)
{
	const struct path_node *entry = &filesystem->tree.nodes[node];
	const char *bytes = filesystem->tree.names.bytes + entry->name;
	_cleanup_free_ char *name = xstrndup(bytes, entry->name_length);
	_cleanup_(text_free) struct text path = {0};

	if (entry->directory) {
		pathtree_path(&filesystem->tree, node, &path);
		text_add_string(&path, "/__init__.py");
		return filesystem_find(filesystem, text_string(&path)) ? xstrdup(name) : NULL;
	}
	if (!ends_with(name, ".py") && !ends_with(name, ".so") && !ends_with(name, ".pyc"))
		return NULL;
	return xstrndup(name, strcspn(name, "."));
}

struct module {
	char *name;
	uint32_t node;
};

/* The modules in the directory DIRECTORY; LIST is for free_modules. Returns how many. */
static size_t list_modules(
	const struct filesystem *filesystem, uint32_t directory, struct module **list)
{
	size_t count = 0;

	*list = NULL;
	for (uint32_t node = 1; node < filesystem->tree.count; node++) {
		if (filesystem->tree.nodes[node].parent != directory ||
			!pathtree_exists(&filesystem->tree, node))
			continue;
		char *name = module_of(filesystem, node);

		if (!name)
			continue;
		if ((count & (count - 1)) == 0)
			*list = xrealloc(*list, 2 * count + 1, sizeof **list);
		(*list)[count++] = (struct module){.name = name, .node = node};
	}
	return count;
}

static void free_modules(struct module *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		free(list[i].name);
	free(list);
}

/* The distribution that has the module; NULL when no RECORD says. */
static const char *owner_of(const struct filesystem *filesystem,
	const struct distributions *distributions, uint32_t node)
{
	const struct file *file = filesystem_file(filesystem, node);
	_cleanup_(text_free) struct text path = {0};

	if (!file) {
		pathtree_path(&filesystem->tree, node, &path);
		text_add_string(&path, "/__init__.py");
		file = filesystem_find(filesystem, text_string(&path));
	}
	return !file || file->owner == NO_OWNER ? NULL : distributions->list[file->owner].name;
}

/* Adds what is in both directories, of which the first is searched first. */
static void add_hidden(const struct filesystem *filesystem,
	const struct distributions *distributions, json_t *hidden, const char *directory,
	uint32_t first, uint32_t second)
{
	struct module *before, *after;
	size_t before_count = list_modules(filesystem, first, &before);
	size_t after_count = list_modules(filesystem, second, &after);

	for (size_t i = 0; i < before_count; i++)
		for (size_t j = 0; j < after_count; j++)
			if (strcmp(before[i].name, after[j].name) == 0)
				json_array_append_new(hidden,
					json_pack("{s:o, s:o, s:s*}", "directory",
						json_lossy(directory, strlen(directory)), "module",
						json_lossy(after[j].name, strlen(after[j].name)),
						"distribution",
						owner_of(
							filesystem, distributions, after[j].node)));
	free_modules(before, before_count);
	free_modules(after, after_count);
}

json_t *hiddenmodules_json(const char *path, const struct filesystem *filesystem,
	const struct distributions *distributions, const char *const *sites, size_t site_count)
{
	_cleanup_free_ char *copy = xstrdup(path ? path : "");
	_cleanup_(text_free) struct text real = {0};
	json_t *hidden = json_array();
	char *rest = copy, *directory;

	while ((directory = strsep(&rest, ":"))) {
		uint32_t first =
			*directory ? filesystem_follow(filesystem, directory, &real) : TREE_NONE;

		for (size_t i = 0; i < site_count && first != TREE_NONE; i++) {
			uint32_t second = filesystem_follow(filesystem, sites[i], &real);

			if (second != TREE_NONE && second != first)
				add_hidden(filesystem, distributions, hidden, directory, first,
					second);
		}
	}
	return hidden;
}
