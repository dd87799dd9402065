/* SPDX-License-Identifier: MIT */
#include "verify/lockcheck.h"

#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "pypa/name.h"
#include "pypa/version.h"
#include "verify/nameset.h"
#include "verify/wheelcheck.h"

/* --- origins ------------------------------------------------------------------ */

static void report_indexes(const struct subject *subject, struct report *report)
{
	json_t *packages = subject->packages, *package;
	_cleanup_json_ json_t *names = json_object();
	size_t position;

	json_array_foreach (packages, position, package) {
		const char *index = json_get_string(package, "index", subject->where_plan);

		json_array_append(namemap_list(names, index ? index : "default"),
			json_object_get(package, "name"));
	}
	_cleanup_free_ const char **indexes = nameset_sorted(names);

	for (const char **index = indexes; *index; index++) {
		json_t *list = json_object_get(names, *index);

		if (strcmp(*index, "default") == 0)
			continue;
		_cleanup_free_ char *all = joined(list, " ");

		report_pass(report, "%zu of %zu packages are from index %s: %s",
			json_array_size(list), json_array_size(packages), *index, all);
	}
}

void report_origins(const struct subject *subject, struct report *report)
{
	const char *where = subject->where_plan;
	json_t *package;
	size_t index;

	report_indexes(subject, report);
	json_array_foreach (subject->packages, index, package) {
		json_t *choice = json_get_object(package, "choice", where);

		if (json_object_size(choice) == 0)
			continue;
		_cleanup_free_ char *over = examples(json_want_array(choice, "over", where));
		json_t *file = json_want_object(package, "file", where);

		report_pass(report, "%s: %s was taken by %s, over %s",
			json_want_string(package, "name", where),
			json_want_string(file, "filename", where),
			json_want_string(choice, "by", where), over);
	}
}

/* --- distributions --------------------------------------------------------------- */

/* PEP 440: a local version satisfies its public pin, not the other way round. */
static bool is_same_version(const char *installed, const char *locked)
{
	struct version have, want;

	if (!version_scan(installed, &have) || installed[have.length] ||
		!version_scan(locked, &want) || locked[want.length])
		return strcmp(installed, locked) == 0;
	if (!want.local.at)
		have.local = (struct version_part){0};
	return version_compare(&have, &want) == 0;
}

/* {name: version} of the plan's packages that the base does not provide. */
static json_t *locked_versions(const struct subject *subject, json_t *provided)
{
	json_t *locked = json_object(), *package;
	size_t index;

	json_array_foreach (subject->packages, index, package) {
		const char *name = json_string_value(json_object_get(package, "name"));

		if (!nameset_has(provided, name))
			json_object_set(locked, name, json_object_get(package, "version"));
	}
	return locked;
}

static const char *installed_version(const struct subject *subject, const char *name)
{
	return json_string_value(
		json_object_get(json_object_get(subject->installed, name), "version"));
}

static void compare_names(
	const struct subject *subject, json_t *locked, json_t *provided, struct report *report)
{
	_cleanup_free_ const char **wanted = nameset_sorted(locked);
	_cleanup_free_ const char **found = nameset_sorted(subject->installed);

	for (const char **name = wanted; *name; name++)
		if (!nameset_has(subject->installed, *name))
			report_finding(report, (.check = "lock", .package = *name),
				"%s %s is in the lock and not in the image", *name,
				json_string_value(json_object_get(locked, *name)));
	for (const char **name = found; *name; name++)
		if (!nameset_has(locked, *name) && !nameset_has(provided, *name))
			report_finding(report, (.check = "lock", .package = *name),
				"%s %s is in the image and not in the lock", *name,
				installed_version(subject, *name));
}

static void compare_versions(
	const struct subject *subject, json_t *locked, json_t *flawed, struct report *report)
{
	_cleanup_free_ const char **names = nameset_sorted(locked);

	for (const char **name = names; *name; name++) {
		const char *installed = installed_version(subject, *name);
		const char *wanted = json_string_value(json_object_get(locked, *name));
		const char *reason = json_string_value(json_object_get(flawed, *name));

		if (!installed || is_same_version(installed, wanted))
			continue;
		if (reason && strcmp(reason, FLAW_IS_NOTED) == 0)
			reason = NULL;
		report_finding(report, (.check = "lock", .package = *name, .declared = reason),
			"%s is %s in the image and %s in the lock", *name, installed, wanted);
	}
}

static void check_excluded(const struct subject *subject, json_t *provided, struct report *report)
{
	json_t *item;
	size_t index;

	json_array_foreach (json_object_get(subject->plan, "excluded"), index, item) {
		const char *name =
			want_string(item, "an element of .excluded", subject->where_plan);

		if (nameset_has(subject->installed, name) && !nameset_has(provided, name))
			report_finding(report, (.check = "lock", .package = name),
				"%s is to be left out and is in the image", name);
		else
			report_finding(report,
				(.check = "excluded", .package = name,
					.declared = "PYLOCK_EXCLUDE"),
				"%s is left out", name);
	}
}

