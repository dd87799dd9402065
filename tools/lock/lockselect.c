/* SPDX-License-Identifier: MIT */
#include "lock/lockselect.h"

#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/json.h"
#include "pypa/marker.h"
#include "pypa/name.h"
#include "pypa/specifier.h"
#include "pypa/tags.h"

static bool is_meant(const json_t *hashes, const struct lock_file *file)
{
	const json_t *hash;
	size_t i;

	json_array_foreach (hashes, i, hash)
		if (json_is_string(hash) && strcmp(json_string_value(hash), file->sha256.hex) == 0)
			return true;
	return false;
}

void lock_narrow(struct lock *lock, const json_t *choices, const char *where)
{
	for (size_t i = 0; i < lock->count; i++) {
		struct lock_package *package = &lock->packages[i];
		const json_t *entry = json_get_object(choices, package->name, where);
		size_t kept = 0;

		if (!entry)
			continue;
		const json_t *hashes = json_want_array(entry, "files", where);

		json_decref(package->choice);
		package->choice = lock_read_choice(entry, where);
		json_decref(package->requires);
		package->requires = lock_read_requires(entry, where);
		if (json_array_size(hashes) == 0)
			continue;
		for (size_t k = 0; k < package->file_count; k++) {
			if (is_meant(hashes, &package->files[k]))
				package->files[kept++] = package->files[k];
			else
				lock_file_free(&package->files[k]);
		}
		package->file_count = kept;
		if (kept == 0)
			die(EXIT_NO,
				"%s: %s %s: its index has other files by now; run `make upgrade "
				"PACKAGE=%s`",
				lock->path, package->name, package->version, package->name);
	}
}

static bool is_excluded(const struct lock_target *target, const char *name)
{
	for (size_t i = 0; i < target->exclude_count; i++)
		if (strcmp(target->exclude[i], name) == 0)
			return true;
	return false;
}

static struct lock_file *best_file(const struct lock_package *package, const struct tags *tags)
{
	struct lock_file *best = NULL, *sdist = NULL;
	_cleanup_(wheel_name_free) struct wheel_name best_name = {0};
	long best_rank = -1;

	for (size_t i = 0; i < package->file_count; i++) {
		struct lock_file *file = &package->files[i];
		struct wheel_name name = {0};

		if (file->sdist) {
			sdist = file;
			continue;
		}
		wheel_name_parse(file->filename, &name);
		long rank = tags_rank(tags, &name);

		if (rank >= 0 && (!best || rank < best_rank ||
					 (rank == best_rank && wheel_build_compare(name.build,
								       best_name.build) > 0))) {
			wheel_name_free(&best_name);
			best_name = name;
			best = file;
			best_rank = rank;
		} else {
			wheel_name_free(&name);
		}
	}
	return best ? best : sdist;
}

static void explain(const struct lock *lock, const struct lock_package *package,
	const struct lock_target *target, const struct tags *tags)
{
	warn("%s: %s %s: no file fits %s; it has these:", lock->path, package->name,
		package->version, target->name);
	for (size_t i = 0; i < package->file_count; i++) {
		_cleanup_(wheel_name_free) struct wheel_name name = {0};
		_cleanup_(text_free) struct text why = {0};

		wheel_name_parse(package->files[i].filename, &name);
		tags_explain(tags, &target->target, &name, &why);
		warn("  %s: %s", package->files[i].filename, text_string(&why));
	}
}

/* Dies unless REQUIRED, the requires-python of what WHERE names, admits TARGET's Python. One whose
 * last number is not known may have any. */
static void check_python(const char *required, const struct lock_target *target, const char *where)
{
	const struct target *to = &target->target;
	_cleanup_free_ char *python =
		xprintf("%u.%u.%u", to->python_major, to->python_minor, to->python_micro);
	_cleanup_free_ char *latest = xprintf("%u.%u.99", to->python_major, to->python_minor);
	bool admitted = true, latest_admitted = false;
	const char *problem = required ? specifiers_admit(required, python, &admitted) : NULL;

	if (!problem && required && to->python_micro == 0)
		problem = specifiers_admit(required, latest, &latest_admitted);
	if (problem)
		die(EXIT_NO, "%s: requires-python '%.100s': %s", where, required, problem);
	if (!admitted && !latest_admitted)
		die(EXIT_NO, "%s: requires-python '%.100s', and %s has Python %s", where, required,
			target->name, python);
}

