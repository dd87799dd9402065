/* SPDX-License-Identifier: MIT */
#include "verify/sourcecheck.h"

#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "pypa/name.h"
#include "pypa/requirement.h"
#include "verify/nameset.h"

enum { MOST_NAMES = 4 };

/* What sources said, and what it is compared with. */
struct sources {
	const struct subject *subject;
	struct report *report;
	const char *where;  /* what messages on sources's document begin with */
	const char *python; /* the version that parsed */
	json_t *wheels;     /* {distribution: what was found in it} */
	const char **names; /* of these, sorted */
	json_t *standard; /* the set of modules of the image's Python; NULL when it is not known */
	json_t *tops;     /* the set of top-level packages of all wheels */
};

/* --- syntax and names -------------------------------------------------------------- */

static void check_syntax(const struct sources *sources, const char *name)
{
	json_t *found = json_object_get(sources->wheels, name), *entry;
	const char *where = sources->where;
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

		report_finding(sources->report,
			(.check = "syntax", .package = name, .subject = path),
			"%s: %s:%s: %s (Python %s)", name, path, number, what, sources->python);
	}
}

/* Says which files another Python than the image's does not understand. */
static void report_unchecked(const struct sources *sources)
{
	_cleanup_json_ json_t *doubtful = json_object();

	for (const char **name = sources->names; *name; name++) {
		json_t *found = json_object_get(sources->wheels, *name);

		if (json_array_size(json_want_array(found, "syntax", sources->where)))
			nameset_add(doubtful, *name);
	}
	_cleanup_free_ char *declared =
		xprintf("no Python %s runs here", subject_target(sources->subject, "python"));
	_cleanup_free_ char *shown = nameset_shown(doubtful, MOST_NAMES);

	report_finding(sources->report, (.check = "syntax", .declared = declared),
		"syntax is not checked for Python %s; as Python %s, %s%s",
		subject_target(sources->subject, "python"), sources->python,
		json_object_size(doubtful) ? "not all files parse of " : "all files parse", shown);
}

static void check_names(const struct sources *sources, const char *name)
{
	json_t *tops = json_want_array(
		       json_object_get(sources->wheels, name), "tops", sources->where),
	       *entry;
	size_t index;

	json_array_foreach (tops, index, entry) {
		const char *top = want_string(entry, "an element of .tops", sources->where);

		if (nameset_has(sources->standard, top))
			report_finding(sources->report,
				(.check = "standard", .package = name, .subject = top),
				"%s installs %s, which is a module of Python's own: one of the two "
				"is "
				"never imported",
				name, top);
	}
}

