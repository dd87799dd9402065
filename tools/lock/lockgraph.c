/* SPDX-License-Identifier: MIT */
#include "lock/lockgraph.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/path.h"
#include "pypa/marker.h"
#include "pypa/name.h"
#include "pypa/requirement.h"
#include "pypa/specifier.h"

/* The most edges: a lock has some thousands. */
enum { MAX_EDGES = 1 << 20 };

static void asked_free(struct lockgraph_asked *asked)
{
	cleanup_free(&asked->name);
	cleanup_free(&asked->extras);
	cleanup_free(&asked->specifier);
	cleanup_free(&asked->url);
	stringlist_free(&asked->spelled);
	stringlist_free(&asked->specifiers);
}

void lockgraph_free(struct lockgraph *graph)
{
	for (size_t i = 0; i < graph->edge_count; i++) {
		struct lockgraph_edge *edge = &graph->edges[i];

		if (edge->package) {
			asked_free((struct lockgraph_asked *)(uintptr_t)edge->asked);
			free((void *)(uintptr_t)edge->asked);
		}
		free(edge->extra);
		free(edge->who);
	}
	free(graph->edges);
	for (size_t i = 0; i < graph->line_count; i++) {
		free(graph->lines[i].place);
		free(graph->lines[i].text);
		asked_free(&graph->lines[i].asked);
	}
	free(graph->lines);
	lock_free(&graph->lock);
	*graph = (struct lockgraph){0};
}

/* --- what is asked for ------------------------------------------------------------ */

/* A form that is equal for specifiers that mean the same. `.*` and === are compared as they stand.
 */
static char *canonical(const char *specifier)
{
	struct text text = {0};
	const char *cursor = specifier;

	if (ends_with(specifier, ".*") || starts_with(specifier, "===") ||
		specifiers_parse(&cursor, &text) || !text.length) {
		text_free(&text);
		return xstrdup(specifier);
	}
	return text_take(&text);
}

/* Keeps the first of those that mean the same. */
static void drop_repeated(struct stringlist *specifiers)
{
	_cleanup_(stringlist_free) struct stringlist seen = {0};
	size_t kept = 0;

	for (size_t i = 0; i < specifiers->count; i++) {
		char *form = canonical(specifiers->items[i]);
		bool repeated = false;

		for (size_t j = 0; j < seen.count; j++)
			repeated |= strcmp(seen.items[j], form) == 0;
		stringlist_add(&seen, form);
		if (repeated)
			free(specifiers->items[i]);
		else
			specifiers->items[kept++] = specifiers->items[i];
	}
	specifiers->count = kept;
}

/* TEXT is the requirement that was parsed into REQUIREMENT. */
static struct lockgraph_asked asked_of(const char *text, const struct requirement *requirement)
{
	struct text specifier = {0};
	struct lockgraph_asked asked = {.name = xstrdup(requirement->name),
		.extras = xstrdup(requirement->extras),
		.url = requirement->url ? xstrdup(requirement->url) : NULL};

	requirement_spelling(text, &asked.spelled, &asked.specifiers);
	stringlist_sort_unique(&asked.spelled);
	stringlist_sort_unique(&asked.specifiers);
	drop_repeated(&asked.specifiers);
	list_join(&asked.specifiers, ",", &specifier);
	asked.specifier = specifier.length ? text_take(&specifier) : xstrdup("");
	return asked;
}

bool lockgraph_admits(const struct lockgraph_asked *asked, const char *version)
{
	bool admits = false;

	return !specifiers_admit(asked->specifier, version, &admits) && admits;
}

char *lockgraph_specifier(const struct lockgraph_asked *asked)
{
	if (*asked->specifier)
		return xstrdup(asked->specifier);
	return asked->url ? xprintf("@ %s", asked->url) : xstrdup("any");
}

char *lockgraph_shown_path(const char *path)
{
	_cleanup_free_ char *plain = path_respelled(path);

	return xprintf("%s%s", path[0] == '/' ? "/" : "", plain);
}

/* --- lines ------------------------------------------------------------------------- */

struct collection {
	struct lockgraph *graph;
	const struct target *target;
};

static void take_line(void *context, const struct requirementline *line)
{
	const struct collection *collection = context;
	struct lockgraph *graph = collection->graph;
	const struct requirement *requirement = &line->requirement;
	bool holds = true;

	if (!requirement->name)
		return;
	if (requirement->marker) {
		const char *problem =
			marker_evaluate(requirement->marker, collection->target, "", &holds);

		if (problem)
			requirementline_bad(line, problem, line->text);
	}
	if (!holds && line->role != ROLE_OVERRIDE)
		return;
	if ((graph->line_count & (graph->line_count + 1)) == 0)
		graph->lines =
			xrealloc(graph->lines, 2 * graph->line_count + 2, sizeof *graph->lines);
	_cleanup_free_ char *path = lockgraph_shown_path(line->path);

	graph->lines[graph->line_count++] = (struct lockgraph_line){.role = line->role,
		.place = xprintf("%s:%zu", path, line->number),
		.text = xstrdup(line->whole),
		.holds = holds,
		.asked = asked_of(line->text, requirement)};
}