static void check_environment(const struct lock *lock, const struct lock_target *target)
{
	_cleanup_free_ char *where = xprintf("%s: .environments", lock->path);
	bool is_one = json_array_size(lock->environments) == 0;
	const json_t *marker;
	size_t i;

	json_array_foreach (lock->environments, i, marker) {
		if (!json_is_string(marker))
			die(EXIT_NO, "%s[%zu]: not a marker", where, i);
		is_one |= marker_holds(json_string_value(marker), &target->target, where);
	}
	if (!is_one)
		die(EXIT_NO, "%s: %s is none of them", where, target->name);
	check_python(lock->requires_python, target, lock->path);
}

static bool is_taken(const struct lock *lock, const struct lock_package *package,
	const struct lock_target *target)
{
	if (is_excluded(target, package->name))
		return false;
	return !package->marker ||
	       marker_holds_with(package->marker, &target->target, &lock->groups, package->name);
}

/* Dies when PACKAGE, which TARGET takes, cannot be had. */
static void check_package(const struct lock *lock, const struct lock_package *package,
	const struct lock_target *target)
{
	_cleanup_free_ char *where = xprintf("%s: %s", lock->path, package->name);

	if (package->problem)
		die(EXIT_NO, "%s: %s", where, package->problem);
	check_python(package->requires_python, target, where);
}

/* Drops from LOCK what TARGET does not take; the order stays. */
static void keep_for_target(struct lock *lock, const struct lock_target *target)
{
	size_t kept = 0;

	for (size_t i = 0; i < lock->count; i++) {
		struct lock_package package = lock->packages[i];

		if (!is_taken(lock, &package, target)) {
			lock_package_free(&package);
			continue;
		}
		check_package(lock, &package, target);
		if (kept > 0 && strcmp(lock->packages[kept - 1].name, package.name) == 0)
			die(EXIT_NO, "%s: %s: versions %s and %s both apply to %s", lock->path,
				package.name, lock->packages[kept - 1].version, package.version,
				target->name);
		lock->packages[kept++] = package;
	}
	lock->count = kept;
}

static int by_hash(const void *a, const void *b)
{
	const struct lock_package *const *x = a, *const *y = b;
	int order = strcmp((*x)->chosen->sha256.hex, (*y)->chosen->sha256.hex);

	return order ? order : strcmp((*x)->name, (*y)->name);
}

/* Dies when two packages have one file: what a wheel or sdist of an index is called, it says
 * itself. A direct reference may lead to another directory of the same archive. */
static void refuse_doubles(const struct lock *lock)
{
	_cleanup_free_ const struct lock_package **packages = xalloc(lock->count, sizeof *packages);
	size_t count = 0;

	for (size_t i = 0; i < lock->count; i++)
		if (!lock->packages[i].direct)
			packages[count++] = &lock->packages[i];
	qsort(packages, count, sizeof *packages, by_hash);
	for (size_t i = 1; i < count; i++)
		if (digest_equal(&packages[i - 1]->chosen->sha256, &packages[i]->chosen->sha256))
			die(EXIT_NO, "%s: %s and %s: two packages with one SHA-256", lock->path,
				packages[i - 1]->name, packages[i]->name);
}

void lock_choose(struct lock *lock, const struct lock_target *target)
{
	_cleanup_(tags_free) struct tags tags = tags_for(&target->target);
	bool all_fit = true;

	check_environment(lock, target);
	keep_for_target(lock, target);
	for (size_t i = 0; i < lock->count; i++) {
		struct lock_package *package = &lock->packages[i];

		package->chosen = best_file(package, &tags);
		if (!package->chosen) {
			explain(lock, package, target, &tags);
			all_fit = false;
		}
	}
	if (!all_fit)
		die(EXIT_NO,
			"%s: not for %s: choose other versions, another target, or name the "
			"packages in "
			"PYLOCK_EXCLUDE",
			lock->path, target->name);
	refuse_doubles(lock);
}
