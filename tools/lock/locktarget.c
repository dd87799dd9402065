/* SPDX-License-Identifier: MIT */
#include "lock/locktarget.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/die.h"
#include "lib/json.h"
#include "lock/safetext.h"
#include "pypa/name.h"

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

	if (!safetext_is_made_of(target.name, "-"))
		die(EXIT_NO, "%s: .name: '%.100s' is not a target's name", where, target.name);
	if (!safetext_is_made_of(arch, "_") || strlen(arch) >= sizeof target.target.arch)
		die(EXIT_NO, "%s: .arch: '%.100s' is not an architecture", where, arch);
	if (!target_parse_version(python, &target.target.python_major, &target.target.python_minor))
		die(EXIT_NO, "%s: .python: '%.50s' is not a version", where, python);
	if (full && sscanf(full, "%*2u.%*3u.%3u", &target.target.python_micro) != 1)
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
