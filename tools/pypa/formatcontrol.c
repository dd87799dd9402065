/* SPDX-License-Identifier: MIT */
#include "pypa/formatcontrol.h"

#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "pypa/name.h"

static void discard(struct stringlist *list, const char *name)
{
	size_t kept = 0;

	for (size_t i = 0; i < list->count; i++) {
		if (strcmp(list->items[i], name) == 0)
			free(list->items[i]);
		else
			list->items[kept++] = list->items[i];
	}
	list->count = kept;
}

/* VALUE is for THIS, and undoes OTHER (FormatControl.handle_mutual_excludes of pip). */
static void apply(struct stringlist *this, struct stringlist *other, const char *value)
{
	_cleanup_free_ char *copy = xstrdup(value);
	char *save, *word;

	for (word = strtok_r(copy, ",", &save); word; word = strtok_r(NULL, ",", &save)) {
		if (strcmp(word, ":all:") == 0) {
			stringlist_free(this);
			stringlist_free(other);
			stringlist_add(this, xstrdup(word));
			if (!strstr(save, ":none:")) /* it covers what follows */
				return;
		} else if (strcmp(word, ":none:") == 0) {
			stringlist_free(this);
		} else {
			char *name = name_normalize(word);

			discard(other, name);
			stringlist_add(this, name);
		}
	}
	stringlist_sort_unique(this);
}

void formatcontrol_no_binary(struct formatcontrol *control, const char *value)
{
	apply(&control->no_binary, &control->only_binary, value);
}

void formatcontrol_only_binary(struct formatcontrol *control, const char *value)
{
	apply(&control->only_binary, &control->no_binary, value);
}

void formatcontrol_free(struct formatcontrol *control)
{
	stringlist_free(&control->no_binary);
	stringlist_free(&control->only_binary);
}