void lockgraph_add_lines(struct lockgraph *graph, const char *path, enum requirement_role role,
	const struct target *target)
{
	struct collection collection = {graph, target};
	const struct requirementlines_reader reader = {.context = &collection, .line = take_line};

	requirementlines_read(path, role, &reader, NULL);
}

const struct lockgraph_line *lockgraph_line_on(
	const struct lockgraph *graph, const char *name, enum requirement_role role, size_t from)
{
	for (size_t i = from; i < graph->line_count; i++) {
		const struct lockgraph_line *line = &graph->lines[i];
		bool same = line->role == role ||
			    (line->role == ROLE_CONSTRAINT_REQUIREMENT && role == ROLE_CONSTRAINT);

		if (same && strcmp(line->asked.name, name) == 0)
			return line;
	}
	return NULL;
}

/* --- the graph ----------------------------------------------------------------------- */

struct lockgraph lockgraph_read(const char *path)
{
	struct lockgraph graph = {0};

	if (access(path, F_OK) < 0 && errno == ENOENT)
		die(EXIT_NO, "%s: not there; run `make resolve`", path);
	graph.lock = lock_read(path);
	for (size_t i = 0; i < graph.lock.count; i++)
		if (graph.lock.packages[i].requires)
			graph.knows_edges = true;
	return graph;
}

static void add_edge(struct lockgraph *graph, struct lockgraph_edge edge)
{
	if (graph->edge_count >= MAX_EDGES)
		die(EXIT_NO, "%s: its packages require too much", graph->lock.path);
	if ((graph->edge_count & (graph->edge_count + 1)) == 0)
		graph->edges =
			xrealloc(graph->edges, 2 * graph->edge_count + 2, sizeof *graph->edges);
	edge.place = graph->edge_count;
	graph->edges[graph->edge_count++] = edge;
}

/* TEXT is what the lock says that PACKAGE requires: a requirement, perhaps with `; extra == "x"`
 * for the extra that brings it, which no marker evaluates here: it was asked for. */
static void add_required(
	struct lockgraph *graph, const struct lock_package *package, const char *text)
{
	const char *extra = strstr(text, " ; extra == ");
	_cleanup_free_ char *plain = xstrndup(text, extra ? (size_t)(extra - text) : strlen(text));
	_cleanup_(requirement_free) struct requirement requirement = {0};
	const char *problem = requirement_parse(plain, &requirement);
	struct lockgraph_asked *asked = NULL;
	struct lockgraph_edge edge = {.package = package};

	if (problem)
		die(EXIT_NO, "%s: %s: requires '%.300s': %s", graph->lock.path, package->name, text,
			problem);
	asked = xalloc(1, sizeof *asked);
	*asked = asked_of(plain, &requirement);
	extra = extra ? extra + strlen(" ; extra == ") : "";
	extra += strspn(extra, "\"");
	_cleanup_free_ char *bare = xstrndup(extra, strcspn(extra, "\""));

	edge.asked = asked;
	edge.extra = name_normalize(bare);
	edge.who = xprintf("%s %s", package->name, package->version);
	add_edge(graph, edge);
}

static int by_name(const void *a, const void *b)
{
	const struct lockgraph_edge *x = a, *y = b;
	int order = strcmp(x->asked->name, y->asked->name);

	return order ? order : (x->place > y->place) - (x->place < y->place);
}

void lockgraph_connect(struct lockgraph *graph)
{
	const json_t *text;
	size_t j;

	for (size_t i = 0; i < graph->line_count; i++)
		if (graph->lines[i].role == ROLE_REQUIREMENT)
			add_edge(graph, (struct lockgraph_edge){.line = &graph->lines[i],
						.asked = &graph->lines[i].asked,
						.extra = xstrdup(""),
						.who = xstrdup(graph->lines[i].place)});
	for (size_t i = 0; i < graph->lock.count; i++)
		json_array_foreach (graph->lock.packages[i].requires, j, text)
			add_required(graph, &graph->lock.packages[i], json_string_value(text));
	if (graph->edge_count)
		qsort(graph->edges, graph->edge_count, sizeof *graph->edges, by_name);
}

struct lockgraph_edges lockgraph_asking(const struct lockgraph *graph, const char *name)
{
	size_t low = 0, high = graph->edge_count;
	struct lockgraph_edges edges = {0};

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(graph->edges[middle].asked->name, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	edges.edges = graph->edges ? &graph->edges[low] : NULL;
	while (low + edges.count < graph->edge_count &&
		strcmp(graph->edges[low + edges.count].asked->name, name) == 0)
		edges.count++;
	return edges;
}
