/* SPDX-License-Identifier: MIT */
#include "verify/requirecheck.h"

#include <ctype.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "pypa/lenientrequirement.h"
#include "pypa/marker.h"
#include "pypa/name.h"
#include "pypa/specifier.h"
#include "verify/nameset.h"

/* A requirement of a distribution, and how it is shown: name and specifiers as they are written. */
struct shown_requirement {
	struct requirement parsed;
	char *shown;
};

/* A distribution that is to be looked at with these extras. */
struct pending {
	char *name;
	struct stringlist extras; /* normalized; the first is "", for none */
};

struct requirement_walk {
	const struct subject *subject;
	json_t *present, *overridden;
	struct report *report;
	struct pending *visits;
	size_t visit_count;
	json_t *seen;  /* of each distribution the requirements that were looked at */
	json_t *edges; /* what is returned */
	size_t count;
};

static void wanted_free(struct shown_requirement *wanted)
{
	requirement_free(&wanted->parsed);
	cleanup_free(&wanted->shown);
}

/* --- how a requirement is shown -------------------------------------------------- */

/* Adds the specifiers, which have commas between, without blanks, sorted, each once. */
static void add_specifiers(const char *specifiers, size_t length, struct text *out)
{
	_cleanup_free_ char *copy = xstrndup(specifiers, length);
	_cleanup_(stringlist_free) struct stringlist list = {0};

	for (char *rest = copy, *item; (item = strsep(&rest, ",")) != NULL;) {
		char *end = item;

		for (const char *c = item; *c; c++)
			if (!strchr(" \t()", *c))
				*end++ = *c;
		*end = '\0';
		if (*item)
			stringlist_add(&list, xstrdup(item));
	}
	stringlist_sort_unique(&list);
	list_join(&list, ",", out);
}

/* TEXT is a valid requirement with (REQUIREMENT->url NULL) or without specifiers. */
static char *show(const char *text, const struct requirement *requirement)
{
	struct text shown = {0};
	size_t length = 0;

	text += strspn(text, " \t");
	while (isalnum((unsigned char)text[length]) ||
		(text[length] && strchr("._-", text[length])))
		length++;
	text_add(&shown, text, length);
	text += length;
	text += strspn(text, " \t");
	if (*text == '[')
		text = strchr(text, ']') + 1;
	if (!requirement->url)
		add_specifiers(text, strcspn(text, ";"), &shown);
	return text_take(&shown);
}

/* --- the search -------------------------------------------------------------------- */

static void visit(struct requirement_walk *search, const char *name, const char *extras)
{
	struct pending added = {.name = xstrdup(name)};
	_cleanup_free_ char *copy = xstrdup(extras);

	stringlist_add(&added.extras, xstrdup(""));
	for (char *rest = copy, *item; (item = strsep(&rest, ",")) != NULL;)
		if (*item)
			stringlist_add(&added.extras, xstrdup(item));
	search->visits = xrealloc(search->visits, search->visit_count + 1, sizeof *search->visits);
	search->visits[search->visit_count++] = added;
}

/* Whether REQUIREMENT holds with any of EXTRAS. Returns NULL or what is wrong with its marker. */
static const char *holds_with(const struct requirement *requirement,
	const struct stringlist *extras, const struct target *target, bool *holds)
{
	const char *problem = NULL;

	*holds = !requirement->marker;
	for (size_t i = 0; i < extras->count && !*holds && !problem; i++)
		problem = marker_evaluate(requirement->marker, target, extras->items[i], holds);
	return problem;
}

static void check_one(
	const struct requirement_walk *search, json_t *who, const struct shown_requirement *wanted)
{
	const char *name = wanted->parsed.name,
		   *of = json_string_value(json_object_get(who, "name"));
	const char *version = json_string_value(
		json_object_get(json_object_get(search->present, name), "version"));
	const char *file = json_string_value(json_object_get(search->overridden, name));
	_cleanup_free_ char *declared = file ? xprintf("overridden in %s", file) : NULL;
	_cleanup_free_ char *what = xprintf("%s %s wants %s", of,
		json_string_value(json_object_get(who, "version")), wanted->shown);
	bool admitted = false;

	if (version) {
		specifiers_admit(wanted->parsed.specifiers, version, &admitted);
		if (!admitted)
			report_finding(search->report,
				(.check = "requires", .package = of, .declared = declared,
					.subject = name),
				"%s: %s is installed", what, version);
	} else if (subject_excludes(search->subject, name)) {
		report_finding(search->report,
			(.check = "requires", .package = of, .declared = "PYLOCK_EXCLUDE",
				.subject = name),
			"%s: it is left out", what);
	} else {
		report_finding(search->report,
			(.check = "requires", .package = of, .declared = declared, .subject = name),
			"%s: it is not installed", what);
	}
}

