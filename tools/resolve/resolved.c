/* SPDX-License-Identifier: MIT */
#include "resolve/resolved.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/file.h"
#include "lib/json.h"
#include "lib/toml.h"
#include "pypa/name.h"
#include "pypa/version.h"

enum { MAX_RESOLVED = 64 << 20 }; /* bytes */

/* Adds a release, of which the version is a whole one. */
static struct resolved_release *add(
	struct resolved *resolved, const char *name, const char *text, const char *where)
{
	struct text normal = {0};
	struct version version;

	if (!name_is_valid(name))
		die(EXIT_NO, "%s: '%.100s': not a name", where, name);
	if (!version_scan(text, &version) || text[version.length])
		die(EXIT_NO, "%s: %s: '%.100s' is not a version", where, name, text);
	version_add(&normal, &version, false);
	if ((resolved->count & (resolved->count + 1)) == 0)
		resolved->releases = xrealloc(
			resolved->releases, 2 * resolved->count + 2, sizeof *resolved->releases);
	struct resolved_release *release = &resolved->releases[resolved->count++];

	*release = (struct resolved_release){
		.name = name_normalize(name), .version = text_take(&normal)};
	return release;
}

/* --- a lock ------------------------------------------------------------------- */

/* The filename in what a lock says of a file, the `+` of a local version written out. */
static char *filename_of(const json_t *file, const char *where)
{
	const char *name = json_get_string(file, "name", where), *found = name;
	struct text filename = {0};

	if (!found)
		found = json_get_string(file, "url", where);
	if (!found)
		found = json_get_string(file, "path", where);
	found = found ? found : "";
	if (!name) {
		size_t length = strcspn(found, "?#");

		while (length && memchr(found, '/', length)) {
			size_t step = strcspn(found, "/") + 1;

			found += step;
			length -= step;
		}
		text_add(&filename, found, length);
	} else {
		text_add_string(&filename, name);
	}
	_cleanup_free_ char *raw = text_take(&filename);

	for (const char *c = raw; *c; c++) {
		bool plus = starts_with(c, "%2B") || starts_with(c, "%2b");

		text_add_char(&filename, plus ? '+' : *c);
		c += plus ? 2 : 0;
	}
	return text_take(&filename);
}

static void read_lock(struct resolved *resolved, const char *path)
{
	_cleanup_json_ json_t *lock = toml_read(path, MAX_RESOLVED);
	const json_t *package, *file;
	size_t i, k;

	json_array_foreach (json_want_array(lock, "packages", path), i, package) {
		const char *name = json_want_string(package, "name", path);
		_cleanup_free_ char *where = xprintf("%s: %.100s", path, name);
		const json_t *tools = json_get_object(package, "tool", where);
		const json_t *tool = tools ? json_get_object(tools, "pylock-mk", where) : NULL;
		const char *version = json_get_string(package, "version", where);

		if (!version && tool) /* of a directory, as lock_read has it */
			version = json_get_string(tool, "version", where);
		struct resolved_release *release = add(resolved, name,
			version ? version : json_want_string(package, "version", where), path);

		release->lists = true;
		if (tool && json_get_string(tool, "file", where)) {
			stringlist_add(
				&release->files, xstrdup(json_get_string(tool, "file", where)));
			continue;
		}
		json_array_foreach (json_get_array(package, "wheels", where), k, file)
			stringlist_add(&release->files, filename_of(file, where));
		for (const char *const *kind = (const char *const[]){"sdist", "archive", NULL};
			*kind; kind++)
			if ((file = json_get_object(package, *kind, where)))
				stringlist_add(&release->files, filename_of(file, where));
	}
}

/* --- pins ---------------------------------------------------------------------- */

static void cut_comment(char *line)
{
	for (char *c = line; *c; c++)
		if (*c == '#' && (c == line || isspace((unsigned char)c[-1]))) {
			*c = '\0';
			return;
		}
}

static char *strip(char *line)
{
	size_t length;

	line += strspn(line, " \t\r\f\v");
	for (length = strlen(line); length && strchr(" \t\r\f\v", line[length - 1]); length--)
		;
	line[length] = '\0';
	return line;
}

/* `name[extra]==version ; marker`, or with `===`. Returns whether LINE is that. */
static bool take_pin(struct resolved *resolved, const char *line, const char *path)
{
	size_t name =
		strspn(line, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");
	const char *rest = line + name;

	if (*rest == '[')
		rest += strcspn(rest, "]") + (strchr(rest, ']') != NULL);
	if (!name || !starts_with(rest, "=="))
		return false;
	rest += strspn(rest, "=") < 3 ? 2 : 3;
	size_t version = strcspn(rest, " \t;");
	const char *end = rest + version;

	end += strspn(end, " \t");
	if (!version || (*end && *end != ';'))
		return false;
	_cleanup_free_ char *name_text = xstrndup(line, name);
	_cleanup_free_ char *version_text = xstrndup(rest, version);

	add(resolved, name_text, version_text, path);
	return true;
}

static void read_pins(struct resolved *resolved, const char *path)
{
	_cleanup_(text_free) struct text text = file_read(path, MAX_RESOLVED);
	char *rest = text_reserve(&text, 1), *line;

	*rest = '\0';
	for (rest = text.bytes; (line = strsep(&rest, "\n"));) {
		cut_comment(line);
		line = strip(line);
		if (*line && !starts_with(line, "--") && !take_pin(resolved, line, path))
			die(EXIT_NO,
				"%s: '%s': not a release of an index; only those can be locked",
				path, line);
	}
}

static int by_name(const void *a, const void *b)
{
	const struct resolved_release *first = a, *second = b;

	return strcmp(first->name, second->name);
}

struct resolved resolved_read(const char *path)
{
	struct resolved resolved = {0};

	if (ends_with(path, ".toml"))
		read_lock(&resolved, path);
	else
		read_pins(&resolved, path);
	if (resolved.count)
		qsort(resolved.releases, resolved.count, sizeof *resolved.releases, by_name);
	for (size_t i = 1; i < resolved.count; i++)
		if (by_name(&resolved.releases[i - 1], &resolved.releases[i]) == 0)
			die(EXIT_NO, "%s: %s: stands there twice", path, resolved.releases[i].name);
	return resolved;
}

void resolved_free(struct resolved *resolved)
{
	for (size_t i = 0; i < resolved->count; i++) {
		free(resolved->releases[i].name);
		free(resolved->releases[i].version);
		stringlist_free(&resolved->releases[i].files);
	}
	free(resolved->releases);
	*resolved = (struct resolved){0};
}
