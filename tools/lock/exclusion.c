/* SPDX-License-Identifier: MIT */
#include "lock/exclusion.h"

#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "pypa/logicallines.h"
#include "pypa/requirement.h"

enum { MAX_DIRECT = 16 << 20 };

/* Adds the name of a requirement; what is none, such as a path, names nothing that can be excluded.
 */
static void add_name(struct stringlist *names, const char *text)
{
	_cleanup_(requirement_free) struct requirement requirement = {0};

	if (!requirement_parse(text, &requirement))
		stringlist_add(names, xstrdup(requirement.name));
}

static void add_direct(struct stringlist *names, const char *path)
{
	_cleanup_(logicallines_free) struct logicallines lines =
		logicallines_read(path, MAX_DIRECT);
	_cleanup_(text_free) struct text line = {0};

	while (logicallines_next(&lines, &line))
		add_name(names, text_string(&line));
}

/* The names that somebody asks for, sorted; ALL: it may be any. */
static struct stringlist asked_for(const struct lock *lock, const char *direct, bool *all)
{
	struct stringlist names = {0};
	const json_t *line;
	size_t k;

	if (direct)
		add_direct(&names, direct);
	for (size_t i = 0; i < lock->count; i++) {
		stringlist_add(&names, xstrdup(lock->packages[i].name));
		json_array_foreach (lock->packages[i].requires, k, line)
			add_name(&names, json_string_value(line));
		*all |= lock->tool && !lock->packages[i].requires;
	}
	stringlist_sort_unique(&names);
	return names;
}

static int by_string(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool has(const struct stringlist *sorted, const char *name)
{
	return bsearch(&name, sorted->items, sorted->count, sizeof *sorted->items, by_string);
}

void exclusions_keep(struct lock_target *target, const struct lock *lock, const char *direct)
{
	bool all = false;
	_cleanup_(stringlist_free) struct stringlist names = asked_for(lock, direct, &all);
	size_t kept = 0;

	if (target->exclude_count == 0)
		return;
	qsort(target->exclude, target->exclude_count, sizeof *target->exclude, by_string);
	for (size_t i = 0; i < target->exclude_count; i++) {
		char *name = target->exclude[i];

		if ((all || (names.count > 0 && has(&names, name))) &&
			(kept == 0 || strcmp(target->exclude[kept - 1], name) != 0))
			target->exclude[kept++] = name;
		else
			free(name);
	}
	target->exclude_count = kept;
}
