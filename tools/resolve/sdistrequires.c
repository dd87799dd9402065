/* SPDX-License-Identifier: MIT */
#include "resolve/sdistrequires.h"

#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/json.h"
#include "lib/toml.h"
#include "pypa/metadata.h"
#include "pypa/projectfile.h"

static const char name[] = "pyproject.toml";

/* --- pyproject.toml --------------------------------------------------------------------- */

/* LINE, which counts for EXTRA only. */
static json_t *for_extra(const char *line, const char *extra)
{
	const char *marker = strchr(line, ';');
	_cleanup_(text_free) struct text text = {0};

	if (marker)
		text_printf(&text, "%.*s; (%s) and extra == \"%s\"", (int)(marker - line), line,
			marker + 1, extra);
	else
		text_printf(&text, "%s ; extra == \"%s\"", line, extra);
	return json_string(text_string(&text));
}

/* Adds the strings of the array LINES that are not empty; they count for EXTRA (NULL: always). */
static void add_lines(json_t *requires, json_t *lines, const char *extra)
{
	json_t *line;
	size_t i;

	json_array_foreach (lines, i, line) {
		if (!json_is_string(line))
			die(EXIT_NO, "%s: a requirement is not a string", name);
		if (!json_string_length(line))
			continue;
		json_array_append_new(requires,
			extra ? for_extra(json_string_value(line), extra) : json_incref(line));
	}
}

/* What the table `project` says when it says all; else NULL. */
static json_t *of_project(const struct projectfile *file)
{
	json_t *project = json_get_object(file->document, "project", name);
	json_t *dependencies = json_object_get(project, "dependencies"), *lines;
	const char *extra;

	if (!json_is_array(dependencies) || projectfile_is_dynamic(file, "dependencies") ||
		projectfile_is_dynamic(file, "optional-dependencies") ||
		projectfile_is_dynamic(file, "requires-python"))
		return NULL;
	const char *python = json_get_string(project, "requires-python", name);
	json_t *extras = json_get_object(project, "optional-dependencies", name);
	json_t *names = json_array(), *requires = json_array();

	add_lines(requires, dependencies, NULL);
	json_object_foreach (extras, extra, lines) {
		json_array_append_new(names, json_string(extra));
		add_lines(requires, json_want_array(extras, extra, name), extra);
	}
	return json_pack("{s:n, s:n, s:s?, s:o, s:o}", "name", "version", "requiresPython", python,
		"providesExtra", names, "requiresDist", requires);
}

json_t *sdist_metadata(const struct sdistfiles *files)
{
	const struct text *info = &files->info, *project = &files->project;

	if (metadata_settles(text_string(info), info->length, "Requires-Dist"))
		return metadata_json(text_string(info), info->length);
	struct projectfile file = {
		.path = name, .document = toml_parse(text_string(project), project->length, name)};
	json_t *metadata = of_project(&file);

	projectfile_free(&file);
	return metadata;
}

/* --- setuptools' requires.txt -------------------------------------------------------------- */

/* What a line `[extra]`, `[:marker]` or `[extra:marker]` adds to those below it. */
static void take_section(struct text *suffix, const char *line)
{
	_cleanup_free_ char *section = xstrdup(line + strspn(line, "[]"));
	size_t length = strlen(section);

	while (length > 0 && strchr("[]", section[length - 1]))
		section[--length] = '\0';
	char *colon = strchr(section, ':');

	if (colon)
		*colon = '\0';
	const char *marker = colon ? colon + 1 : "";

	text_clear(suffix);
	if (*marker)
		text_printf(suffix, " ; (%s)", marker);
	if (*section)
		text_printf(suffix, "%s extra == \"%s\"", *marker ? " and" : " ;", section);
}

static json_t *of_requires(const char *text)
{
	static const char space[] = " \t\v\f\r";
	_cleanup_(text_free) struct text suffix = {0};
	json_t *requires = json_array();

	for (size_t length; *text; text += length + (text[length] == '\n')) {
		length = strcspn(text, "\n");
		size_t begin = strspn(text, space), end = length;

		while (end > begin && strchr(space, text[end - 1]))
			end--;
		if (begin >= end)
			continue;
		_cleanup_free_ char *line = xstrndup(text + begin, end - begin);

		if (*line == '[') {
			take_section(&suffix, line);
			continue;
		}
		_cleanup_free_ char *whole = xprintf("%s%s", line, text_string(&suffix));

		json_array_append_new(requires, json_lossy(whole, strlen(whole)));
	}
	return requires;
}

json_t *sdist_requires(const struct sdistfiles *files)
{
	_cleanup_json_ json_t *metadata = sdist_metadata(files);

	if (!metadata) {
		metadata = metadata_json(text_string(&files->info), files->info.length);
		if (json_array_size(json_object_get(metadata, "requiresDist")) == 0)
			return files->has_requires ? of_requires(text_string(&files->requires))
						   : NULL;
	}
	return json_incref(json_object_get(metadata, "requiresDist"));
}
