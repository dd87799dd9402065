/* SPDX-License-Identifier: MIT */
#include "analyze/pinreport.h"

#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "pypa/marker.h"

static bool holds(const char *marker, const struct target *target, const char *place)
{
	bool held = true;
	const char *problem = marker ? marker_evaluate(marker, target, "", &held) : NULL;

	if (problem)
		die(EXIT_NO, "%s: %s: '%.200s'", place, problem, marker);
	return held;
}

/* Whether one of the pins of the name ASKER asks for CHILD on the target. */
static bool asks(const struct pinaskers *askers, const char *asker, const char *child,
	const struct target *target)
{
	const struct pinfile *file = askers->file;

	for (size_t i = 0; i < file->count; i++) {
		const struct pin *pin = &file->pins[i];

		if (strcmp(pin->requirement.name, asker) != 0)
			continue;
		for (size_t k = 0; k < pin->count; k++)
			if (strcmp(pin->requires[k].name, child) == 0 &&
				holds(pin->requires[k].marker, target, pin->place))
				return true;
	}
	return false;
}

/* Why nobody asks for it on the target; the caller frees. */
static char *absence(
	const struct pinaskers *askers, const struct pin *pin, const struct target *target)
{
	const struct asked_name *name =
		&askers->names[pinaskers_place(askers, pin->requirement.name)];
	_cleanup_(stringlist_free) struct stringlist others = pinaskers_names(askers, name);
	_cleanup_(text_free) struct text joined = {0};

	if (!holds(pin->requirement.marker, target, pin->place))
		return xstrdup("its marker is false for the target");
	if (name->own)
		return NULL;
	if (!others.count)
		return pinaskers_is_tool(name->name)
			       ? xstrdup("one of pip's own tools, which nothing here asks for")
			       : NULL;
	for (size_t i = 0; i < others.count; i++)
		if (asks(askers, others.items[i], name->name, target))
			return NULL;
	list_join(&others, " and ", &joined);
	return xprintf("on the target, nobody asks for it: %s on others, or with an extra",
		text_string(&joined));
}

json_t *pinreport(const struct pinaskers *askers, const struct target *target)
{
	json_t *report = json_array();

	for (size_t i = 0; i < askers->file->count; i++) {
		const struct pin *pin = &askers->file->pins[i];

		if (!pin->version)
			continue;
		_cleanup_free_ char *reason =
			pin->reason ? xstrdup(pin->reason) : absence(askers, pin, target);

		json_array_append_new(
			report, json_pack("{s:s, s:s, s:s, s:s, s:s?}", "name",
					pin->requirement.name, "version", pin->version, "place",
					pin->place, "text", pin->text, "reason", reason));
	}
	return report;
}
