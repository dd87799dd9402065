/* SPDX-License-Identifier: MIT */
#include "verify/linksupply.h"

#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "verify/nameset.h"

enum { MOST_NAMES = 4 };

/* --- the driver ------------------------------------------------------------------- */

void report_driver(const struct linkage *linkage)
{
	_cleanup_json_ json_t *supplied = json_object();

	for (size_t i = 0; i < linkage->count; i++) {
		const struct object *object = &linkage->objects[i];
		const char *name;
		json_t *path;

		if (!object->counts)
			continue;
		json_object_foreach (object->needed, name, path)
			if (json_is_null(path) && nameset_has(linkage->driver, name))
				nameset_add(namemap_set(supplied, name),
					object->owner ? object->owner : "the base");
	}
	_cleanup_free_ const char **names = nameset_sorted(supplied);

	for (const char **name = names; *name; name++) {
		_cleanup_free_ char *who =
			nameset_shown(json_object_get(supplied, *name), MOST_NAMES);
		_cleanup_free_ char *version = xprintf(
			"%s or newer", json_string_value(json_object_get(linkage->driver, *name)));

		report_finding(linkage->report,
			(.check = "driver", .declared = version, .subject = *name),
			"%s, which %s needs, comes from the device's driver", *name, who);
	}
}

/* --- order of imports ----------------------------------------------------------------- */

/* What SECOND requires and imports, on whose behalf the libraries of FIRST are loaded. */
static const char *imported(const struct linkage *linkage, const char *first, const char *second)
{
	json_t *direct = json_object_get(linkage->wants, second);
	_cleanup_free_ const char **names = nameset_sorted(direct);

	if (nameset_has(direct, first))
		return first;
	for (const char **name = names; *name; name++)
		if (nameset_has(json_object_get(linkage->requires, *name), first))
			return *name;
	return first;
}

/* Adds to ORDERED, {distribution: {what it imports: set of libraries}}, what OBJECT finds so. */
static void add_ordered(const struct linkage *linkage, const struct object *object, json_t *ordered)
{
	const char *second = object->owner, *name;
	json_t *path;

	json_object_foreach (object->besides, name, path) {
		const char *first = linkage_owner(linkage, json_string_value(path));

		if (first && second && strcmp(first, second) != 0 &&
			linkage_comes_before(linkage, first, second))
			nameset_add(namemap_set(namemap_set(ordered, second),
					    imported(linkage, first, second)),
				name);
	}
}

void report_order(const struct linkage *linkage)
{
	_cleanup_json_ json_t *ordered = json_object();

	for (size_t i = 0; i < linkage->count; i++)
		if (linkage->objects[i].counts)
			add_ordered(linkage, &linkage->objects[i], ordered);
	_cleanup_free_ const char **names = nameset_sorted(ordered);

	for (const char **name = names; *name; name++) {
		json_t *imports = json_object_get(ordered, *name);
		_cleanup_free_ const char **firsts = nameset_sorted(imports);

		for (const char **first = firsts; *first; first++) {
			_cleanup_free_ char *libraries =
				nameset_shown(json_object_get(imports, *first), 3);

			report_finding(linkage->report,
				(.check = "after", .package = *name, .declared = "import order",
					.subject = *first),
				"%s finds %s only after `import %s`, which it requires", *name,
				libraries, *first);
		}
	}
}

/* --- what no package loads --------------------------------------------------------- */

void report_idle_objects(const struct linkage *linkage)
{
	_cleanup_json_ json_t *files = json_object();
	size_t count = 0;

	for (size_t i = 0; i < linkage->count; i++) {
		const struct object *object = &linkage->objects[i];

		if (object->counts ||
			(!linkage_lacking(linkage, object, NULL) &&
				json_array_size(json_object_get(object->json, "lacks")) == 0))
			continue;
		count++;
		nameset_add(files, object->base);
	}
	if (!count)
		return;
	_cleanup_free_ char *counted = plural(count, "ELF file"),
			    *shown = nameset_shown(files, MOST_NAMES);

	report_finding(linkage->report, (.check = "idle", .declared = "no package loads it"),
		"%s of the base that no package loads lacks something: %s", counted, shown);
}