/* What is the same requirement of the same distribution; the caller frees. */
static char *key_of(const struct shown_requirement *wanted)
{
	const struct requirement *parsed = &wanted->parsed;

	return xprintf("%s[%s]%s;%s", wanted->shown, parsed->extras, parsed->url ? parsed->url : "",
		parsed->marker ? parsed->marker : "");
}

/* TEXT is no requirement; REPAIRED is what uv reads in its place, or NULL. */
static void report_malformed(const struct requirement_walk *search, json_t *who, const char *text,
	const char *repaired, const char *problem)
{
	const char *of = json_string_value(json_object_get(who, "name"));
	_cleanup_free_ char *declared = repaired ? xprintf("uv reads it as '%s'", repaired) : NULL;

	report_finding(search->report, (.check = "requires", .package = of, .declared = declared),
		"%s: Requires-Dist: '%s': %s", of, text, problem);
}

static void look_at(struct requirement_walk *search, const char *name,
	const struct stringlist *extras, const char *text)
{
	json_t *who = json_object_get(search->present, name),
	       *seen = namemap_set(search->seen, name);
	_cleanup_(wanted_free) struct shown_requirement wanted = {0};
	_cleanup_free_ char *repaired = NULL;
	const char *malformed = lenientrequirement_parse(text, &wanted.parsed, &repaired);
	const char *problem = repaired ? NULL : malformed;
	bool holds = false;

	if (!problem)
		problem = holds_with(&wanted.parsed, extras, &search->subject->target, &holds);
	if (problem) {
		report_malformed(search, who, text, NULL, problem);
		return;
	}
	if (!holds)
		return;
	wanted.shown = show(repaired ? repaired : text, &wanted.parsed);
	_cleanup_free_ char *key = key_of(&wanted);

	if (nameset_has(seen, key))
		return;
	nameset_add(seen, key);
	if (malformed)
		report_malformed(search, who, text, repaired, malformed);
	search->count++;
	check_one(search, who, &wanted);
	nameset_add(namemap_set(search->edges, name), wanted.parsed.name);
	if (wanted.parsed.extras[0] && nameset_has(search->present, wanted.parsed.name))
		visit(search, wanted.parsed.name, wanted.parsed.extras);
}

static void go(struct requirement_walk *search)
{
	for (size_t i = 0; i < search->visit_count; i++) {
		struct pending now = search->visits[i];
		json_t *entry = json_object_get(search->present, now.name), *item;
		json_t *list = json_want_array(entry, "requiresDist", search->subject->where);
		size_t index;

		json_array_foreach (list, index, item)
			look_at(search, now.name, &now.extras,
				want_string(item, "an element of .requiresDist",
					search->subject->where));
	}
	for (size_t i = 0; i < search->visit_count; i++) {
		free(search->visits[i].name);
		stringlist_free(&search->visits[i].extras);
	}
	cleanup_free(&search->visits);
}

json_t *check_requirements(
	const struct subject *subject, json_t *present, json_t *overridden, struct report *report)
{
	_cleanup_json_ json_t *seen = json_object();
	_cleanup_free_ const char **names = nameset_sorted(present);
	size_t before = report->errors;
	struct requirement_walk search = {
		.subject = subject,
		.present = present,
		.overridden = overridden,
		.report = report,
		.seen = seen,
		.edges = json_object(),
	};

	for (const char **name = names; *name; name++) {
		namemap_set(search.edges, *name);
		visit(&search, *name, "");
	}
	go(&search);
	if (report->errors == before) {
		_cleanup_free_ char *count = plural(search.count, "requirement");

		report_pass(report, "%s among them %s for %s", count,
			search.count == 1 ? "holds" : "hold", subject_target(subject, "name"));
	}
	return search.edges;
}

/* --- Python ---------------------------------------------------------------------------- */

static void check_python_of(const struct subject *subject, json_t *distribution, const char *name,
	const char *wanted, struct report *report)
{
	bool admitted = true;
	_cleanup_free_ char *repaired = NULL;
	const char *problem =
		lenientspecifiers_admit(wanted, subject->python, &admitted, &repaired);
	_cleanup_free_ char *declared = repaired ? xprintf("uv reads it as '%s'", repaired) : NULL;

	if (problem)
		report_finding(report,
			(.check = "python", .package = name, .declared = declared,
				.subject = repaired ? "specifier" : NULL),
			"%s: Requires-Python '%s' is not a specifier", name, wanted);
	if ((!problem || repaired) && !admitted)
		report_finding(report, (.check = "python", .package = name),
			"%s %s wants Python %s: the image has %s", name,
			json_string_value(json_object_get(distribution, "version")), wanted,
			subject->python);
}

void check_python(const struct subject *subject, struct report *report)
{
	_cleanup_free_ const char **names = nameset_sorted(subject->installed);

	for (const char **name = names; *name; name++) {
		json_t *distribution = json_object_get(subject->installed, *name);
		const char *wanted =
			json_get_string(distribution, "requiresPython", subject->where);

		if (wanted && *wanted)
			check_python_of(subject, distribution, *name, wanted, report);
	}
}
