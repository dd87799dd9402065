/* SPDX-License-Identifier: MIT */
#include "wheels/buildsystem.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include <wctype.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/json.h"
#include "lib/toml.h"

static const char where[] = "pyproject.toml";

/* What builds a project that names no back end (PEP 517). */
static const char legacy[] = "setuptools.build_meta:__legacy__";

static bool is_list_of_strings(const json_t *value)
{
	const json_t *item;
	size_t i;

	json_array_foreach (value, i, item)
		if (!json_is_string(item))
			return false;
	return json_is_array(value);
}

/* --- the back end ------------------------------------------------------------------------- */

/* Skips a dotted name, which is that of a module or of what is in one. */
static bool skip_name(const char **at)
{
	if (!isalpha((unsigned char)**at) && **at != '_')
		return false;
	while (isalnum((unsigned char)**at) || (**at && strchr("_.", **at)))
		++*at;
	return true;
}

static void check_backend(const char *backend)
{
	const char *at = backend;

	if (skip_name(&at) && (*at != ':' || (at++, skip_name(&at))) && !*at)
		return;
	die(EXIT_NO, "%s: '%.200s' is not the name of a build back end", where, backend);
}

/* --- backend-path --------------------------------------------------------------------------- */

static bool is_printable(const char *text)
{
	mbstate_t state = {0};
	wchar_t wide;

	for (size_t got; *text; text += got) {
		got = mbrtowc(&wide, text, MB_CUR_MAX, &state);
		if (got == (size_t)-1 || got == (size_t)-2 || !iswprint((wint_t)wide))
			return false;
	}
	return true;
}

static bool leads_out(const char *path)
{
	long depth = 0;

	if (*path == '/')
		return true;
	for (size_t length; *path; path += length + (path[length] == '/')) {
		length = strcspn(path, "/");
		if (length == 2 && memcmp(path, "..", 2) == 0)
			depth--;
		else if (length > 0 && !(length == 1 && *path == '.'))
			depth++;
		if (depth < 0)
			return true;
	}
	return false;
}

static void check_path(const json_t *path)
{
	const json_t *item;
	size_t i;

	json_array_foreach (path, i, item) {
		const char *part = json_string_value(item);

		if (leads_out(part) || !is_printable(part))
			die(EXIT_NO, "%s: '%.200s' in backend-path leads out of the sdist", where,
				part);
	}
}

/* --- all of it ------------------------------------------------------------------------------ */

static const char *name_in(const json_t *document)
{
	const json_t *project = json_object_get(document, "project");

	if (!project)
		project = json_object_get(json_object_get(document, "tool"), "poetry");
	const char *name = json_string_value(json_object_get(project, "name"));

	return name ? name : "";
}

json_t *buildsystem_of(const char *text, size_t length)
{
	_cleanup_json_ json_t *document = toml_parse(text, length, where);
	json_t *table = json_object_get(document, "build-system");
	_cleanup_json_ json_t *no_backend = json_string(legacy), *nothing = json_array();
	_cleanup_json_ json_t *setuptools = json_pack("[s]", "setuptools");

	if (table && !json_is_object(table))
		die(EXIT_NO, "%s: build-system is not a table", where);
	json_t *backend = json_object_get(table, "build-backend");
	json_t *requires = json_object_get(table, "requires");
	json_t *path = json_object_get(table, "backend-path");

	backend = backend ? backend : no_backend;
	requires = requires ? requires : table ? nothing : setuptools;
	path = path ? path : nothing;
	if (!json_is_string(backend) || !is_list_of_strings(requires) || !is_list_of_strings(path))
		die(EXIT_NO, "%s: build-system is not as PEP 518 has it", where);
	check_backend(json_string_value(backend));
	check_path(path);
	return json_pack("{s:O, s:O, s:O, s:s}", "backend", backend, "requires", requires, "path",
		path, "name", name_in(document));
}
