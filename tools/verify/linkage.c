/* SPDX-License-Identifier: MIT */
#include "verify/linkage.h"

#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/file.h"
#include "verify/linkcheck.h"
#include "verify/linkchoice.h"
#include "verify/linksupply.h"
#include "verify/missing.h"
#include "verify/nameset.h"

/* --- objects --------------------------------------------------------------------- */

static void take_object(struct linkage *linkage, json_t *entry)
{
	const char *where = linkage->subject->where;
	struct object object = {
		.json = entry,
		.path = json_string_value(json_object_get(entry, "path")),
		.soname = json_get_string(entry, "soname", where),
		.owner = elf_owner(entry),
		.needed = json_get_object(entry, "needed", where),
		.besides = json_get_object(entry, "besides", where),
	};

	json_object_set_new(linkage->owners, object.path,
		object.owner ? json_string(object.owner) : json_null());
	/* What is for another machine is a finding of its own, and is never loaded here. */
	if (!object.needed || strcmp(json_want_string(entry, "machine", where),
				      subject_target(linkage->subject, "arch")) != 0)
		return;
	object.base = file_name(object.path);
	nameset_add(linkage->names, object.base);
	if (object.soname && *object.soname)
		nameset_add(linkage->names, object.soname);
	json_object_set_new(linkage->places, object.path, json_integer((json_int_t)linkage->count));
	linkage->objects[linkage->count++] = object;
}

static const char *path_of(const struct linkage *linkage, json_t *value)
{
	const char *path = json_is_null(value) ? NULL
					       : want_string(value, "a path of a library",
							 linkage->subject->where);

	if (path && !json_object_get(linkage->owners, path))
		die(EXIT_NO, "%s: the library '%s' is not among .elf", linkage->subject->where,
			path);
	return path;
}

/* Dies unless every library that is found is an ELF file of the image. */
static void check_paths(const struct linkage *linkage, json_t *libraries, bool may_be_missing)
{
	const char *name;
	json_t *value;

	json_object_foreach (libraries, name, value)
		if (!path_of(linkage, value) && !may_be_missing)
			die(EXIT_NO, "%s: .besides.%s: not a string", linkage->subject->where,
				name);
}

/* Counts the objects of packages, the interpreter, and all that these may load. */
static void find_reach(struct linkage *linkage)
{
	_cleanup_free_ size_t *todo = xalloc(linkage->count, sizeof *todo);
	size_t waiting = 0;

	for (size_t i = 0; i < linkage->count; i++) {
		struct object *object = &linkage->objects[i];

		object->counts =
			object->owner ||
			(linkage->interpreter && strcmp(object->path, linkage->interpreter) == 0);
		if (object->counts)
			todo[waiting++] = i;
	}
	while (waiting) {
		const struct object *object = &linkage->objects[todo[--waiting]];
		const char *name;
		json_t *value;

		json_object_foreach (object->needed, name, value) {
			json_t *place = json_is_string(value) ? json_object_get(linkage->places,
									json_string_value(value))
							      : NULL;
			size_t number = (size_t)json_integer_value(place);

			if (!place || linkage->objects[number].counts)
				continue;
			linkage->objects[number].counts = true;
			todo[waiting++] = number;
		}
	}
}

/* {distribution: all that it requires, directly or not} */
static json_t *transitive(json_t *wants)
{
	json_t *closed = json_object(), *direct;
	const char *name;

	json_object_foreach (wants, name, direct) {
		json_t *seen = namemap_set(closed, name);
		_cleanup_free_ const char **todo =
			xalloc(json_object_size(wants) + 1, sizeof *todo);
		size_t waiting = 0;

		todo[waiting++] = name;
		while (waiting) {
			json_t *others = json_object_get(wants, todo[--waiting]);
			const char *other;
			json_t *value;

			json_object_foreach (others, other, value) {
				if (nameset_has(seen, other))
					continue;
				nameset_add(seen, other);
				if (json_object_get(wants, other))
					todo[waiting++] = other;
			}
		}
	}
	return closed;
}

struct linkage linkage_begin(const struct subject *subject, json_t *wants, struct report *report)
{
	struct linkage linkage = {
		.subject = subject,
		.report = report,
		.objects = xalloc(json_array_size(subject->elf), sizeof(struct object)),
		.owners = json_object(),
		.places = json_object(),
		.names = json_object(),
		.requires = transitive(wants),
		.wants = wants,
		.interpreter = json_get_string(subject->evidence, "interpreter", subject->where),
	};
	json_t *entry;
	size_t index;

	if (linkage.interpreter && !*linkage.interpreter)
		linkage.interpreter = NULL;
	json_array_foreach (subject->elf, index, entry)
		take_object(&linkage, entry);
	for (size_t i = 0; i < linkage.count; i++) {
		check_paths(&linkage, linkage.objects[i].needed, true);
		check_paths(&linkage, linkage.objects[i].besides, false);
	}
	find_reach(&linkage);
	return linkage;
}

void linkage_free(struct linkage *linkage)
{
	cleanup_free(&linkage->objects);
	json_free(&linkage->owners);
	json_free(&linkage->places);
	json_free(&linkage->names);
	json_free(&linkage->requires);
}

/* --- who is loaded before whom ------------------------------------------------------ */

const char *linkage_owner(const struct linkage *linkage, const char *path)
{
	return json_string_value(json_object_get(linkage->owners, path));
}

bool linkage_comes_before(const struct linkage *linkage, const char *first, const char *second)
{
	if (!first || !second)
		return first == second;
	return strcmp(first, second) == 0 ||
	       nameset_has(json_object_get(linkage->requires, second), first);
}

bool linkage_lacking(const struct linkage *linkage, const struct object *object, json_t *set)
{
	bool lacks = false;
	const char *name;
	json_t *path;

	json_object_foreach (object->needed, name, path)
		if (json_is_null(path) && !nameset_has(linkage->driver, name)) {
			lacks = true;
			if (set)
				nameset_add(set, name);
		}
	json_object_foreach (object->besides, name, path)
		if (!linkage_comes_before(linkage, linkage_owner(linkage, json_string_value(path)),
			    object->owner)) {
			lacks = true;
			if (set)
				nameset_add(set, name);
		}
	return lacks;
}

/* --- all of it ------------------------------------------------------------------------- */

void check_linkage(struct linkage *linkage)
{
	struct report *report = linkage->report;
	size_t before = report->errors, counted = 0;

	if (!linkage->interpreter)
		report_pass(report,
			"the interpreter is no ELF file of the image: what it defines is not "
			"looked at");
	_cleanup_json_ json_t *choices = linkage_choose(linkage);

	for (size_t i = 0; i < linkage->count; i++) {
		counted += linkage->objects[i].counts;
		if (linkage->objects[i].counts && !linkage->objects[i].choice)
			check_object(linkage, &linkage->objects[i]);
	}
	report_choices(linkage, choices);
	check_libraries(linkage);
	report_driver(linkage);
	report_order(linkage);
	check_opened(linkage);
	report_idle_objects(linkage);
	if (report->errors != before)
		return;
	_cleanup_free_ char *files = plural(counted, "ELF file");

	report_pass(report,
		"%s that packages load find their libraries, symbol versions and symbols", files);
}
