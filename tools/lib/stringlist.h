/* SPDX-License-Identifier: MIT */
/* stringlist.h: a growing list of strings, which it owns. */
#ifndef LIB_STRINGLIST_H
#define LIB_STRINGLIST_H

#include <stddef.h>

#include "lib/text.h"

struct stringlist {
	size_t count;
	char **items;
};

void stringlist_free(struct stringlist *list);

/* ITEM comes from malloc and belongs to the list from now on. */
void stringlist_add(struct stringlist *list, char *item);

/* Sorts by bytes and keeps one of equal items. */
void stringlist_sort_unique(struct stringlist *list);

/* Appends the items with SEPARATOR between them. */
void list_join(const struct stringlist *list, const char *separator, struct text *out);

#endif
