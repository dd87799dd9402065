/* SPDX-License-Identifier: MIT */
#include "evidence/standardmodules.h"

#include <stdlib.h>
#include <string.h>

#include "evidence/modulelist.h"
#include "lib/cleanup.h"
#include "lib/die.h"

/* Modules that are in the interpreter's program, without a file: those that CPython always builds
 * in (Modules/config.c.in, Modules/Setup.bootstrap.in), and those that distributions choose to. */
static const struct {
	const char *name;
	long last; /* the minor version of Python that has it last */
} built_in[] = {
	{"array", 99},
	{"atexit", 99},
	{"binascii", 99},
	{"builtins", 99},
	{"cmath", 99},
	{"errno", 99},
	{"faulthandler", 99},
	{"fcntl", 99},
	{"gc", 99},
	{"grp", 99},
	{"itertools", 99},
	{"marshal", 99},
	{"math", 99},
	{"parser", 9},
	{"posix", 99},
	{"pwd", 99},
	{"pyexpat", 99},
	{"select", 99},
	{"spwd", 12},
	{"symbol", 9},
	{"sys", 99},
	{"syslog", 99},
	{"time", 99},
	{"unicodedata", 99},
	{"zlib", 99},
};

/* The node of DIRECTORY/LIB/MINOR, where LIB may be lib or lib64; TREE_NONE when there is none. */
static uint32_t library_in(
	const struct filesystem *filesystem, const char *directory, const char *minor)
{
	static const char *const forms[] = {"lib", "lib64"};
	_cleanup_(text_free) struct text real = {0};
	uint32_t found = TREE_NONE;

	for (size_t i = 0; i < 2 && found == TREE_NONE; i++) {
		_cleanup_free_ char *path = xprintf("%s/%s/%s/os.py", directory, forms[i], minor);

		if (filesystem_follow(filesystem, path, &real) != TREE_NONE) {
			path[strlen(path) - strlen("/os.py")] = '\0';
			found = filesystem_follow(filesystem, path, &real);
		}
	}
	return found;
}

/* The interpreter's library. MINOR is python3.13. */
static uint32_t find_library(
	const struct filesystem *filesystem, const char *environment, const char *minor)
{
	_cleanup_free_ char *program = xprintf("%s/bin/python3", environment);
	_cleanup_(text_free) struct text real = {0};

	if (filesystem_follow(filesystem, program, &real) == TREE_NONE)
		return TREE_NONE;
	_cleanup_free_ char *prefix = xstrdup(text_string(&real));

	for (int i = 0; i < 2; i++) {
		char *slash = strrchr(prefix, '/');

		*(slash ? slash : prefix) = '\0';
	}
	return library_in(filesystem, prefix, minor);
}

static void add_modules(const struct filesystem *filesystem, uint32_t directory, json_t *names)
{
	struct module *list;
	size_t count = modulelist_read(filesystem, directory, &list);

	for (size_t i = 0; i < count; i++)
		if (strcmp(list[i].name, "test") != 0) /* Python's tests, which nobody imports */
			json_object_set_new(names, list[i].name, json_true());
	modulelist_free(list, count);
}

static void add_built_in(const char *minor, json_t *names)
{
	long number = strtol(minor + strlen("python3."), NULL, 10);

	for (size_t i = 0; i < sizeof built_in / sizeof *built_in; i++)
		if (number <= built_in[i].last)
			json_object_set_new(names, built_in[i].name, json_true());
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static json_t *sorted(json_t *names)
{
	_cleanup_free_ const char **list = xalloc(json_object_size(names) + 1, sizeof *list);
	const char *name;
	json_t *value, *array = json_array();
	size_t count = 0;

	json_object_foreach (names, name, value)
		list[count++] = name;
	qsort(list, count, sizeof *list, by_name);
	for (size_t i = 0; i < count; i++)
		json_array_append_new(array, json_lossy(list[i], strlen(list[i])));
	return array;
}

json_t *standardmodules_json(const struct filesystem *filesystem, const char *site)
{
	const char *library = site ? strstr(site, "/lib/python3.") : NULL;

	if (!library)
		return json_null();
	_cleanup_free_ char *environment = xstrndup(site, (size_t)(library - site));
	const char *name = library + strlen("/lib/");
	_cleanup_free_ char *minor = xstrndup(name, strcspn(name, "/"));
	uint32_t directory = find_library(filesystem, environment, minor);

	if (directory == TREE_NONE)
		return json_null();
	_cleanup_json_ json_t *names = json_object();
	_cleanup_(text_free) struct text path = {0};

	add_modules(filesystem, directory, names);
	pathtree_path(&filesystem->tree, directory, &path);
	text_add_string(&path, "/lib-dynload");
	uint32_t extensions = filesystem_follow(filesystem, text_string(&path), &path);

	if (extensions != TREE_NONE)
		add_modules(filesystem, extensions, names);
	add_built_in(minor, names);
	return sorted(names);
}
