/* SPDX-License-Identifier: MIT */
#include "verify/linkchoice.h"

#include <fnmatch.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "verify/missing.h"
#include "verify/nameset.h"

enum { MOST_TITLES = 4 };

static struct object *object_at(const struct linkage *linkage, const char *path)
{
	return &linkage->objects[json_integer_value(json_object_get(linkage->places, path))];
}

static void choose(struct object *object, json_t *row, json_t *choices)
{
	if (!object->choice)
		json_array_append_new(choices, json_string(object->path));
	object->choice = row;
}

/* Whether the object counts, is the row's distribution's, and matches one of PATTERNS. */
static bool is_of(
	const struct object *object, const char *owner, json_t *patterns, const char *where)
{
	size_t index;
	json_t *item;

	if (!object->counts || !object->owner || strcmp(object->owner, owner) != 0)
		return false;
	json_array_foreach (patterns, index, item)
		if (fnmatch(want_string(item, "a pattern", where), object->path, FNM_NOESCAPE) == 0)
			return true;
	return false;
}

static void choose_optional(
	struct linkage *linkage, json_t *row, const char *owner, json_t *choices)
{
	json_t *patterns = json_get_array(row, "optional", linkage->where_opened);

	for (size_t i = 0; i < linkage->count; i++) {
		struct object *object = &linkage->objects[i];

		if (is_of(object, owner, patterns, linkage->where_opened) &&
			linkage_lacking(linkage, object, NULL))
			choose(object, row, choices);
	}
}

/* {TITLE: paths of the objects that belong together}; with `each`, every object has its path for a
 * title. */
static json_t *groups_of(const struct linkage *linkage, json_t *row, const char *owner)
{
	bool each = json_is_true(json_object_get(row, "each"));
	json_t *groups = json_object(), *patterns;
	const char *title;

	json_object_foreach (json_want_object(row, "one", linkage->where_opened), title, patterns)
		for (size_t i = 0; i < linkage->count; i++) {
			const struct object *object = &linkage->objects[i];

			if (is_of(object, owner, patterns, linkage->where_opened))
				nameset_add(namemap_set(groups, each ? object->path : title),
					object->path);
		}
	return groups;
}

static bool is_whole(const struct linkage *linkage, json_t *members)
{
	const char *path;
	json_t *value;

	json_object_foreach (members, path, value)
		if (linkage_lacking(linkage, object_at(linkage, path), NULL))
			return false;
	return true;
}

/* Reports that none of GROUPS can be loaded, and what would mend the first that can be. Its objects
 * are no findings of their own then. */
static void find_none(const struct linkage *linkage, json_t *row, const char *owner, json_t *groups)
{
	_cleanup_json_ json_t *all = json_object(), *best = NULL;
	const char *title, *path;
	json_t *members, *value;

	json_object_foreach (groups, title, members) {
		_cleanup_json_ json_t *lacking = json_object();

		json_object_foreach (members, path, value) {
			linkage_lacking(linkage, object_at(linkage, path), lacking);
			object_at(linkage, path)->choice = row;
		}
		json_object_update(all, lacking);
		if (!best && missing_can_be_got(linkage, lacking))
			best = json_incref(lacking);
	}
	_cleanup_free_ char *titles = nameset_shown(groups, MOST_TITLES);
	_cleanup_free_ char *todo = missing_todo(linkage, best ? best : all);

	report_finding(linkage->report,
		(.check = "library", .package = owner, .subject = "one", .todo = todo,
			.sonames = all),
		"%s can load none of %s, and needs one: %s [%s]", owner, titles,
		json_want_string(row, "why", linkage->where_opened),
		json_want_string(row, "source", linkage->where_opened));
}

static void choose_one(struct linkage *linkage, json_t *row, const char *owner, json_t *choices)
{
	_cleanup_json_ json_t *groups = groups_of(linkage, row, owner), *whole = json_object();
	const char *title, *path, *first = NULL;
	json_t *members, *value;

	json_object_foreach (groups, title, members)
		if (is_whole(linkage, members)) {
			nameset_add(whole, title);
			first = first ? first : title;
		}
	if (!first && json_object_size(groups))
		find_none(linkage, row, owner, groups);
	if (!first)
		return;
	if (!json_is_true(json_object_get(row, "each")))
		report_pass(linkage->report, "%s loads %s: %s", owner, first,
			json_want_string(row, "why", linkage->where_opened));
	json_object_foreach (groups, title, members) {
		if (nameset_has(whole, title))
			continue;
		json_object_foreach (members, path, value)
			choose(object_at(linkage, path), row, choices);
	}
}

json_t *linkage_choose(struct linkage *linkage)
{
	json_t *choices = json_array(), *row;
	size_t index;

	json_array_foreach (linkage->opened, index, row) {
		const char *owner = json_want_string(row, "distribution", linkage->where_opened);

		choose_optional(linkage, row, owner, choices);
		if (json_object_get(row, "one"))
			choose_one(linkage, row, owner, choices);
	}
	return choices;
}

/* Reports the objects of CHOICES that were chosen by ROW. */
static void report_row(const struct linkage *linkage, json_t *row, json_t *choices)
{
	_cleanup_json_ json_t *files = json_object(), *lacking = json_object();
	const char *owner = json_want_string(row, "distribution", linkage->where_opened);
	_cleanup_free_ char *reason =
		xprintf("%s [%s]", json_want_string(row, "why", linkage->where_opened),
			json_want_string(row, "source", linkage->where_opened));
	size_t index;
	json_t *path;

	json_array_foreach (choices, index, path) {
		const struct object *object = object_at(linkage, json_string_value(path));

		if (object->choice != row)
			continue;
		nameset_add(files, object->base);
		linkage_lacking(linkage, object, lacking);
	}
	_cleanup_free_ char *shown = nameset_shown(files, 2), *without = nameset_shown(lacking, 2);

	report_finding(linkage->report,
		(.check = "choice", .package = owner, .declared = reason,
			.subject = json_object_get(row, "optional") ? "optional" : "one"),
		"%s: %s cannot be loaded, without %s, and need not be", owner, shown, without);
}

void report_choices(const struct linkage *linkage, json_t *choices)
{
	size_t index, before;
	json_t *path, *other;

	json_array_foreach (choices, index, path) {
		json_t *row = object_at(linkage, json_string_value(path))->choice;
		bool is_first = true;

		json_array_foreach (choices, before, other) {
			if (before >= index)
				break;
			is_first &= object_at(linkage, json_string_value(other))->choice != row;
		}
		if (is_first)
			report_row(linkage, row, choices);
	}
}
