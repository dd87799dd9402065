/* SPDX-License-Identifier: MIT */
#include "verify/nameset.h"

#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"

void nameset_add(json_t *set, const char *name)
{
	json_object_set_new(set, name, json_true());
}

bool nameset_has(json_t *set, const char *name)
{
	return set && name && json_object_get(set, name);
}

static int compare(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

const char **nameset_sorted(json_t *set)
{
	const char **names = xalloc(json_object_size(set) + 1, sizeof *names), *name;
	size_t count = 0;
	json_t *value;

	json_object_foreach (set, name, value)
		names[count++] = name;
	qsort(names, count, sizeof *names, compare);
	return names;
}

json_t *namemap_set(json_t *map, const char *name)
{
	json_t *set = json_object_get(map, name);

	if (set)
		return set;
	json_object_set_new(map, name, json_object());
	return json_object_get(map, name);
}

json_t *namemap_list(json_t *map, const char *name)
{
	json_t *list = json_object_get(map, name);

	if (list)
		return list;
	json_object_set_new(map, name, json_array());
	return json_object_get(map, name);
}

char *nameset_shown(json_t *set, size_t most)
{
	_cleanup_free_ const char **names = nameset_sorted(set);
	size_t count = json_object_size(set);
	struct text text = {0};

	for (size_t i = 0; i < count && i < most; i++)
		text_printf(&text, "%s%s", i ? ", " : "", names[i]);
	if (count > most)
		text_printf(&text, " and %zu more", count - most);
	return text_take(&text);
}