void check_distributions(
	const struct subject *subject, json_t *provided, json_t *flawed, struct report *report)
{
	_cleanup_json_ json_t *locked = locked_versions(subject, provided);
	size_t before = json_array_size(report->findings), count = 0;
	const char *name;
	json_t *entry;

	compare_names(subject, locked, provided, report);
	compare_versions(subject, locked, flawed, report);
	if (json_array_size(report->findings) == before) {
		json_object_foreach (subject->installed, name, entry)
			count += !nameset_has(provided, name);
		_cleanup_free_ char *they = they_are(count, "distribution");

		report_pass(report, "%s the lock's, at the lock's versions", they);
	}
	check_excluded(subject, provided, report);
}

/* --- what the base provides ---------------------------------------------------------- */

/* A distribution that the base is to provide. */
struct provision {
	const char *name, *base, *site, *version;
};

/* Whether ENTRY lies right in the directory SITE. */
static bool is_in(json_t *entry, const char *site, const char *where)
{
	const char *path = json_want_string(entry, "path", where), *slash = strrchr(path, '/');
	size_t length = slash ? (size_t)(slash - path) : 0;

	return site[0] == '/' && strlen(site + 1) == length && strncmp(site + 1, path, length) == 0;
}

/* The base's own copy, or NULL; others are findings. */
static json_t *find_of_base(
	const struct subject *subject, const struct provision *wanted, struct report *report)
{
	json_t *entry, *found = NULL;
	size_t index;

	json_array_foreach (subject->distributions, index, entry) {
		_cleanup_free_ char *name =
			name_normalize(json_string_value(json_object_get(entry, "name")));

		if (strcmp(name, wanted->name) != 0)
			continue;
		if (!json_is_true(json_object_get(entry, "base")))
			report_finding(report, (.check = "shadow", .package = wanted->name),
				"%s %s in the virtual environment shadows the base's %s, which "
				"PYLOCK_PROVIDED names",
				wanted->name, json_string_value(json_object_get(entry, "version")),
				wanted->base);
		else if (!found && is_in(entry, wanted->site, subject->where))
			found = entry;
	}
	return found;
}

static bool is_locked(const struct subject *subject, const char *name)
{
	json_t *package;
	size_t index;

	json_array_foreach (subject->packages, index, package)
		if (strcmp(json_string_value(json_object_get(package, "name")), name) == 0)
			return true;
	return false;
}

static void check_one_provided(const struct subject *subject, const struct provision *wanted,
	json_t *present, struct report *report)
{
	json_t *base = find_of_base(subject, wanted, report);
	const char *version = json_string_value(json_object_get(base, "version"));

	if (is_locked(subject, wanted->name))
		report_finding(report, (.check = "provided", .package = wanted->name),
			"%s is provided by the base and in the lock: run `make resolve`",
			wanted->name);
	if (!base) {
		report_finding(report, (.check = "provided", .package = wanted->name),
			"%s is to be provided by the base and is not in %s", wanted->name,
			wanted->site);
	} else if (strcmp(version, wanted->base) != 0) {
		report_finding(report, (.check = "provided", .package = wanted->name),
			"%s is %s in the image and was %s in the base: run `make resolve`",
			wanted->name, version, wanted->base);
	} else {
		report_finding(report,
			(.check = "provided", .package = wanted->name,
				.declared = "PYLOCK_PROVIDED"),
			"%s %s of the base counts as %s", wanted->name, wanted->base,
			wanted->version);
		json_t *counts = json_copy(base);

		json_object_set_new(counts, "version", json_string(wanted->version));
		json_object_set_new(present, wanted->name, counts);
	}
}

json_t *check_provided(
	const struct subject *subject, json_t *provided, const char *where, struct report *report)
{
	_cleanup_free_ const char **names = nameset_sorted(provided);
	json_t *present = json_copy(subject->installed);

	for (const char **name = names; *name; name++) {
		json_t *entry = want_object(json_object_get(provided, *name), *name, where);
		const struct provision wanted = {
			.name = *name,
			.base = json_want_string(entry, "base", where),
			.site = json_want_string(entry, "site", where),
			.version = json_want_string(entry, "version", where),
		};

		check_one_provided(subject, &wanted, present, report);
	}
	return present;
}

void check_critical(
	const struct subject *subject, json_t *critical, json_t *present, struct report *report)
{
	bool missing = false;
	json_t *item;
	size_t index;

	json_array_foreach (critical, index, item) {
		_cleanup_free_ char *name = name_normalize(json_string_value(item));

		if (nameset_has(present, name) || subject_excludes(subject, name))
			continue;
		missing = true;
		report_finding(report, (.check = "critical", .package = name),
			"%s is critical and not in the image", name);
	}
	if (!missing && json_array_size(critical)) {
		_cleanup_free_ char *all = joined(critical, " ");

		report_pass(report, "critical packages: %s", all);
	}
}
