/* SPDX-License-Identifier: MIT */
#include "verify/missing.h"

#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "verify/nameset.h"

enum { MOST_FILES = 4, MOST_LIBRARIES = 20 };

static const char *of(const char *owner)
{
	return owner ? owner : "the base";
}

/* --- where they can be got ------------------------------------------------------- */

/* The distribution in the image that has the library, or NULL. */
static const char *distribution_with(const struct linkage *linkage, const char *soname)
{
	const char *best = NULL;

	for (size_t i = 0; i < linkage->count; i++) {
		const struct object *object = &linkage->objects[i];

		if (object->owner &&
			(strcmp(object->base, soname) == 0 ||
				(object->soname && strcmp(object->soname, soname) == 0)) &&
			(!best || strcmp(object->owner, best) < 0))
			best = object->owner;
	}
	return best;
}

static const char *package_with(const struct linkage *linkage, const char *soname)
{
	return json_string_value(json_object_get(linkage->owning, soname));
}

bool missing_can_be_got(const struct linkage *linkage, json_t *sonames)
{
	const char *soname;
	json_t *value;

	json_object_foreach (sonames, soname, value)
		if (!distribution_with(linkage, soname) && !package_with(linkage, soname))
			return false;
	return true;
}

/* Adds TEXT's next part. */
static void add_part(struct text *text, char *part)
{
	text_printf(text, "%s%s", text->length ? "; " : "", part);
	free(part);
}

char *missing_todo(const struct linkage *linkage, json_t *sonames)
{
	_cleanup_json_ json_t *packages = json_object(), *unknown = json_object();
	_cleanup_free_ const char **names = nameset_sorted(sonames);
	_cleanup_(text_free) struct text imports = {0};
	struct text text = {0};

	for (const char **name = names; *name; name++) {
		const char *distribution = distribution_with(linkage, *name);
		const char *package = package_with(linkage, *name);

		if (distribution)
			add_part(&imports,
				xprintf("%s has %s: import it first", distribution, *name));
		else
			nameset_add(package ? packages : unknown, package ? package : *name);
	}
	_cleanup_free_ const char **added = nameset_sorted(packages);

	for (const char **package = added; *package; package++)
		text_printf(&text, "%s %s", text.length ? "" : "add PYLOCK_APT +=", *package);
	if (imports.length)
		add_part(&text, xstrdup(text_string(&imports)));
	_cleanup_free_ char *shown = nameset_shown(unknown, MOST_LIBRARIES);

	if (json_object_size(unknown))
		add_part(&text, linkage->owning
					? xprintf("no package that is known has %s", shown)
					: xprintf("which package of the base's archive has %s is "
						  "not known here",
						  shown));
	return text_take(&text);
}

/* --- what is missing --------------------------------------------------------------- */

/* What one distribution lacks: of each library the set of files that need it, and, apart from that,
 * the path of each library that another one has, which it does not require. */
struct wanting {
	json_t *absent, *late;
	json_t *files; /* {LIBRARY: the set of files that need it} of those that are late */
};

static void take_object(
	const struct linkage *linkage, const struct object *object, const struct wanting *wanting)
{
	_cleanup_json_ json_t *lacking = json_object();
	const char *name;
	json_t *value;

	linkage_lacking(linkage, object, lacking);
	json_object_foreach (lacking, name, value) {
		json_t *besides = json_object_get(object->besides, name);

		if (besides) {
			json_object_set(wanting->late, name, besides);
			nameset_add(namemap_set(wanting->files, name), object->base);
		} else {
			nameset_add(namemap_set(wanting->absent, name), object->base);
		}
	}
}

static void find_late(
	const struct linkage *linkage, const char *owner, const struct wanting *wanting)
{
	_cleanup_free_ const char **names = nameset_sorted(wanting->late);

	for (const char **name = names; *name; name++) {
		const char *path = json_string_value(json_object_get(wanting->late, *name));
		const char *has = of(linkage_owner(linkage, path));
		_cleanup_free_ char *todo = xprintf("import %s first", has);
		_cleanup_free_ char *files =
			nameset_shown(json_object_get(wanting->files, *name), MOST_FILES);

		report_finding(linkage->report,
			(.check = "order", .package = owner, .subject = *name, .todo = todo),
			"%s: %s needs %s, which only %s has, and does not require it", of(owner),
			files, *name, has);
	}
}

