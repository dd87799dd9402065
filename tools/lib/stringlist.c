/* SPDX-License-Identifier: MIT */
#include "lib/stringlist.h"

#include <stdlib.h>
#include <string.h>

#include "lib/die.h"

void stringlist_free(struct stringlist *list)
{
	for (size_t i = 0; i < list->count; i++)
		free(list->items[i]);
	free(list->items);
	*list = (struct stringlist){0};
}

void stringlist_add(struct stringlist *list, char *item)
{
	if ((list->count & (list->count + 1)) == 0)
		list->items = xrealloc(list->items, 2 * list->count + 2, sizeof *list->items);
	list->items[list->count++] = item;
}

static int compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

void stringlist_sort_unique(struct stringlist *list)
{
	size_t kept = 0;

	if (list->count)
		qsort(list->items, list->count, sizeof *list->items, compare);
	for (size_t i = 0; i < list->count; i++) {
		if (kept && strcmp(list->items[kept - 1], list->items[i]) == 0)
			free(list->items[i]);
		else
			list->items[kept++] = list->items[i];
	}
	list->count = kept;
}

void list_join(const struct stringlist *list, const char *separator, struct text *out)
{
	for (size_t i = 0; i < list->count; i++) {
		if (i)
			text_add_string(out, separator);
		text_add_string(out, list->items[i]);
	}
}
