/* SPDX-License-Identifier: MIT */
/* lockpins: the lock file of another tool as a requirements file of pins: uv.lock, poetry.lock,
 * pdm.lock, Pipfile.lock and pylock.toml (PEP 751).
 *
 * A comment says of each pin whether the project itself asks for it, in the words of pip-compile,
 * where the lock or the project's own file beside it tells. */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/file.h"
#include "lib/json.h"
#include "lib/options.h"
#include "lib/text.h"
#include "lib/toml.h"
#include "pypa/name.h"
#include "pypa/requirement.h"

enum { MAX_BYTES = 64 << 20 };

static const char usage[] =
	"usage: lockpins [--project FILE] LOCK\n"
	"\n"
	"Prints the pins of uv.lock, poetry.lock, pdm.lock, Pipfile.lock or pylock.toml as a\n"
	"requirements file. The name of the file says which format it has.\n"
	"\n"
	"  --project FILE  pyproject.toml or Pipfile, which says what the project itself asks for\n"
	"  -h, --help      this text\n";

enum format { FORMAT_UV, FORMAT_POETRY, FORMAT_PDM, FORMAT_PIPFILE, FORMAT_PYLOCK };

struct pins {
	const char *path;
	json_t *direct; /* {normalized name: [extra]}, or NULL when nobody tells */
	struct text out;
};

static enum format format_of(const char *path)
{
	const char *name = file_name(path);

	if (strcmp(name, "uv.lock") == 0)
		return FORMAT_UV;
	if (strcmp(name, "poetry.lock") == 0)
		return FORMAT_POETRY;
	if (strcmp(name, "pdm.lock") == 0)
		return FORMAT_PDM;
	if (strcmp(name, "Pipfile.lock") == 0)
		return FORMAT_PIPFILE;
	if (strcmp(name, "pylock.toml") == 0 ||
		(starts_with(name, "pylock.") && ends_with(name, ".toml")))
		return FORMAT_PYLOCK;
	die(EXIT_NO,
		"%s: not the name of a lock: uv.lock, poetry.lock, pdm.lock, Pipfile.lock or "
		"pylock.toml",
		path);
}

