/* SPDX-License-Identifier: MIT */
#include "lock/lockmissing.h"

#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/json.h"
#include "lib/similar.h"
#include "pypa/name.h"

/* Whether the array MEMBER of the lock's own table has what begins with NAME, up to a space; then
 * *TEXT is all of it. */
static bool lists(
	const struct lockgraph *graph, const char *member, const char *name, const char **text)
{
	const json_t *all = graph->lock.tool
				    ? json_get_array(graph->lock.tool, member, graph->lock.path)
				    : NULL;
	const json_t *entry;
	size_t i;

	json_array_foreach (all, i, entry) {
		*text = json_string_value(entry);
		if (!*text)
			die(EXIT_NO, "%s: .%s[%zu]: not a string", graph->lock.path, member, i);
		const char *start = *text + strspn(*text, " \t");
		_cleanup_free_ char *word = xstrndup(start, strcspn(start, " \t"));
		_cleanup_free_ char *normalized = name_normalize(word);

		if (strcmp(normalized, name) == 0)
			return true;
	}
	return false;
}

static char *left_out(const struct lockgraph *graph, const char *name, const char *by)
{
	struct lockgraph_edges edges = lockgraph_asking(graph, name);
	_cleanup_(text_free) struct text who = {0};

	for (size_t i = 0; i < edges.count; i++)
		text_printf(&who, "%s%s", i ? ", " : "", edges.edges[i].who);
	return xprintf("%s: left out by %s; %s asks for it", name, by,
		who.length ? text_string(&who) : "nobody");
}

/* When overrides take the package away by false markers. */
static char *overridden(const struct lockgraph *graph, const char *name)
{
	const struct lockgraph_line *line = lockgraph_line_on(graph, name, ROLE_OVERRIDE, 0);
	_cleanup_free_ char *by = line ? xprintf("%s, whose marker is false", line->place) : NULL;

	for (size_t i = 0; i < graph->line_count; i++)
		if (graph->lines[i].role == ROLE_OVERRIDE && graph->lines[i].holds &&
			strcmp(graph->lines[i].asked.name, name) == 0)
			return NULL;
	return by ? left_out(graph, name, by) : NULL;
}

char *lockmissing(const struct lockgraph *graph, const char *name, const char *target)
{
	_cleanup_(stringlist_free) struct stringlist names = {0}, near = {0};
	_cleanup_(text_free) struct text joined = {0};
	const char *text;

	if (lists(graph, "excluded", name, &text))
		return left_out(graph, name, "PYLOCK_EXCLUDE");
	if (lists(graph, "provided", name, &text))
		return xprintf("%s: provided by the base, not locked: %s", name, text);
	char *overrides = overridden(graph, name);

	if (overrides)
		return overrides;
	for (size_t i = 0; i < graph->lock.count; i++)
		stringlist_add(&names, xstrdup(graph->lock.packages[i].name));
	similar_add(name, &names, 3, &near);
	list_join(&near, ", ", &joined);
	return xprintf("%s: not in the lock of %s%s%s", name, target, near.count ? "; it has " : "",
		text_string(&joined));
}
