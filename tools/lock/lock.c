/* SPDX-License-Identifier: MIT */
#include "lock/lock.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/json.h"
#include "lib/toml.h"
#include "pypa/marker.h"
#include "pypa/version.h"

enum { MAX_LOCK = 64 << 20, MAX_PACKAGES = 100000, MAX_FILES = 10000, MAX_STRING = 4096 };

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

/* Whether TEXT is made of letters, digits and EXTRA, and not empty or too long. */
static bool is_made_of(const char *text, const char *extra)
{
	size_t length = 0;

	for (; text[length]; length++)
		if (!isalnum((unsigned char)text[length]) && !strchr(extra, text[length]))
			return false;
	return length > 0 && length <= MAX_STRING;
}

/* Whether TEXT begins as a name does, holds nothing but printable ASCII, and is not too long. */
static bool is_requirement_text(const char *text)
{
	size_t length = 0;

	for (; text[length]; length++)
		if (text[length] < ' ' || text[length] > '~')
			return false;
	return isalnum((unsigned char)text[0]) && length <= MAX_STRING;
}

static char *copy_or_null(const char *string)
{
	return string ? xstrdup(string) : NULL;
}

/* --- files ------------------------------------------------------------------- */

/* The last part of a path or address, without query and fragment, percent-decoded. */
static char *last_part(const char *location)
{
	size_t length = strcspn(location, "?#");
	const char *start = location + length;

	while (start > location && start[-1] != '/')
		start--;
	char *name = xstrndup(start, (size_t)(location + length - start)), *to = name;

	for (const char *from = name; *from; from++) {
		unsigned value;

		if (*from == '%' && isxdigit((unsigned char)from[1]) &&
			isxdigit((unsigned char)from[2]) && sscanf(from + 1, "%2x", &value) == 1 &&
			value) {
			*to++ = (char)value;
			from += 2;
		} else {
			*to++ = *from;
		}
	}
	*to = '\0';
	return name;
}

/* Whether both are versions and differ. */
static bool versions_differ(const char *a, const char *b)
{
	struct version x, y;

	return version_is_valid(a) && version_is_valid(b) && version_scan(a, &x) &&
	       version_scan(b, &y) && version_compare(&x, &y) != 0;
}

static void check_filename(
	const struct lock_package *package, struct lock_file *file, const char *where)
{
	const char *wrong;
	bool fits, other_version = false;

	if (file->sdist) {
		_cleanup_(sdist_name_free) struct sdist_name name = {0};

		wrong = sdist_name_parse(file->filename, &name);
		fits = !wrong && strcmp(name.name, package->name) == 0;
	} else {
		_cleanup_(wheel_name_free) struct wheel_name name = {0};

		wrong = wheel_name_parse(file->filename, &name);
		fits = !wrong && strcmp(name.name, package->name) == 0;
		other_version = fits && versions_differ(name.version, package->version);
	}
	if (wrong)
		die(EXIT_NO, "%s: %s: %s", where, file->filename, wrong);
	if (!fits)
		die(EXIT_NO, "%s: %s: a file of another package", where, file->filename);
	if (other_version)
		die(EXIT_NO, "%s: %s: a file of another version", where, file->filename);
}

static bool is_url(const char *text)
{
	for (const char *c = text; *c; c++)
		if (*c <= ' ' || *c == 0x7f)
			return false;
	return strstr(text, "://") != NULL;
}