static const char *string_of(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

/* --- what the project itself asks for ------------------------------------------------------ */

static void add_direct(json_t *direct, const char *name, json_t *extras)
{
	if (!name_is_valid(name))
		return;
	_cleanup_free_ char *normal = name_normalize(name);
	json_t *list = json_object_get(direct, normal);

	if (!list) {
		list = json_array();
		json_object_set_new(direct, normal, list);
	}
	if (json_is_array(extras))
		json_array_extend(list, extras);
}

/* {name: version, or a table that may have `extras`}, as Poetry and Pipenv write it. */
static json_t *direct_of_table(json_t *table)
{
	json_t *direct = json_is_object(table) ? json_object() : NULL, *value;
	const char *name;

	json_object_foreach (table, name, value)
		if (strcmp(name, "python") != 0 &&
			!json_is_true(json_object_get(value, "optional")))
			add_direct(direct, name, json_object_get(value, "extras"));
	return direct;
}

/* What the packages of uv.lock ask for that are the project itself. */
static bool is_own(const json_t *package)
{
	const json_t *source = json_object_get(package, "source");

	return json_object_get(source, "virtual") || json_object_get(source, "editable");
}

static json_t *direct_of_uv(const json_t *lock)
{
	json_t *direct = NULL, *package, *dependency;
	size_t i, j;

	json_array_foreach (json_object_get(lock, "package"), i, package) {
		if (!is_own(package))
			continue;
		if (!direct)
			direct = json_object();
		json_array_foreach (json_object_get(package, "dependencies"), j, dependency) {
			const char *name = string_of(dependency, "name");

			if (name)
				add_direct(direct, name, json_object_get(dependency, "extra"));
		}
	}
	return direct;
}

static json_t *direct_of(enum format format, const json_t *lock, const char *project)
{
	if (format == FORMAT_UV)
		return direct_of_uv(lock);
	if (!project)
		return NULL;
	_cleanup_json_ json_t *file = toml_read(project, MAX_BYTES);

	if (format == FORMAT_PIPFILE)
		return direct_of_table(json_object_get(file, "packages"));
	return direct_of_table(json_object_get(
		json_object_get(json_object_get(file, "tool"), "poetry"), "dependencies"));
}

/* --- pins --------------------------------------------------------------------------------------
 */

static void add_extras(struct text *line, const json_t *extras)
{
	const json_t *extra;
	size_t i;

	json_array_foreach (extras, i, extra)
		text_printf(line, "%s%s", i ? "," : "[",
			json_string_value(extra) ? json_string_value(extra) : "");
	if (json_array_size(extras))
		text_add_char(line, ']');
}

/* The marker of PACKAGE: a text, one for each group, or alternatives; "" for none. */
static struct text marker_of(const json_t *package)
{
	struct text marker = {0};
	const json_t *given = json_object_get(package, "marker"), *one;
	size_t i;

	if (!given)
		given = json_object_get(package, "markers");
	if (json_is_object(given))
		given = json_object_get(given, "main");
	if (json_is_string(given))
		text_add_string(&marker, json_string_value(given));
	json_array_foreach (json_object_get(package, "resolution-markers"), i, one)
		if (json_is_string(one))
			text_printf(&marker, "%s(%s)", i ? " or " : "", json_string_value(one));
	return marker;
}

/* Appends LINE, a requirement, when it is one; dies otherwise. */
static void add_line(struct pins *pins, const char *name, const char *line)
{
	struct requirement requirement;
	const char *problem = strpbrk(line, "\n\r#\\") ? "not a requirement"
						       : requirement_parse(line, &requirement);

	if (problem)
		die(EXIT_NO, "%s: %s: %s: '%.200s'", pins->path, name, problem, line);
	text_printf(&pins->out, "%s%s\n", line,
		!pins->direct                                     ? ""
		: json_object_get(pins->direct, requirement.name) ? "  # via -r project"
								  : "  # via the lock");
	requirement_free(&requirement);
}

/* A package from elsewhere than an index: its address, or its directory as an editable one. */
static bool add_elsewhere(struct pins *pins, const char *name, const json_t *package)
{
	const json_t *source = json_object_get(package, "source");
	const char *path = string_of(source, "directory"), *prefix = "git+", *address;
	_cleanup_(text_free) struct text line = {0};

	const char *type = string_of(source, "type");

	if (type && (strcmp(type, "directory") == 0 || strcmp(type, "file") == 0))
		path = string_of(source, "url");
	if (!path)
		path = string_of(package, "path");
	if (!path)
		path = string_of(json_object_get(package, "directory"), "path");
	if (path) {
		if (strpbrk(path, "\n\r\\'\"# "))
			die(EXIT_NO, "%s: %s: not a path: '%.200s'", pins->path, name, path);
		text_printf(&pins->out, "-e %s\n", path);
		return true;
	}
	address = string_of(source, "git") ? string_of(source, "git") : string_of(package, "git");
	if (!address && type && strcmp(type, "git") == 0)
		address = string_of(source, "url");
	if (!address)
		address = string_of(json_object_get(package, "vcs"), "url");
	if (!address) {
		prefix = "";
		address = string_of(json_object_get(package, "archive"), "url");
	}
	if (!address && (!type || strcmp(type, "url") == 0))
		address = string_of(source, "url");
	if (!address)
		return false;
	text_printf(&line, "%s @ %s%.*s", name, prefix, (int)strcspn(address, "#?"), address);
	add_line(pins, name, text_string(&line));
	return true;
}

static void add_package(struct pins *pins, const char *name, const json_t *package)
{
	_cleanup_(text_free) struct text line = {0}, marker = {0};
	const char *version = string_of(package, "version");

	if (!json_is_object(package) || !name || !name_is_valid(name))
		die(EXIT_NO, "%s: a package without a name", pins->path);
	if (is_own(package) || add_elsewhere(pins, name, package))
		return;
	if (!version)
		die(EXIT_NO, "%s: %s: no version", pins->path, name);
	_cleanup_free_ char *normal = name_normalize(name);
	const json_t *direct = json_object_get(pins->direct, normal);

	text_add_string(&line, name);
	add_extras(&line, direct ? direct : json_object_get(package, "extras"));
	text_printf(&line, "==%s", version + strspn(version, "="));
	marker = marker_of(package);
	if (marker.length)
		text_printf(&line, " ; %s", text_string(&marker));
	add_line(pins, name, text_string(&line));
}

static void add_all(struct pins *pins, enum format format, const json_t *lock)
{
	json_t *packages = json_object_get(lock, format == FORMAT_PIPFILE  ? "default"
						 : format == FORMAT_PYLOCK ? "packages"
									   : "package");
	json_t *package;
	const char *name;
	size_t i;

	if (format == FORMAT_PIPFILE ? !json_is_object(packages) : !json_is_array(packages))
		die(EXIT_NO, "%s: has no packages", pins->path);
	json_object_foreach (packages, name, package)
		add_package(pins, name, package);
	json_array_foreach (packages, i, package)
		add_package(pins, string_of(package, "name"), package);
}

int main(int argc, char *argv[])
{
	static const struct option options[] = {{"project", required_argument, NULL, 'p'}, {0}};
	const char *project = NULL;
	int option;

	options_begin(&argc, &argv, usage);
	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option != 'p')
			option_error(argv);
		project = optarg;
	}
	if (argc - optind != 1)
		usage_error("one lock is wanted");

	struct pins pins = {.path = argv[optind]};
	enum format format = format_of(pins.path);
	_cleanup_json_ json_t *lock = format == FORMAT_PIPFILE ? json_read(pins.path, MAX_BYTES)
							       : toml_read(pins.path, MAX_BYTES);

	pins.direct = direct_of(format, lock, project);
	add_all(&pins, format, lock);
	fputs(text_string(&pins.out), stdout);
	text_free(&pins.out);
	json_decref(pins.direct);
	return close_stdout();
}
