/* SPDX-License-Identifier: MIT */
#include "report/deptree.h"

#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/json.h"
#include "pypa/name.h"

/* The most distributions of an environment. */
enum { MAX_DISTRIBUTIONS = 100000 };

static void distribution_free(struct deptree_distribution *distribution)
{
	free(distribution->key);
	free(distribution->name);
	free(distribution->version);
	requiresdist_free(&distribution->required);
	requiresdist_free(&distribution->optional);
	stringlist_free(&distribution->asked);
}

void deptree_free(struct deptree *tree)
{
	for (size_t i = 0; i < tree->count; i++)
		distribution_free(&tree->distributions[i]);
	free(tree->distributions);
	*tree = (struct deptree){0};
}

/* --- distributions ------------------------------------------------------------- */

void deptree_add(struct deptree *tree, const json_t *distributions, const struct target *target,
	const char *where)
{
	const json_t *entry, *text;
	size_t i, j;

	if (json_array_size(distributions) > MAX_DISTRIBUTIONS - tree->count)
		die(EXIT_NO, "%s: more than %d distributions", where, MAX_DISTRIBUTIONS);
	tree->distributions = xrealloc(tree->distributions,
		tree->count + json_array_size(distributions), sizeof *tree->distributions);
	json_array_foreach (distributions, i, entry) {
		_cleanup_free_ char *place = xprintf("%s: .distributions[%zu]", where, i);
		const char *name = json_get_string(entry, "name", place);
		const char *version = json_get_string(entry, "version", place);
		const json_t *required = json_want_array(entry, "requiresDist", place);

		if (!name || !*name || !version || !*version)
			continue;
		struct deptree_distribution distribution = {.key = name_normalize(name),
			.name = xstrdup(name),
			.version = xstrdup(version),
			.place = tree->count};

		json_array_foreach (required, j, text) {
			if (!json_is_string(text))
				die(EXIT_NO, "%s: .requiresDist[%zu]: not a string", place, j);
			requiresdist_add(json_string_value(text), target, &distribution.required,
				&distribution.optional);
		}
		requiresdist_sort(&distribution.required);
		requiresdist_sort(&distribution.optional);
		tree->distributions[tree->count++] = distribution;
	}
}

static int by_key(const void *a, const void *b)
{
	const struct deptree_distribution *x = a, *y = b;
	int order = strcmp(x->key, y->key);

	return order ? order : (x->place > y->place) - (x->place < y->place);
}

struct deptree_distribution *deptree_find(const struct deptree *tree, const char *key)
{
	for (size_t low = 0, high = tree->count; low < high;) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(key, tree->distributions[middle].key);

		if (order == 0)
			return &tree->distributions[middle];
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

/* --- which extras are asked for ------------------------------------------------- */

/* Edges that are still to be looked at. */
struct todo {
	size_t count;
	const struct deptree_edge **edges;
};

static void push(struct todo *todo, const struct deptree_edge *edge)
{
	if ((todo->count & (todo->count + 1)) == 0)
		todo->edges = xrealloc(todo->edges, 2 * todo->count + 2, sizeof *todo->edges);
	todo->edges[todo->count++] = edge;
}

static bool has(const struct stringlist *list, const char *text, size_t length)
{
	for (size_t i = 0; i < list->count; i++)
		if (strlen(list->items[i]) == length && strncmp(list->items[i], text, length) == 0)
			return true;
	return false;
}

/* The edges that EXTRA of DISTRIBUTION brings. */
static void push_optional(
	struct todo *todo, const struct deptree_distribution *distribution, const char *extra)
{
	for (size_t i = 0; i < distribution->optional.count; i++)
		if (strcmp(distribution->optional.items[i].extra, extra) == 0)
			push(todo, &distribution->optional.items[i]);
}

void deptree_connect(struct deptree *tree)
{
	struct todo todo = {0};
	size_t kept = 0;

	if (tree->count)
		qsort(tree->distributions, tree->count, sizeof *tree->distributions, by_key);
	for (size_t i = 0; i < tree->count; i++) {
		if (kept &&
			strcmp(tree->distributions[kept - 1].key, tree->distributions[i].key) == 0)
			distribution_free(&tree->distributions[i]);
		else
			tree->distributions[kept++] = tree->distributions[i];
	}
	tree->count = kept;
	for (size_t i = 0; i < kept; i++)
		for (size_t j = 0; j < tree->distributions[i].required.count; j++)
			push(&todo, &tree->distributions[i].required.items[j]);
	while (todo.count) {
		const struct deptree_edge *edge = todo.edges[--todo.count];
		struct deptree_distribution *needed = deptree_find(tree, edge->key);

		for (const char *c = edge->extras; needed && *c;) {
			size_t length = strcspn(c, ",");

			if (!has(&needed->asked, c, length)) {
				stringlist_add(&needed->asked, xstrndup(c, length));
				push_optional(&todo, needed,
					needed->asked.items[needed->asked.count - 1]);
			}
			c += length + (c[length] == ',');
		}
	}
	free(todo.edges);
	for (size_t i = 0; i < kept; i++)
		stringlist_sort_unique(&tree->distributions[i].asked);
}

/* --- needs ----------------------------------------------------------------------- */

static bool names_extra(const char *list, const char *extra)
{
	size_t length = strlen(extra);

	for (const char *c = list; *c; c += strcspn(c, ","), c += *c == ',')
		if (strcspn(c, ",") == length && strncmp(c, extra, length) == 0)
			return true;
	return false;
}

static int by_name(const void *a, const void *b)
{
	const struct deptree_edge *x = *(const struct deptree_edge *const *)a;
	const struct deptree_edge *y = *(const struct deptree_edge *const *)b;
	int order = strcmp(x->key, y->key);

	if (order == 0)
		order = requiresdist_compare_extras(x, y);
	return order ? order : (x->place > y->place) - (x->place < y->place);
}

struct deptree_needs deptree_needs(const struct deptree *tree,
	const struct deptree_distribution *distribution, const char *extras)
{
	const struct deptree_edges *required = &distribution->required,
				   *optional = &distribution->optional;
	size_t most = required->count + (*extras ? optional->count : 0);
	struct deptree_needs needs = {.edges = xalloc(most, sizeof *needs.edges)};

	for (size_t i = 0; i < required->count; i++)
		needs.edges[needs.count++] = &required->items[i];
	for (size_t i = 0; *extras && i < optional->count; i++)
		if (names_extra(extras, optional->items[i].extra) &&
			deptree_find(tree, optional->items[i].key))
			needs.edges[needs.count++] = &optional->items[i];
	if (needs.count)
		qsort(needs.edges, needs.count, sizeof *needs.edges, by_name);
	return needs;
}

struct deptree_needs deptree_needs_of_all(
	const struct deptree *tree, const struct deptree_distribution *distribution)
{
	_cleanup_(text_free) struct text extras = {0};

	list_join(&distribution->asked, ",", &extras);
	return deptree_needs(tree, distribution, text_string(&extras));
}
