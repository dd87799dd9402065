/* SPDX-License-Identifier: MIT */
#include "pypa/poetryproject.h"

#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/text.h"
#include "lib/unconst.h"
#include "pypa/name.h"
#include "pypa/poetryconstraint.h"
#include "pypa/specifier.h"

/* One table of dependencies, as it is being read. */
struct reading {
	const struct projectfile *file;
	const char *title; /* of the table */
	const struct stringlist *own;
	json_t *list;
};

static const char *string_of(const json_t *table, const char *key)
{
	return json_string_value(json_object_get(table, key));
}

/* --- one dependency ------------------------------------------------------------------------ */

/* Appends ` @ ADDRESS` for what is at an address. Returns whether it is. */
static bool add_address(struct text *line, const json_t *entry)
{
	const char *git = string_of(entry, "git"), *url = string_of(entry, "url");
	const char *directory = string_of(entry, "subdirectory");
	const char *revision = string_of(entry, "rev");

	if (!git && !url)
		return false;
	revision = revision ? revision : string_of(entry, "tag");
	revision = revision ? revision : string_of(entry, "branch");
	text_printf(line, " @ %s%s", git ? "git+" : "", git ? git : url);
	if (git && revision)
		text_printf(line, "@%s", revision);
	if (directory)
		text_printf(line, "#subdirectory=%s", directory);
	return true;
}

static void add_extras(struct text *line, const json_t *extras)
{
	for (size_t i = 0; i < json_array_size(extras); i++) {
		const char *extra = json_string_value(json_array_get(extras, i));

		text_printf(line, "%s%s", i ? "," : "[", extra ? extra : "");
	}
	if (json_array_size(extras))
		text_add_char(line, ']');
}

/* Appends the conditions of ENTRY to MARKER: those that it has as a marker, and the Python. */
static const char *add_conditions(struct text *marker, const json_t *entry)
{
	const char *markers = string_of(entry, "markers"), *python = string_of(entry, "python");
	const char *platform = string_of(entry, "platform");

	if (markers)
		text_printf(marker, "(%s)", markers);
	if (platform && strpbrk(platform, "|,\"'\\ "))
		return "a platform that is no single name: write it into markers";
	if (platform)
		text_printf(marker, "%ssys_platform %s \"%s\"", marker->length ? " and " : "",
			starts_with(platform, "!=") ? "!=" : "==",
			platform + strspn(platform, "!="));
	if (!python)
		return NULL;

	_cleanup_(text_free) struct text condition = {0};
	const char *problem = poetryconstraint_marker(python, &condition);

	if (!problem && condition.length)
		text_printf(marker, "%s%s", marker->length ? " and " : "", text_string(&condition));
	return problem;
}

static bool is_own(const struct reading *reading, const char *name)
{
	for (size_t i = 0; i < reading->own->count; i++)
		if (strcmp(reading->own->items[i], name) == 0)
			return true;
	return false;
}

/* What stands for a name in a table: a constraint, or a table of it and more. */
static void add_dependency(struct reading *reading, const char *name, const json_t *entry)
{
	const char *path = reading->file->path, *source = string_of(entry, "source");
	const char *version =
		json_is_string(entry) ? json_string_value(entry) : string_of(entry, "version");
	_cleanup_(text_free) struct text line = {0}, marker = {0};
	const char *problem = NULL;
	_cleanup_free_ char *normal = NULL;

	if (!name_is_valid(name))
		die(EXIT_NO, "%s: %s: not the name of a package: '%s'", path, reading->title, name);
	normal = name_normalize(name);
	if (string_of(entry, "path") && is_own(reading, normal))
		return;
	if (string_of(entry, "path"))
		die(EXIT_NO, "%s: %s: %s is in a directory of its own: add it to PYLOCK_PROJECT",
			path, reading->title, name);
	if (source)
		die(EXIT_NO,
			"%s: %s: %s has the source %s, which is not read: write PYLOCK_INDEX.%s "
			":= %s, with its address as PYLOCK_INDEX_URL.%s, and take `source` out",
			path, reading->title, name, source, normal, source, source);
	text_add_string(&line, name);
	add_extras(&line, json_object_get(entry, "extras"));
	if (!add_address(&line, entry))
		problem = version ? poetryconstraint_specifiers(version, &line) : "no version";
	if (!problem)
		problem = add_conditions(&marker, entry);
	if (problem)
		die(EXIT_NO, "%s: %s: %s: %s: '%s'", path, reading->title, name, problem,
			version ? version : "");
	if (marker.length)
		text_printf(&line, " ; %s", text_string(&marker));
	json_array_append_new(reading->list, json_string(text_string(&line)));
}

