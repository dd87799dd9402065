/* SPDX-License-Identifier: MIT */
#include "verify/filecheck.h"

#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "pypa/name.h"
#include "verify/nameset.h"
#include "verify/wheelcheck.h"

/* --- RECORD ------------------------------------------------------------------ */

/* Finds the paths that RECORD has under KEY, if any; WHAT is said of them before they are named. */
static void find_paths(json_t *record, const char *key, const char *where, const char *name,
	const char *what, const char *declared, struct report *report)
{
	json_t *paths = json_want_array(record, key, where);

	if (json_array_size(paths) == 0)
		return;
	_cleanup_free_ char *shown = examples(paths);

	report_finding(report, (.check = "record", .package = name, .declared = declared),
		"%s: %s %s", name, what, shown);
}

/* Returns how many files RECORD has. */
static size_t check_record(
	const struct subject *subject, const char *name, json_t *flawed, struct report *report)
{
	json_t *distribution = json_object_get(subject->installed, name);
	json_t *record = json_get_object(distribution, "record", subject->where);
	const char *reason = json_string_value(json_object_get(flawed, name));
	const char *misleading = reason && strcmp(reason, FLAW_IS_NOTED) != 0 ? reason : NULL;

	if (json_object_size(record) == 0) {
		report_finding(report, (.check = "record", .package = name), "%s: no RECORD", name);
		return 0;
	}
	find_paths(record, "unchecked", subject->where, name, "RECORD has no SHA-256 for", reason,
		report);
	find_paths(record, "missing", subject->where, name,
		"RECORD names files that are not there:", NULL, report);
	find_paths(record, "changed", subject->where, name, "files differ from RECORD:", misleading,
		report);
	return json_want_size(record, "files", subject->where);
}

void check_records(const struct subject *subject, json_t *flawed, struct report *report)
{
	json_t *unowned = json_want_array(subject->evidence, "unowned", subject->where);
	_cleanup_free_ const char **names = nameset_sorted(subject->installed);
	size_t before = json_array_size(report->findings), files = 0;

	for (const char **name = names; *name; name++)
		files += check_record(subject, *name, flawed, report);
	if (json_array_size(unowned)) {
		_cleanup_free_ char *shown = examples(unowned);

		report_finding(report, (.check = "record"),
			"files that no distribution's RECORD has: %s", shown);
	}
	if (json_array_size(report->findings) == before) {
		_cleanup_free_ char *they = they_are(files, "file");

		report_pass(report, "%s as their RECORD says, and no other file is there", they);
	}
}

/* --- files that several packages have ------------------------------------------ */

/* The line of a rule, PATTERN=PACKAGE, in a Makefile; the caller frees. */
static char *rule_line(const char *rule)
{
	const char *equals = strrchr(rule, '=');

	return equals ? xprintf("PYLOCK_OWNER.%.*s := %s", (int)(equals - rule), rule, equals + 1)
		      : xprintf("PYLOCK_OWNER. := %s", rule);
}

/* The name in `NAME VERSION`; the caller frees. */
static char *first_word(const char *text)
{
	text += strspn(text, " ");
	return xstrndup(text, strcspn(text, " "));
}

static void check_decision(json_t *decision, const char *where, struct report *report)
{
	const char *owner = json_want_string(decision, "owner", where);
	const char *other = json_want_string(decision, "from", where);
	_cleanup_free_ char *line = rule_line(json_want_string(decision, "rule", where));
	_cleanup_free_ char *name = first_word(owner), *from = first_word(other);
	uint64_t count = json_want_size(decision, "count", where);
	_cleanup_free_ char *more =
		count > 1 ? xprintf(" and %llu more", (unsigned long long)count - 1) : xstrdup("");

	report_finding(report,
		(.check = "owner", .package = from, .subject = name, .declared = line),
		"%s: /%s%s: the file of %s is there instead", other,
		json_want_string(decision, "path", where), more, owner);
}

void check_owned(json_t *owned, const char *where, struct report *report)
{
	json_t *entry;
	size_t index;

	json_array_foreach (json_want_array(owned, "owned", where), index, entry)
		check_decision(entry, where, report);
	json_array_foreach (json_want_array(owned, "unused", where), index, entry) {
		const char *rule = json_want_string(entry, "rule", where);
		_cleanup_free_ char *line = rule_line(rule);
		_cleanup_free_ char *reason =
			xprintf("%s: take it out", json_want_string(entry, "why", where));

		report_finding(report, (.check = "owner", .subject = rule, .declared = reason),
			"%s decides nothing", line);
	}
}

static bool is_of_namespace(const char *path)
{
	const char *slash = strrchr(path, '/');

	return starts_with(slash ? slash + 1 : path, "__init__.");
}

/* Sorts what DISTRIBUTION shares: into SAME, a set of paths, or CLAIMS, lists of paths by
 * distribution. */
