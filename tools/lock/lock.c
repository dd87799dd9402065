/* SPDX-License-Identifier: MIT */
#include "lock/lock.h"

#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/json.h"
#include "lib/toml.h"
#include "lock/packagefiles.h"
#include "lock/safetext.h"
#include "pypa/name.h"

enum { MAX_LOCK = 16 << 20, MAX_PACKAGES = 10000 };

void lock_file_free(struct lock_file *file)
{
	free(file->filename);
	free(file->url);
	free(file->uploaded);
}

void lock_package_free(struct lock_package *package)
{
	free(package->name);
	free(package->version);
	free(package->marker);
	free(package->requires_python);
	free(package->index);
	json_decref(package->choice);
	json_decref(package->requires);
	json_decref(package->direct);
	free(package->group);
	for (size_t i = 0; i < package->file_count; i++)
		lock_file_free(&package->files[i]);
	free(package->files);
}

void lock_free(struct lock *lock)
{
	for (size_t i = 0; i < lock->count; i++)
		lock_package_free(&lock->packages[i]);
	free(lock->packages);
	free(lock->requires_python);
	json_decref(lock->environments);
	stringlist_free(&lock->groups);
	json_decref(lock->tool);
	*lock = (struct lock){0};
}

static char *copy_or_null(const char *string)
{
	return string ? xstrdup(string) : NULL;
}

json_t *lock_read_choice(const json_t *object, const char *where)
{
	json_t *choice = object ? json_get_object(object, "choice", where) : NULL, *over;
	size_t i;

	if (!choice)
		return NULL;
	if (!safetext_is_made_of(json_want_string(choice, "by", where), " :.-_+*"))
		die(EXIT_NO, "%s: .choice.by: not rules", where);
	json_array_foreach (json_want_array(choice, "over", where), i, over)
		if (!json_is_string(over) || !safetext_is_made_of(json_string_value(over), ".-_+!"))
			die(EXIT_NO, "%s: .choice.over[%zu]: not a filename", where, i);
	return json_incref(choice);
}

json_t *lock_read_requires(const json_t *object, const char *where)
{
	json_t *requires = object ? json_get_array(object, "requires", where) : NULL, *line;
	size_t i;

	json_array_foreach (requires, i, line) {
		const char *text = json_string_value(line);

		if (!text || !safetext_is_requirement(text))
			die(EXIT_NO, "%s: .requires[%zu]: not a requirement", where, i);
	}
	return json_incref(requires);
}

static struct lock_package read_package(const json_t *json, size_t number, const char *path)
{
	_cleanup_free_ char *numbered = xprintf("%s: packages[%zu]", path, number);
	struct lock_package package = {.serial = 1};
	const char *name = json_want_string(json, "name", numbered);

	if (!name_is_valid(name))
		die(EXIT_NO, "%s: '%.100s' is not a package's name", numbered, name);
	package.name = name_normalize(name);
	_cleanup_free_ char *where = xprintf("%s: %s", path, package.name);
	json_t *tools = json_get_object(json, "tool", where);
	json_t *tool = tools ? json_get_object(tools, "pylock-mk", where) : NULL;
	const char *version = json_get_string(json, "version", where);

	/* That of a directory, which may be another by the time that somebody else reads the lock.
	 */
	if (!version && tool)
		version = json_get_string(tool, "version", where);
	const char *index = tool ? json_get_string(tool, "index", where) : NULL;
	const char *group = tool ? json_get_string(tool, "group", where) : NULL;

	if (version && !safetext_is_made_of(version, ".-_+!"))
		die(EXIT_NO, "%s: '%.100s' is not a version", where, version);
	if ((index && !safetext_is_made_of(index, "-_")) ||
		(group && !safetext_is_made_of(group, "-._")))
		die(EXIT_NO, "%s: tool.pylock-mk: a name with characters that it may not have",
			where);
	package.version = xstrdup(version ? version : "");
	package.problem = version ? NULL : "no version";
	package.marker = copy_or_null(json_get_string(json, "marker", where));
	package.requires_python = copy_or_null(json_get_string(json, "requires-python", where));
	package.index = copy_or_null(index);
	package.group = copy_or_null(group);
	package.choice = lock_read_choice(tool, where);
	package.requires = lock_read_requires(tool, where);
	if (tool)
		package.serial = json_get_size(tool, "serial", 1, where);
	packagefiles_read(&package, json, tool, where);
	return package;
}

static int by_name(const void *a, const void *b)
{
	const struct lock_package *x = a, *y = b;
	int order = strcmp(x->name, y->name);

	return order ? order : strcmp(x->version, y->version);
}

static struct stringlist read_groups(const json_t *groups, const char *path)
{
	struct stringlist names = {0};
	const json_t *group;
	size_t i;

	json_array_foreach (groups, i, group) {
		const char *name = json_string_value(group);

		if (!name || !name_is_valid(name))
			die(EXIT_NO, "%s: .default-groups[%zu]: not a group's name", path, i);
		stringlist_add(&names, name_normalize(name));
	}
	return names;
}

struct lock lock_read(const char *path)
{
	_cleanup_json_ json_t *json = toml_read(path, MAX_LOCK);
	struct lock lock = {.path = path};
	const char *version = json_want_string(json, "lock-version", path);
	json_t *packages = json_want_array(json, "packages", path), *package;
	json_t *tools = json_get_object(json, "tool", path);
	size_t i;

	if (!starts_with(version, "1."))
		die(EXIT_NO, "%s: lock-version %s: only 1.x is known", path, version);
	if (json_array_size(packages) > MAX_PACKAGES)
		die(EXIT_NO, "%s: %zu packages: more than the %d that a lock may have", path,
			json_array_size(packages), MAX_PACKAGES);
	lock.requires_python = copy_or_null(json_get_string(json, "requires-python", path));
	lock.environments = json_incref(json_get_array(json, "environments", path));
	lock.groups = read_groups(json_get_array(json, "default-groups", path), path);
	lock.tool = json_incref(tools ? json_get_object(tools, "pylock-mk", path) : NULL);
	lock.packages = xalloc(json_array_size(packages), sizeof *lock.packages);
	json_array_foreach (packages, i, package)
		lock.packages[lock.count++] = read_package(package, i, path);
	qsort(lock.packages, lock.count, sizeof *lock.packages, by_name);
	return lock;
}

struct lock_package *lock_find(const struct lock *lock, const char *name)
{
	for (size_t low = 0, high = lock->count; low < high;) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(name, lock->packages[middle].name);

		if (order == 0)
			return &lock->packages[middle];
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

void lock_place(struct lock *lock, const struct policy *policy)
{
	for (size_t i = 0; i < lock->count; i++) {
		struct lock_package *package = &lock->packages[i];
		const char *index = policy_index_of(policy, package->name);

		if (package->index && strcmp(package->index, index) != 0)
			die(EXIT_NO,
				"%s: %s: locked at index '%s', and the policy says '%s'; run `make "
				"resolve`",
				lock->path, package->name, package->index, index);
		if (!package->index)
			package->index = xstrdup(index);
	}
}
