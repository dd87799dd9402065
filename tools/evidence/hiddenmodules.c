/* SPDX-License-Identifier: MIT */
#include "evidence/hiddenmodules.h"

#include <stdlib.h>
#include <string.h>

#include "evidence/modulelist.h"
#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/json.h"

/* Adds what is in both directories, of which the first is searched first. */
static void add_hidden(const struct filesystem *filesystem,
	const struct distributions *distributions, json_t *hidden, const char *directory,
	uint32_t first, uint32_t second)
{
	struct module *before, *after;
	size_t before_count = modulelist_read(filesystem, first, &before);
	size_t after_count = modulelist_read(filesystem, second, &after);

	for (size_t i = 0; i < before_count; i++)
		for (size_t j = 0; j < after_count; j++)
			if (strcmp(before[i].name, after[j].name) == 0)
				json_array_append_new(hidden,
					json_pack("{s:o, s:o, s:s*}", "directory",
						json_lossy(directory, strlen(directory)), "module",
						json_lossy(after[j].name, strlen(after[j].name)),
						"distribution",
						module_owner(
							filesystem, distributions, after[j].node)));
	modulelist_free(before, before_count);
	modulelist_free(after, after_count);
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