static void sort_shared(json_t *distribution, const char *where, json_t *same, json_t *claims)
{
	json_t *shared = json_get_array(distribution, "shared", where), *entry;
	size_t index;

	json_array_foreach (shared, index, entry) {
		const char *path =
			want_string(json_array_get(entry, 0), "a path in .shared", where);
		const char *other =
			want_string(json_array_get(entry, 1), "a name in .shared", where);

		if (!json_is_true(json_array_get(entry, 2))) {
			_cleanup_free_ char *name = name_normalize(other);

			json_array_append_new(namemap_list(claims, name), json_string(path));
		} else if (!is_of_namespace(path)) { /* those of a namespace are of no interest */
			nameset_add(same, path);
		}
	}
}

static void find_claims(const char *name, json_t *claims, struct report *report)
{
	_cleanup_free_ const char **others = nameset_sorted(claims);

	for (const char **other = others; *other; other++) {
		json_t *paths = json_object_get(claims, *other);
		size_t count = json_array_size(paths);
		_cleanup_free_ char *more =
			count > 1 ? xprintf(" and %zu more", count - 1) : xstrdup("");

		report_finding(report,
			(.check = "claim", .package = name, .subject = *other,
				.todo = "leave one of them out (PYLOCK_EXCLUDE), or say whose it "
					"is "
					"(PYLOCK_OWNER.<path>)"),
			"%s and %s both claim %s%s, with other bytes", name, *other,
			json_string_value(json_array_get(paths, 0)), more);
	}
}

void check_shared(const struct subject *subject, struct report *report)
{
	_cleanup_free_ const char **names = nameset_sorted(subject->installed);
	_cleanup_json_ json_t *same = json_object();

	for (const char **name = names; *name; name++) {
		_cleanup_json_ json_t *claims = json_object();

		sort_shared(
			json_object_get(subject->installed, *name), subject->where, same, claims);
		find_claims(*name, claims, report);
	}
	if (json_object_size(same)) {
		_cleanup_free_ char *shown = nameset_shown(same, 1);

		report_finding(report,
			(.check = "claim", .subject = "same", .declared = "with the same bytes"),
			"several distributions claim %s", shown);
	}
}

/* --- .pyc files --------------------------------------------------------------------- */

/* The names that PYLOCK_PYC gives and nothing has. */
static void check_promises(const struct subject *subject, struct report *report)
{
	json_t *target = json_want_object(subject->plan, "target", subject->where_plan), *item;
	json_t *asked = json_get_array(target, "pyc", subject->where_plan);
	_cleanup_json_ json_t *known = json_object(), *unknown = json_object();
	size_t index;

	json_array_foreach (subject->packages, index, item)
		nameset_add(known, json_string_value(json_object_get(item, "name")));
	json_array_foreach (asked, index, item) {
		_cleanup_free_ char *name =
			name_normalize(want_string(item, ".target.pyc", subject->where_plan));

		if (strcmp(name, "*") != 0 && !nameset_has(known, name) &&
			!subject_excludes(subject, name))
			nameset_add(unknown, name);
	}
	_cleanup_free_ const char **names = nameset_sorted(unknown);

	for (const char **name = names; *name; name++)
		report_finding(report, (.check = "pyc", .package = *name),
			"PYLOCK_PYC names %s, which is not in the lock", *name);
}

static void check_compiled(
	const struct subject *subject, const char *name, json_t *excused, struct report *report)
{
	json_t *distribution = json_object_get(subject->installed, name), *item;
	json_t *record = json_get_object(distribution, "record", subject->where);
	json_t *paths = record ? json_get_array(record, "uncompiled", subject->where) : NULL;
	_cleanup_json_ json_t *without = json_object();
	size_t index;

	json_array_foreach (paths, index, item) {
		const char *path = want_string(item, "an element of .uncompiled", subject->where);

		if (!nameset_has(excused, path))
			nameset_add(without, path);
	}
	if (json_object_size(without) == 0)
		return;
	_cleanup_free_ char *count = plural(json_object_size(without), ".py file");
	_cleanup_free_ char *shown = nameset_shown(without, 5);

	report_finding(report, (.check = "pyc", .package = name),
		"%s: %s without the .pyc that PYLOCK_PYC promises: %s", name, count, shown);
}

void check_bytecode(const struct subject *subject, json_t *uncompiled, struct report *report)
{
	_cleanup_json_ json_t *excused = json_object();
	size_t before, promised = 0, index;
	json_t *item;

	json_array_foreach (uncompiled, index, item)
		nameset_add(
			excused, want_string(item, "an element", "the files that do not compile"));
	check_promises(subject, report);
	before = json_array_size(report->findings);
	json_array_foreach (subject->packages, index, item) {
		const char *name = json_string_value(json_object_get(item, "name"));

		if (!json_is_true(json_object_get(item, "pyc")) ||
			!nameset_has(subject->installed, name))
			continue;
		promised++;
		check_compiled(subject, name, excused, report);
	}
	if (!promised || json_array_size(report->findings) != before)
		return;
	_cleanup_free_ char *count = plural(promised, "distribution");
	_cleanup_free_ char *files = plural(json_object_size(excused), ".py file");

	if (json_object_size(excused))
		report_pass(report,
			"the .pyc files of %s are there; %s without, not being Python %s", count,
			files, subject_target(subject, "python"));
	else
		report_pass(report, "the .pyc files of %s are there", count);
}