static struct lock_file read_file(
	const json_t *json, bool sdist, const struct lock_package *package, const char *where)
{
	struct lock_file file = {.sdist = sdist, .size = -1};
	const char *name = json_get_string(json, "name", where),
		   *path = json_get_string(json, "path", where);
	const char *url = json_get_string(json, "url", where);
	const json_t *hashes = json_want_object(json, "hashes", where);
	const char *sha256 = json_get_string(hashes, "sha256", where);
	uint64_t size = json_get_size(json, "size", INT64_MAX, where);

	if (!name && !path && !url)
		die(EXIT_NO, "%s: a file without name, path and url", where);
	file.filename = name ? xstrdup(name) : last_part(path ? path : url);
	check_filename(package, &file, where);
	if (url && !is_url(url))
		die(EXIT_NO, "%s: %s: the url is not one", where, file.filename);
	if (!sha256 || !digest_parse(sha256, &file.sha256))
		die(EXIT_NO, "%s: %s: no SHA-256: lock it with hashes", where, file.filename);
	if (size != INT64_MAX)
		file.size = (int64_t)size;
	file.url = copy_or_null(url);
	file.uploaded = copy_or_null(json_get_string(json, "upload-time", where));
	if (file.uploaded && !is_made_of(file.uploaded, "-:.+"))
		die(EXIT_NO, "%s: %s: upload-time is not a date and time", where, file.filename);
	return file;
}

static void read_files(struct lock_package *package, const json_t *json, const char *where)
{
	json_t *wheels = json_get_array(json, "wheels", where), *wheel;
	json_t *sdist = json_get_object(json, "sdist", where);
	json_t *archive = json_get_object(json, "archive", where);
	json_t *vcs = json_get_object(json, "vcs", where);
	json_t *directory = json_get_object(json, "directory", where);
	size_t count = json_array_size(wheels), i;

	if (!!vcs + !!directory + !!archive + (count || sdist) > 1)
		die(EXIT_NO, "%s: more than one kind of source", where);
	if (vcs || directory) {
		package->problem =
			"comes from a repository or a directory: build a wheel of it and lock that";
		return;
	}
	if (count > MAX_FILES)
		die(EXIT_NO, "%s: %zu wheels", where, count);
	package->files = xalloc(count + 2, sizeof *package->files);
	json_array_foreach (wheels, i, wheel)
		package->files[package->file_count++] = read_file(wheel, false, package, where);
	if (archive) {
		const char *location = json_get_string(archive, "url", where);

		location = location ? location : json_want_string(archive, "path", where);
		_cleanup_free_ char *filename = last_part(location);

		package->files[package->file_count++] =
			read_file(archive, !ends_with(filename, ".whl"), package, where);
	}
	if (sdist)
		package->files[package->file_count++] = read_file(sdist, true, package, where);
	if (package->file_count == 0)
		die(EXIT_NO, "%s: no file", where);
}

/* --- packages ---------------------------------------------------------------- */

json_t *lock_read_choice(const json_t *object, const char *where)
{
	json_t *choice = object ? json_get_object(object, "choice", where) : NULL, *over;
	size_t i;

	if (!choice)
		return NULL;
	if (!is_made_of(json_want_string(choice, "by", where), " :.-_+*"))
		die(EXIT_NO, "%s: .choice.by: not rules", where);
	json_array_foreach (json_want_array(choice, "over", where), i, over)
		if (!json_is_string(over) || !is_made_of(json_string_value(over), ".-_+!"))
			die(EXIT_NO, "%s: .choice.over[%zu]: not a filename", where, i);
	return json_incref(choice);
}

