/* SPDX-License-Identifier: MIT */
#include "evidence/modulelist.h"

#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"

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

size_t modulelist_read(
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

void modulelist_free(struct module *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		free(list[i].name);
	free(list);
}

const char *module_owner(const struct filesystem *filesystem,
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
