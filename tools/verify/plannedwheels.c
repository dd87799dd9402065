/* SPDX-License-Identifier: MIT */
#include "verify/plannedwheels.h"

#include <string.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/json.h"

enum { LARGEST_DOCUMENT = 256 << 20 };

static json_t *read_object(const char *path)
{
	json_t *json = json_read(path, LARGEST_DOCUMENT);

	if (!json_is_object(json))
		die(EXIT_NO, "%s: the document: not an object", path);
	return json;
}

static struct digest sha256_of_entry(const json_t *entry, const char *where)
{
	const char *text = json_want_string(entry, "sha256", where);
	struct digest digest;

	if (strlen(text) != sizeof digest.hex - 1 || !digest_parse(text, &digest))
		die(EXIT_NO, "%s: .sha256: '%s' is no SHA-256", where, text);
	return digest;
}

/* Returns false for a package that there is no wheel of. */
static bool find_wheel(const json_t *package, const char *plan, const json_t *builds,
	const char *built, struct plannedwheel *wheel)
{
	wheel->package = json_want_string(package, "name", plan);
	const json_t *file = json_want_object(package, "file", plan);

	if (strcmp(json_want_string(file, "kind", plan), "wheel") == 0) {
		wheel->sha256 = sha256_of_entry(file, plan);
		return true;
	}
	const json_t *build = json_object_get(builds, wheel->package);
	const json_t *made = build ? json_get_object(build, "wheel", built) : NULL;

	if (made)
		wheel->sha256 = sha256_of_entry(made, built);
	return made;
}

/* It becomes a part of names of programs and of keys. */
static const char *python_of(const json_t *plan, const char *where)
{
	const char *python =
		json_want_string(json_want_object(plan, "target", where), "python", where);

	if (!*python || python[strspn(python, "0123456789.")])
		die(EXIT_NO, "%s: .target.python: '%s' is not a version such as 3.12", where,
			python);
	return python;
}

/* Each entry is an object, also of what the plan does not have. */
static json_t *read_builds(const char *built)
{
	if (!built || access(built, F_OK) != 0)
		return NULL;
	json_t *builds = read_object(built), *build;
	const char *name;

	json_object_foreach (builds, name, build)
		json_want_object(builds, name, built);
	return builds;
}

struct plannedwheels plannedwheels_read(const char *plan, const char *built)
{
	_cleanup_json_ json_t *builds = read_builds(built);
	struct plannedwheels wheels = {.plan = read_object(plan)};
	json_t *packages = json_want_array(wheels.plan, "packages", plan), *package;
	size_t index;

	wheels.python = python_of(wheels.plan, plan);
	wheels.list = xalloc(json_array_size(packages) + 1, sizeof *wheels.list);
	json_array_foreach (packages, index, package) {
		if (!json_is_object(package))
			die(EXIT_NO, "%s: .packages[%zu]: not an object", plan, index);
		if (find_wheel(package, plan, builds, built, &wheels.list[wheels.count]))
			wheels.count++;
	}
	return wheels;
}

void plannedwheels_free(struct plannedwheels *wheels)
{
	cleanup_free(&wheels->list);
	json_free(&wheels->plan);
	wheels->count = 0;
}