/* A finding on the libraries of ABSENT, with the name of the library in its id when it is one. */
static void find_absent(const struct linkage *linkage, const char *owner, json_t *absent)
{
	_cleanup_json_ json_t *files = json_object();
	size_t count = json_object_size(absent);
	const char *name;
	json_t *value;

	if (!count)
		return;
	json_object_foreach (absent, name, value)
		json_object_update(files, value);
	_cleanup_free_ char *todo = missing_todo(linkage, absent);
	_cleanup_free_ char *shown = nameset_shown(files, MOST_FILES);
	_cleanup_free_ char *libraries = nameset_shown(absent, MOST_LIBRARIES);

	report_finding(linkage->report,
		(.check = "library", .package = owner,
			.subject =
				count == 1 ? json_object_iter_key(json_object_iter(absent)) : NULL,
			.todo = todo, .sonames = absent),
		"%s: %s %s %s, which %s not in the image", of(owner), shown,
		json_object_size(files) == 1 ? "needs" : "need", libraries,
		count == 1 ? "is" : "are");
}

/* All that OWNER lacks together, but for what somebody accepts, library by library. */
static void find_all_absent(const struct linkage *linkage, const char *owner, json_t *absent)
{
	_cleanup_free_ const char **names = nameset_sorted(absent);

	for (const char **name = names; *name; name++) {
		_cleanup_json_ json_t *one = json_object();

		if (!report_accepts(linkage->report, "library", owner, *name))
			continue;
		json_object_set(one, *name, json_object_get(absent, *name));
		find_absent(linkage, owner, one);
	}
	for (const char **name = names; *name; name++)
		if (report_accepts(linkage->report, "library", owner, *name))
			json_object_del(absent, *name);
	find_absent(linkage, owner, absent);
}

void check_libraries(const struct linkage *linkage)
{
	_cleanup_json_ json_t *owners = json_object();

	for (size_t i = 0; i < linkage->count; i++) {
		const struct object *object = &linkage->objects[i];

		if (object->counts && !object->choice && linkage_lacking(linkage, object, NULL))
			json_array_append_new(
				namemap_list(owners, object->owner ? object->owner : NOBODY),
				json_integer((json_int_t)i));
	}
	_cleanup_free_ const char **names = nameset_sorted(owners);

	for (const char **name = names; *name; name++) {
		const char *owner = strcmp(*name, NOBODY) == 0 ? NULL : *name;
		_cleanup_json_ json_t *absent = json_object(), *files = json_object();
		_cleanup_json_ json_t *late = json_object();
		const struct wanting wanting = {absent, late, files};
		json_t *number;
		size_t index;

		json_array_foreach (json_object_get(owners, *name), index, number)
			take_object(
				linkage, &linkage->objects[json_integer_value(number)], &wanting);
		find_late(linkage, owner, &wanting);
		find_all_absent(linkage, owner, absent);
	}
}

/* --- what is opened by name ---------------------------------------------------------- */

void check_opened(const struct linkage *linkage)
{
	const char *where = linkage->where_opened;
	_cleanup_json_ json_t *present = json_object();
	size_t index, index2, index3;
	json_t *row, *choice, *item;

	for (size_t i = 0; i < linkage->count; i++)
		if (linkage->objects[i].owner)
			nameset_add(present, linkage->objects[i].owner);
	json_array_foreach (linkage->opened, index, row) {
		const char *owner = json_want_string(row, "distribution", where);
		json_t *opens = json_get_array(row, "opens", where);

		if (!nameset_has(present, owner) && !nameset_has(linkage->requires, owner))
			continue;
		json_array_foreach (opens, index2, choice) {
			bool found = false;

			json_array_foreach (choice, index3, item) {
				const char *name = want_string(item, "an element of .opens", where);

				found |= nameset_has(linkage->names, name) ||
					 nameset_has(linkage->driver, name);
			}
			if (found || json_array_size(choice) == 0)
				continue;
			const char *first = json_string_value(json_array_get(choice, 0));
			_cleanup_json_ json_t *sonames = json_object();

			nameset_add(sonames, first);
			_cleanup_free_ char *todo = missing_todo(linkage, sonames),
					    *all = joined(choice, " or ");

			report_finding(linkage->report,
				(.check = "library", .package = owner, .subject = first,
					.todo = todo, .sonames = sonames),
				"%s opens %s, which is not in the image: %s [%s]", owner, all,
				json_want_string(row, "why", where),
				json_want_string(row, "source", where));
		}
	}
}