/* --- tables -------------------------------------------------------------------------------- */

static bool is_optional(const json_t *entry)
{
	return json_is_true(json_object_get(entry, "optional"));
}

/* The dependencies of TABLE, which may be NULL: those that are optional, or those that are not.
 * NAMES: only these. */
static json_t *read_table(const struct projectfile *file, const char *title, const json_t *table,
	const struct stringlist *own, const json_t *names)
{
	struct reading reading = {file, title, own, json_array()};
	const char *key;
	json_t *value;

	json_object_foreach (unconst(table), key, value) {
		_cleanup_free_ char *normal = name_normalize(key);
		/* alternatives, one for each Python or platform */
		size_t count = json_is_array(value) ? json_array_size(value) : 1;
		bool wanted = !names && strcmp(key, "python") != 0;

		for (size_t i = 0; i < json_array_size(names); i++) {
			const char *name = json_string_value(json_array_get(names, i));
			_cleanup_free_ char *other = name ? name_normalize(name) : xstrdup("");

			wanted |= strcmp(normal, other) == 0;
		}
		for (size_t i = 0; wanted && i < count; i++) {
			const json_t *entry =
				json_is_array(value) ? json_array_get(value, i) : value;

			if (names || !is_optional(entry))
				add_dependency(&reading, key, entry);
		}
	}
	return reading.list;
}

static const json_t *dependencies_of(const struct projectfile *file)
{
	const char *const keys[] = {"tool", "poetry", "dependencies", NULL};
	const json_t *table = projectfile_table(file, keys);

	return json_is_object(table) ? table : NULL;
}

json_t *poetryproject_dependencies(const struct projectfile *file, const struct stringlist *own)
{
	const json_t *table = dependencies_of(file);

	return table ? read_table(file, "tool.poetry.dependencies", table, own, NULL) : NULL;
}

json_t *poetryproject_extra(
	const struct projectfile *file, const char *extra, const struct stringlist *own)
{
	const char *const keys[] = {"tool", "poetry", "extras", NULL};
	const json_t *extras = projectfile_table(file, keys);
	const char *written;
	const json_t *names =
		json_is_object(extras) ? projectfile_member(extras, extra, &written) : NULL;

	return json_is_array(names) ? read_table(file, "tool.poetry.dependencies",
					      dependencies_of(file), own, names)
				    : NULL;
}

json_t *poetryproject_group(
	const struct projectfile *file, const char *group, const struct stringlist *own)
{
	const char *const keys[] = {"tool", "poetry", "group", NULL};
	const char *const older[] = {"tool", "poetry", "dev-dependencies", NULL};
	const json_t *groups = projectfile_table(file, keys), *table;
	const char *written = group;

	table = json_is_object(groups) ? projectfile_member(groups, group, &written) : NULL;
	table = table                       ? json_object_get(table, "dependencies")
		: strcmp(group, "dev") == 0 ? projectfile_table(file, older)
					    : NULL;
	if (!json_is_object(table))
		return NULL;
	_cleanup_free_ char *title = xprintf("tool.poetry.group.%s.dependencies", written);

	return read_table(file, title, table, own, NULL);
}

void poetryproject_check(const struct projectfile *file, const char *python)
{
	const char *wanted = string_of(dependencies_of(file), "python"), *next = wanted;
	bool admitted = !wanted || !python;

	while (!admitted && *next) {
		size_t length = strcspn(next, "|");
		_cleanup_free_ char *one = xstrndup(next, length);
		_cleanup_(text_free) struct text specifiers = {0};
		const char *problem = poetryconstraint_specifiers(one, &specifiers);

		if (!problem)
			problem = specifiers_admit(text_string(&specifiers), python, &admitted);
		if (problem)
			die(EXIT_NO, "%s: tool.poetry.dependencies.python: %s: '%s'", file->path,
				problem, wanted);
		next += length + strspn(next + length, "|");
	}
	if (!admitted)
		die(EXIT_NO,
			"%s: tool.poetry.dependencies.python is '%s', and the target's Python is "
			"%s: take a target that has such a Python",
			file->path, wanted, python);
}
