/* SPDX-License-Identifier: MIT */
#include "report/requiresdist.h"

#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/stringlist.h"
#include "lib/text.h"
#include "pypa/lenientrequirement.h"
#include "pypa/marker.h"
#include "pypa/markertree.h"
#include "pypa/specifier.h"
#include "pypa/version.h"

/* The longest requirement that is looked at. */
enum { MAX_REQUIREMENT = 16 << 10 };

static void edge_free(struct deptree_edge *edge)
{
	free(edge->key);
	free(edge->specifier);
	free(edge->extras);
	free(edge->extra);
	free(edge->same);
}

void requiresdist_free(struct deptree_edges *edges)
{
	for (size_t i = 0; i < edges->count; i++)
		edge_free(&edges->items[i]);
	free(edges->items);
	*edges = (struct deptree_edges){0};
}

/* --- specifiers and markers, as they are written ------------------------------ */

/* A specifier, and where pipdeptree has it: by its version, those whose version is none last; of
 * equal ones by the first place at which the version stands in the requirement, then as written. */
struct written {
	const char *text;
	char *version_text;
	struct version version;
	bool has_version;
	size_t found, place;
};

static int by_version(const void *a, const void *b)
{
	const struct written *x = a, *y = b;
	int order = y->has_version - x->has_version;

	if (order == 0 && x->has_version)
		order = version_compare(&x->version, &y->version);
	if (order == 0)
		order = (x->found > y->found) - (x->found < y->found);
	return order ? order : (x->place > y->place) - (x->place < y->place);
}

static struct written written_of(const char *specifier, const char *requirement, size_t place)
{
	const char *version = specifier + strspn(specifier, "=<>!~");
	const char *found = strstr(requirement, version);
	struct written written = {.text = specifier,
		.place = place,
		.found = found ? (size_t)(found - requirement) : 0};

	if (starts_with(specifier, "==="))
		version = specifier + 3;
	size_t length = strlen(version);

	written.version_text = xstrndup(version, ends_with(version, ".*") ? length - 2 : length);
	written.has_version = version_is_valid(written.version_text) &&
			      version_scan(written.version_text, &written.version);
	return written;
}

static char *specifier_of(const char *requirement)
{
	_cleanup_(stringlist_free) struct stringlist specifiers = {0};
	struct text text = {0};

	requirement_spelling(requirement, NULL, &specifiers);
	struct written *sorted = xalloc(specifiers.count, sizeof *sorted);

	for (size_t i = 0; i < specifiers.count; i++)
		sorted[i] = written_of(specifiers.items[i], requirement, i);
	qsort(sorted, specifiers.count, sizeof *sorted, by_version);
	for (size_t i = 0; i < specifiers.count; i++) {
		text_printf(&text, "%s%s", i ? "," : "", sorted[i].text);
		free(sorted[i].version_text);
	}
	free(sorted);
	return text.length ? text_take(&text) : xstrdup("");
}

/* Adds the extras that the marker compares with by ==. Returns whether it can be evaluated for a
 * distribution: the sets of a lock's markers are not there. */
static bool add_extras(const struct markertree *marker, struct stringlist *extras)
{
	const struct marker_side *const sides[] = {&marker->left, &marker->right};
	bool good = true;

	for (size_t i = 0; i < marker->count; i++)
		good &= add_extras(&marker->operands[i], extras);
	for (size_t i = 0; marker->kind == MARKER_COMPARISON && i < 2; i++) {
		const char *variable = sides[i]->variable, *value = sides[1 - i]->value;

		if (variable && strcmp(variable, "extra") == 0 && value &&
			strcmp(marker->comparison, "==") == 0)
			stringlist_add(extras, xstrdup(value));
		good &= !variable || (strcmp(variable, "extras") != 0 &&
					     strcmp(variable, "dependency_groups") != 0);
	}
	return good;
}

/* --- edges --------------------------------------------------------------------- */

static void add_edge(struct deptree_edges *edges, const char *text,
	const struct requirement *requirement, const char *extra)
{
	_cleanup_(text_free) struct text same = {0};
	struct deptree_edge edge = {.key = xstrdup(requirement->name),
		.specifier = requirement->url ? xstrdup("") : specifier_of(text),
		.extras = xstrdup(requirement->extras),
		.extra = extra ? xstrdup(extra) : NULL,
		.place = edges->count};

	text_printf(&same, "%s %s [%s] %s %s", edge.key, edge.specifier, edge.extras,
		requirement->url ? requirement->url : "",
		requirement->marker ? requirement->marker : "");
	edge.same = text_take(&same);
	if ((edges->count & (edges->count + 1)) == 0)
		edges->items = xrealloc(edges->items, 2 * edges->count + 2, sizeof *edges->items);
	edges->items[edges->count++] = edge;
}

void requiresdist_add(const char *text, const struct target *target, struct deptree_edges *required,
	struct deptree_edges *optional)
{
	_cleanup_(requirement_free) struct requirement requirement = {0};
	_cleanup_(markertree_free) struct markertree tree = {0};
	_cleanup_(stringlist_free) struct stringlist extras = {0};
	_cleanup_free_ char *repaired = NULL;
	bool holds = true;

	if (strlen(text) > MAX_REQUIREMENT ||
		(lenientrequirement_parse(text, &requirement, &repaired) && !repaired))
		return;
	text = repaired ? repaired : text;
	if (requirement.marker) {
		const char *cursor = requirement.marker;

		if (markertree_parse(&cursor, &tree) || !add_extras(&tree, &extras) ||
			marker_evaluate(requirement.marker, target, "", &holds))
			return;
	}
	if (holds) {
		add_edge(required, text, &requirement, NULL);
		return;
	}
	stringlist_sort_unique(&extras);
	for (size_t i = 0; i < extras.count; i++)
		if (!marker_evaluate(requirement.marker, target, extras.items[i], &holds) && holds)
			add_edge(optional, text, &requirement, extras.items[i]);
}

int requiresdist_compare_extras(const struct deptree_edge *a, const struct deptree_edge *b)
{
	return strcmp(a->extra ? a->extra : "", b->extra ? b->extra : "");
}

static int by_extra(const void *a, const void *b)
{
	const struct deptree_edge *x = a, *y = b;
	int order = requiresdist_compare_extras(x, y);

	if (order == 0)
		order = strcmp(x->key, y->key);
	return order ? order : (x->place > y->place) - (x->place < y->place);
}

void requiresdist_sort(struct deptree_edges *edges)
{
	size_t kept = 0;

	if (edges->count)
		qsort(edges->items, edges->count, sizeof *edges->items, by_extra);
	for (size_t i = 0; i < edges->count; i++) {
		struct deptree_edge *edge = &edges->items[i],
				    *last = kept ? &edges->items[kept - 1] : NULL;

		if (last && requiresdist_compare_extras(last, edge) == 0 &&
			strcmp(last->same, edge->same) == 0)
			edge_free(edge);
		else
			edges->items[kept++] = *edge;
	}
	edges->count = kept;
}
