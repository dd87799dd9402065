/* SPDX-License-Identifier: MIT */
#include "lock/asking.h"

#include <stdlib.h>

#include "lib/die.h"
#include "lock/lockbounds.h"

static void add_asking(struct askings *askings, struct asking asking)
{
	if ((askings->count & (askings->count + 1)) == 0)
		askings->list =
			xrealloc(askings->list, 2 * askings->count + 2, sizeof *askings->list);
	askings->list[askings->count++] = asking;
}

static void add_lines(struct askings *askings, const struct lockgraph *graph, const char *name,
	enum requirement_role role)
{
	const struct lockgraph_line *line = lockgraph_line_on(graph, name, role, 0);
	const char *kind = role == ROLE_OVERRIDE ? "override" : "constraint";

	for (; line; line = lockgraph_line_on(graph, name, role, (size_t)(line - graph->lines) + 1))
		if (line->holds)
			add_asking(askings,
				(struct asking){line->place, kind, &line->asked, false, false});
}

static struct askings who_asks(const struct lockgraph *graph, const char *name)
{
	struct lockgraph_edges edges = lockgraph_asking(graph, name);
	struct askings askings = {0};

	add_lines(&askings, graph, name, ROLE_OVERRIDE);
	bool silenced = lockgraph_line_on(graph, name, ROLE_OVERRIDE, 0) != NULL;

	if (silenced)
		add_lines(&askings, graph, name, ROLE_CONSTRAINT);
	for (size_t i = 0; i < edges.count; i++)
		add_asking(&askings, (struct asking){edges.edges[i].who,
					     edges.edges[i].line ? "requirement" : NULL,
					     edges.edges[i].asked, silenced, false});
	if (!silenced)
		add_lines(&askings, graph, name, ROLE_CONSTRAINT);
	return askings;
}

/* Marks those of whom the bound is the lowest. */
static void mark_binding(struct askings *askings)
{
	struct lockbound *bounds = xalloc(askings->count, sizeof *bounds), *lowest = NULL;

	for (size_t i = 0; i < askings->count; i++) {
		if (askings->list[i].silenced)
			continue;
		bounds[i] = lockbound_of(&askings->list[i].asked->specifiers);
		if (bounds[i].version && (!lowest || lockbound_compare(&bounds[i], lowest) < 0))
			lowest = &bounds[i];
	}
	for (size_t i = 0; i < askings->count; i++)
		askings->list[i].binds =
			bounds[i].version && lockbound_compare(&bounds[i], lowest) == 0;
	askings->bound = lowest != NULL;
	for (size_t i = 0; i < askings->count; i++)
		lockbound_free(&bounds[i]);
	free(bounds);
}

struct askings askings_of(const struct lockgraph *graph, const char *name)
{
	struct askings askings = who_asks(graph, name);

	mark_binding(&askings);
	return askings;
}

void askings_free(struct askings *askings)
{
	free(askings->list);
	*askings = (struct askings){0};
}