/* The set of modules that inspect(1) found in the library of the image's Python, or NULL. */
static json_t *standard_modules(const struct subject *subject)
{
	json_t *startup = json_get_object(subject->evidence, "startup", subject->where);
	json_t *list = startup ? json_get_array(startup, "standard", subject->where) : NULL, *item;
	size_t index;

	if (!list)
		return NULL;
	json_t *set = json_object();

	json_array_foreach (list, index, item)
		nameset_add(
			set, want_string(item, "an element of .startup.standard", subject->where));
	return set;
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

/* What an extra of the distribution NAME would bring, is not installed, and has the name of the
 * module TOP in its own, as PyYAML has yaml. The caller frees; NULL when there is none. */
static char *brought_by_extra(const struct sources *sources, const char *name, const char *top)
{
	json_t *distribution = json_object_get(sources->subject->installed, name), *item;
	json_t *list =
		distribution ? json_get_array(distribution, "requiresDist", sources->subject->where)
			     : NULL;
	_cleanup_free_ char *wanted = name_normalize(top);
	size_t index;

	json_array_foreach (list, index, item) {
		_cleanup_(requirement_free) struct requirement requirement = {0};
		const char *text = json_string_value(item);

		if (*wanted && text && !requirement_parse(text, &requirement) &&
			requirement.marker && strstr(requirement.marker, "extra") &&
			!json_object_get(sources->subject->installed, requirement.name) &&
			strstr(requirement.name, wanted))
			return xstrdup(requirement.name);
	}
	return NULL;
}

/* Why an entry point that names the module TOP of another distribution, which is not installed, is
 * no error: it asks for an extra itself, `module:attribute [extra]`, or an extra brings the module.
 * The caller frees; NULL when it is one. */
static char *needs_extra(
	const struct sources *sources, const char *name, const char *value, const char *top)
{
	const char *open = strchr(value, '['), *close = open ? strchr(open, ']') : NULL;

	if (close)
		return xprintf("it needs the extra %.*s, which is not installed",
			(int)(close - open - 1), open + 1);
	_cleanup_free_ char *brought = brought_by_extra(sources, name, top);

	return brought ? xprintf("an extra of %s brings %s, which is not installed", name, brought)
		       : NULL;
}

/* An entry point is an array: its group, name, value, and what is wrong with it; `elsewhere` when
 * it names a module of another distribution. Returns whether nothing is. */
static bool check_point(const struct sources *sources, const char *name, json_t *entry)
{
	const char *where = sources->where;
	const char *group = want_string(json_array_get(entry, 0), "an entry point's group", where);
	const char *point = want_string(json_array_get(entry, 1), "an entry point's name", where);
	const char *value = want_string(json_array_get(entry, 2), "an entry point's value", where);
	const char *problem = json_string_value(json_array_get(entry, 3));
	_cleanup_free_ char *top = top_of(value), *missing = xprintf("there is no module %s", top);
	_cleanup_free_ char *declared = NULL;

	if (problem && strcmp(problem, "elsewhere") == 0) {
		if (nameset_has(sources->tops, top) || nameset_has(sources->standard, top))
			return true;
		problem = missing;
		declared = needs_extra(sources, name, value, top);
	}
	if (!problem || !*problem)
		return true;
	report_finding(sources->report,
		(.check = "entry", .package = name, .subject = point, .declared = declared),
		"%s: the entry point %s (%s) is %s: %s", name, point, group, value, problem);
	return false;
}

/* Returns how many lead somewhere. */
static size_t check_points(const struct sources *sources)
{
	json_t *entry;
	size_t index, good = 0;

	for (const char **name = sources->names; *name; name++)
		json_array_foreach (json_want_array(json_object_get(sources->wheels, *name), "tops",
					    sources->where),
			index, entry)
			nameset_add(sources->tops,
				want_string(entry, "an element of .tops", sources->where));
	for (const char **name = sources->names; *name; name++)
		json_array_foreach (json_want_array(json_object_get(sources->wheels, *name),
					    "entryPoints", sources->where),
			index, entry)
			good += check_point(sources, *name, entry);
	return good;
}

/* --- all of it --------------------------------------------------------------------------- */

/* Says what was looked at, when nothing was found. */
static void pass(const struct sources *sources, bool exact, size_t points)
{
	size_t parsed = 0, declared = 0;

	for (const char **name = sources->names; *name; name++) {
		json_t *found = json_object_get(sources->wheels, *name);

		if (json_is_true(json_object_get(found, "declared")))
			declared++;
		else
			parsed += json_want_size(found, "files", sources->where);
	}
	_cleanup_free_ char *files = plural(parsed, "source file");
	_cleanup_free_ char *they = they_are(declared, "distribution");
	_cleanup_free_ char *entries = plural(points, "entry point");
	_cleanup_free_ char *syntax =
		exact ? xprintf("%s parse as Python %s (%s declared for it and not parsed); ",
				files, sources->python, they)
		      : xstrdup("");

	report_pass(sources->report, "%s%s lead somewhere%s", syntax, entries,
		sources->standard ? "; no name hides one of Python's own" : "");
}

/* Sorts out the wheels that sources found in the store, and reports the others. */
static json_t *known_wheels(json_t *document, const char *where, struct report *report)
{
	_cleanup_json_ json_t *unknown = json_object();
	json_t *wheels = json_object(), *found;
	const char *key;

	json_object_foreach (json_want_object(document, "wheels", where), key, found) {
		if (json_object_size(found))
			json_object_set(wheels, key, found);
		else
			nameset_add(unknown, key);
	}
	_cleanup_free_ const char **lost = nameset_sorted(unknown);
	_cleanup_(text_free) struct text text = {0};

	for (const char **name = lost; *name; name++)
		text_printf(&text, " %s", *name);
	if (*lost)
		report_pass(report, "not looked at, as their wheels are no longer in the store:%s",
			text_string(&text));
	return wheels;
}

void check_sources(
	const struct subject *subject, json_t *document, const char *where, struct report *report)
{
	const char *python = json_want_string(document, "python", where);
	_cleanup_json_ json_t *wheels = known_wheels(document, where, report);
	_cleanup_json_ json_t *standard = standard_modules(subject), *tops = json_object();
	_cleanup_free_ const char **names = nameset_sorted(wheels);
	const struct sources sources = {.subject = subject,
		.report = report,
		.where = where,
		.python = python,
		.wheels = wheels,
		.names = names,
		.standard = standard,
		.tops = tops};
	bool exact = strcmp(python, subject_target(subject, "python")) == 0;
	size_t before = report->errors;

	if (!exact)
		report_unchecked(&sources);
	for (const char **name = names; *name; name++) {
		if (exact)
			check_syntax(&sources, *name);
		check_names(&sources, *name);
	}
	size_t points = check_points(&sources);

	if (report->errors == before)
		pass(&sources, exact, points);
}
