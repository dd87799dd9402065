/* SPDX-License-Identifier: MIT */
#include "verify/sourcecheck.h"

#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "verify/nameset.h"
#include "verify/subject.h"

/* --- syntax and names -------------------------------------------------------------- */

static void check_wheel(json_t *found, const char *name, const char *python, const char *where,
	struct report *report)
{
	json_t *entry;
	size_t index;

	json_array_foreach (json_want_array(found, "syntax", where), index, entry) {
		const char *path =
			want_string(json_array_get(entry, 0), "a path in .syntax", where);
		json_t *line = json_array_get(entry, 1);
		const char *what =
			want_string(json_array_get(entry, 2), "a text in .syntax", where);
		_cleanup_free_ char *number =
			json_is_integer(line) ? xprintf("%lld", (long long)json_integer_value(line))
					      : xstrdup("None");

		report_finding(report, (.check = "syntax", .package = name, .subject = path),
			"%s: %s:%s: %s (Python %s)", name, path, number, what, python);
	}
	json_array_foreach (json_want_array(found, "standard", where), index, entry) {
		const char *top = want_string(entry, "an element of .standard", where);

		report_finding(report, (.check = "standard", .package = name, .subject = top),
			"%s installs %s, which is a module of Python's own: one of the two is "
			"never imported",
			name, top);
	}
}

/* --- entry points --------------------------------------------------------------------- */

/* The top-level package that an entry point names: MODULE in `MODULE.sub:attribute`; the caller
 * frees. */
static char *top_of(const char *value)
{
	size_t length = strcspn(value, ":.");

	while (length && strchr(" \t", value[length - 1]))
		length--;
	while (length && strchr(" \t", *value))
		value++, length--;
	return xstrndup(value, length);
}

/* An entry point is an array: its group, name, value, and what is wrong with it; `elsewhere` when
 * it names a module of another distribution. TOPS is the set of top-level packages of all. */
static void check_point(
	json_t *entry, const char *name, json_t *tops, const char *where, struct report *report)
{
	const char *group = want_string(json_array_get(entry, 0), "an entry point's group", where);
	const char *point = want_string(json_array_get(entry, 1), "an entry point's name", where);
	const char *value = want_string(json_array_get(entry, 2), "an entry point's value", where);
	const char *problem = json_string_value(json_array_get(entry, 3));
	_cleanup_free_ char *top = top_of(value), *missing = xprintf("there is no module %s", top);

	if (problem && strcmp(problem, "elsewhere") == 0)
		problem = nameset_has(tops, top) ? NULL : missing;
	if (problem && *problem)
		report_finding(report, (.check = "entry", .package = name, .subject = point),
			"%s: the entry point %s (%s) is %s: %s", name, point, group, value,
			problem);
}

static void check_points(
	json_t *wheels, const char *const *names, const char *where, struct report *report)
{
	_cleanup_json_ json_t *tops = json_object();
	json_t *entry;
	size_t index;

	for (const char *const *name = names; *name; name++)
		json_array_foreach (json_want_array(json_object_get(wheels, *name), "tops", where),
			index, entry)
			nameset_add(tops, want_string(entry, "an element of .tops", where));
	for (const char *const *name = names; *name; name++)
		json_array_foreach (
			json_want_array(json_object_get(wheels, *name), "entryPoints", where),
			index, entry)
			check_point(entry, *name, tops, where, report);
}

/* --- all of it --------------------------------------------------------------------------- */

/* Says what was looked at, when nothing was found. */
static void pass(json_t *wheels, const char *const *names, const char *python, const char *where,
	struct report *report)
{
	size_t parsed = 0, declared = 0, points = 0;

	for (const char *const *name = names; *name; name++) {
		json_t *found = json_object_get(wheels, *name);

		if (json_is_true(json_object_get(found, "declared")))
			declared++;
		else
			parsed += json_want_size(found, "files", where);
		points += json_array_size(json_object_get(found, "entryPoints"));
	}
	_cleanup_free_ char *files = plural(parsed, "source file");
	_cleanup_free_ char *they = they_are(declared, "distribution");
	_cleanup_free_ char *entries = plural(points, "entry point");

	report_pass(report,
		"%s parse as Python %s (%s declared for it and not parsed); %s lead somewhere; no "
		"name hides "
		"one of Python's own",
		files, python, they, entries);
}

void check_sources(json_t *sources, const char *where, struct report *report)
{
	_cleanup_json_ json_t *wheels = json_object(), *unknown = json_object();
	const char *python = json_want_string(sources, "python", where), *key;
	size_t before = json_array_size(report->findings);
	json_t *found;

	json_object_foreach (json_want_object(sources, "wheels", where), key, found) {
		if (json_object_size(found))
			json_object_set(wheels, key, found);
		else
			nameset_add(unknown, key);
	}
	_cleanup_free_ const char **names = nameset_sorted(wheels);

	for (const char **name = names; *name; name++)
		check_wheel(json_object_get(wheels, *name), *name, python, where, report);
	check_points(wheels, names, where, report);
	if (json_object_size(unknown)) {
		_cleanup_free_ const char **lost = nameset_sorted(unknown);
		_cleanup_(text_free) struct text text = {0};

		for (const char **name = lost; *name; name++)
			text_printf(&text, " %s", *name);
		report_pass(report, "not looked at, as their wheels are no longer in the store:%s",
			text_string(&text));
	}
	if (json_array_size(report->findings) == before)
		pass(wheels, names, python, where, report);
}