json_t *lock_read_requires(const json_t *object, const char *where)
{
	json_t *requires = object ? json_get_array(object, "requires", where) : NULL, *line;
	size_t i;

	json_array_foreach (requires, i, line) {
		const char *text = json_string_value(line);

		if (!text || !is_requirement_text(text))
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
	const char *version = json_get_string(json, "version", where);
	json_t *tools = json_get_object(json, "tool", where);
	json_t *tool = tools ? json_get_object(tools, "pylock-mk", where) : NULL;
	const char *index = tool ? json_get_string(tool, "index", where) : NULL;
	const char *group = tool ? json_get_string(tool, "group", where) : NULL;

	if (version && !is_made_of(version, ".-_+!"))
		die(EXIT_NO, "%s: '%.100s' is not a version", where, version);
	if ((index && !is_made_of(index, "-_")) || (group && !is_made_of(group, "-._")))
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
	read_files(&package, json, where);
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
		die(EXIT_NO, "%s: %zu packages", path, json_array_size(packages));
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

/* --- target ------------------------------------------------------------------ */

static void read_libc(struct target *target, const json_t *json, const char *where)
{
	const char *glibc = json_get_string(json, "glibc", where),
		   *musl = json_get_string(json, "musl", where);

	if (!glibc == !musl)
		die(EXIT_NO, "%s: wants either .glibc or .musl", where);
	target->libc = glibc ? LIBC_GLIBC : LIBC_MUSL;
	if (!target_parse_version(glibc ? glibc : musl, &target->libc_major, &target->libc_minor))
		die(EXIT_NO, "%s: .%s: '%.50s' is not a version", where, glibc ? "glibc" : "musl",
			glibc ? glibc : musl);
}

static bool is_star(const json_t *name)
{
	return json_is_string(name) && strcmp(json_string_value(name), "*") == 0;
}

/* The names in the array MEMBER, normalized; their number to COUNT. STAR: `*` may stand for all. */
static char **read_names(
	const json_t *json, const char *member, bool star, const char *where, size_t *count)
{
	json_t *names = json_get_array(json, member, where), *name;
	char **list = xalloc(json_array_size(names), sizeof *list);
	size_t i;

	json_array_foreach (names, i, name) {
		if (star && is_star(name))
			list[(*count)++] = xstrdup("*");
		else if (json_is_string(name) && name_is_valid(json_string_value(name)))
			list[(*count)++] = name_normalize(json_string_value(name));
		else
			die(EXIT_NO, "%s: .%s[%zu]: not a package's name", where, member, i);
	}
	return list;
}

static void read_compiled(struct lock_target *target, const json_t *json, const char *where)
{
	target->compiled = read_names(json, "pyc", true, where, &target->compiled_count);
	if (target->compiled_count > 0)
		target->compiler = xstrdup(json_want_string(json, "pythonFull", where));
}

struct lock_target lock_target_read(const json_t *json, const char *where)
{
	struct lock_target target = {.name = xstrdup(json_want_string(json, "name", where))};
	const char *arch = json_want_string(json, "arch", where),
		   *python = json_want_string(json, "python", where);
	const char *full = json_get_string(json, "pythonFull", where);
	const char *platforms = json_get_string(json, "platforms", where);

	if (!is_made_of(target.name, "-"))
		die(EXIT_NO, "%s: .name: '%.100s' is not a target's name", where, target.name);
	if (!is_made_of(arch, "_") || strlen(arch) >= sizeof target.target.arch)
		die(EXIT_NO, "%s: .arch: '%.100s' is not an architecture", where, arch);
	if (!target_parse_version(python, &target.target.python_major, &target.target.python_minor))
		die(EXIT_NO, "%s: .python: '%.50s' is not a version", where, python);
	if (full && sscanf(full, "%*u.%*u.%u", &target.target.python_micro) != 1)
		die(EXIT_NO, "%s: .pythonFull: '%.50s' is not a version of three numbers", where,
			full);
	strcpy(target.target.arch, arch);
	read_libc(&target.target, json, where);
	if (platforms)
		target.target.platforms = target.platforms = xstrdup(platforms);
	if (target_problem(&target.target))
		die(EXIT_NO, "%s: %s", where, target_problem(&target.target));
	target.exclude = read_names(json, "exclude", false, where, &target.exclude_count);
	read_compiled(&target, json, where);
	target.owners = json_incref(json_get_array(json, "owner", where));
	target.allowed = allowance_read(json, "allowWheel", where);
	return target;
}

void lock_target_free(struct lock_target *target)
{
	for (size_t i = 0; i < target->exclude_count; i++)
		free(target->exclude[i]);
	free(target->exclude);
	for (size_t i = 0; i < target->compiled_count; i++)
		free(target->compiled[i]);
	free(target->compiled);
	json_decref(target->owners);
	free(target->compiler);
	allowance_free(&target->allowed);
	free(target->platforms);
	free(target->name);
	*target = (struct lock_target){0};
}

bool lock_target_compiles(const struct lock_target *target, const char *name)
{
	for (size_t i = 0; i < target->compiled_count; i++)
		if (strcmp(target->compiled[i], "*") == 0 || strcmp(target->compiled[i], name) == 0)
			return true;
	return false;
}
