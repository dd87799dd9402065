/* SPDX-License-Identifier: MIT */
#include "image/heldpaths.h"

#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"

struct held {
	char *path;
	struct holder *holder;
};

void heldpaths_add(struct heldpaths *paths, char *path, struct holder *holder)
{
	if ((paths->count & (paths->count + 1)) == 0)
		paths->list = xrealloc(paths->list, 2 * paths->count + 2, sizeof *paths->list);
	struct held *added = &paths->list[paths->count++];

	added->path = path;
	added->holder = holder;
}

static int by_path(const void *a, const void *b)
{
	const struct held *x = a, *y = b;
	int order = strcmp(x->path, y->path);

	return order ? order : strcmp(x->holder->label, y->holder->label);
}

void heldpaths_sort(struct heldpaths *paths)
{
	if (paths->count > 0)
		qsort(paths->list, paths->count, sizeof *paths->list, by_path);
}

/* The number of the first that does not stand before PATH. */
static size_t first_held(const struct heldpaths *paths, const char *path)
{
	size_t low = 0, high = paths->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(paths->list[middle].path, path) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

size_t heldpaths_find(const struct heldpaths *paths, const char *path, bool below,
	void (*take)(void *context, struct holder *holder), void *context)
{
	_cleanup_free_ char *wanted = xprintf("%s%s", path, below ? "/" : "");
	size_t count = 0;

	for (size_t first = first_held(paths, wanted), i = first; i < paths->count; i++) {
		const struct held *held = &paths->list[i];

		if (below ? !starts_with(held->path, wanted) : strcmp(held->path, wanted) != 0)
			break;
		if (i > first && held->holder == held[-1].holder)
			continue;
		take(context, held->holder);
		count++;
	}
	return count;
}

void heldpaths_free(struct heldpaths *paths)
{
	for (size_t i = 0; i < paths->count; i++)
		free(paths->list[i].path);
	cleanup_free(&paths->list);
	paths->count = 0;
}
