/* SPDX-License-Identifier: MIT */
#include "report/explicit.h"

#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/file.h"
#include "pypa/marker.h"
#include "pypa/name.h"
#include "pypa/requirementlines.h"

struct collection {
	struct stringlist *names;
	const struct target *target;
};

/* The name in the filename of a wheel that a path or URL leads to. */
static void add_location(struct stringlist *names, const char *location)
{
	_cleanup_free_ char *path = xstrndup(location, strcspn(location, "?#; \t"));
	_cleanup_(wheel_name_free) struct wheel_name wheel = {0};

	if (!wheel_name_parse(file_name(path), &wheel))
		stringlist_add(names, xstrdup(wheel.name));
}

static void take_line(void *context, const struct requirementline *line)
{
	const struct collection *collection = context;
	const struct requirement *requirement = &line->requirement;
	const char *problem;
	bool holds = true;

	if (line->role != ROLE_REQUIREMENT || line->editable)
		return;
	if (line->is_location) {
		add_location(collection->names, line->text);
		return;
	}
	if (requirement->marker && collection->target) {
		problem = marker_evaluate(requirement->marker, collection->target, "", &holds);
		if (problem)
			requirementline_bad(line, problem, line->text);
	}
	if (holds)
		stringlist_add(collection->names, xstrdup(requirement->name));
}

void explicit_add(struct stringlist *names, const char *path, const struct target *target)
{
	struct collection collection = {names, target};
	const struct requirementlines_reader reader = {.context = &collection, .line = take_line};

	requirementlines_read(path, ROLE_REQUIREMENT, &reader, NULL);
}
