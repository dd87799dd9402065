/* SPDX-License-Identifier: MIT */
#include "lock/lockunmet.h"

#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/json.h"

struct check {
	const struct lockgraph *graph;
	const struct lockunmet_absent *absent;
	struct stringlist *texts, *keys;
};

/* A requirement, and whose. */
struct subject {
	const struct lockgraph_asked *asked;
	const char *who;  /* `NAME VERSION` or FILE:LINE */
	const char *kind; /* the same where lines may move */
};

/* The requirement as it is written: `lib[fast]>=1`. */
static char *written(const struct lockgraph_asked *asked)
{
	struct text text = {0};

	text_add_string(&text, asked->name);
	if (asked->spelled.count) {
		text_add_char(&text, '[');
		list_join(&asked->spelled, ",", &text);
		text_add_char(&text, ']');
	}
	text_printf(
		&text, "%s%s", asked->url ? " @ " : "", asked->url ? asked->url : asked->specifier);
	return text_take(&text);
}

/* HAS is the version that there is, or NULL; OWNER has it. */
static void report(const struct check *check, const struct subject *subject, const char *owner,
	const char *has)
{
	_cleanup_free_ char *requirement = written(subject->asked);
	const char *name = subject->asked->name;

	stringlist_add(check->texts, has ? xprintf("%s: %s does not hold: %s has %s %s",
						   subject->who, requirement, owner, name, has)
					 : xprintf("%s: %s does not hold: %s does not have it",
						   subject->who, requirement, owner));
	stringlist_add(check->keys, xprintf("%s: %s", subject->kind, requirement));
}

static bool is_excluded(const struct check *check, const char *name)
{
	const struct stringlist *excluded = &check->absent->excluded;

	for (size_t i = 0; i < excluded->count; i++)
		if (strcmp(excluded->items[i], name) == 0)
			return true;
	return false;
}

/* Whether what is asked for holds; with IF_THERE also when there is no such package. What has a URL
 * is only to be there. */
static void check_asked(const struct check *check, const struct subject *subject, bool if_there)
{
	const struct lockgraph_asked *asked = subject->asked;
	const struct lock_package *package = lock_find(&check->graph->lock, asked->name);
	const json_t *provided = json_object_get(check->absent->provided, asked->name);
	const char *has = package ? package->version : NULL, *owner = "the lock";

	if (!package && (if_there || is_excluded(check, asked->name)))
		return;
	if (!package && provided) {
		has = json_get_string(provided, "version", "provided");
		owner = "the base";
	}
	if (!has || (*has && !asked->url && !lockgraph_admits(asked, has)))
		report(check, subject, owner, has);
}

/* The first override of that package whose marker holds, or NULL. */
static const struct lockgraph_line *override_of(const struct lockgraph *graph, const char *name)
{
	const struct lockgraph_line *line = lockgraph_line_on(graph, name, ROLE_OVERRIDE, 0);

	while (line && !line->holds)
		line = lockgraph_line_on(
			graph, name, ROLE_OVERRIDE, (size_t)(line - graph->lines) + 1);
	return line;
}

static void check_edge(const struct check *check, const struct lockgraph_edge *edge)
{
	const char *name = edge->asked->name;
	const struct lockgraph_line *line = override_of(check->graph, name);

	if (lockgraph_line_on(check->graph, name, ROLE_OVERRIDE, 0)) {
		if (line && !lock_find(&check->graph->lock, name))
			check_asked(check, &(struct subject){&line->asked, line->place, "override"},
				false);
		return;
	}
	check_asked(check,
		&(struct subject){edge->asked, edge->who, edge->line ? "requirement" : edge->who},
		false);
}

void lockunmet(const struct lockgraph *graph, const struct lockunmet_absent *absent,
	struct stringlist *texts, struct stringlist *keys)
{
	const struct check check = {graph, absent, texts, keys};

	for (size_t i = 0; i < graph->edge_count; i++)
		check_edge(&check, &graph->edges[i]);
	for (size_t i = 0; i < graph->line_count; i++) {
		const struct lockgraph_line *line = &graph->lines[i];
		bool overrides = line->role == ROLE_OVERRIDE;

		if (line->role == ROLE_REQUIREMENT || !line->holds)
			continue;
		check_asked(&check,
			&(struct subject){
				&line->asked, line->place, overrides ? "override" : "constraint"},
			true);
	}
}
