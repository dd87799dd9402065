/* SPDX-License-Identifier: MIT */
#include "pypa/projectfile.h"

#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/toml.h"
#include "lib/unconst.h"
#include "pypa/name.h"
#include "pypa/specifier.h"

struct projectfile projectfile_read(const char *path)
{
	struct projectfile file = {.path = path, .document = toml_read(path, PROJECTFILE_BYTES)};
	const json_t *project = json_get_object(file.document, "project", path);
	const char *const poetry[] = {"tool", "poetry", "name", NULL};
	const char *name = project ? json_want_string(project, "name", path)
				   : json_string_value(projectfile_table(&file, poetry));

	if (name && !name_is_valid(name))
		die(EXIT_NO, "%s: %s.name: not the name of a package: '%s'", path,
			project ? "project" : "tool.poetry", name);
	file.name = name ? name_normalize(name) : NULL;
	return file;
}

void projectfile_free(struct projectfile *file)
{
	json_decref(file->document);
	free(file->name);
	*file = (struct projectfile){0};
}

const json_t *projectfile_table(const struct projectfile *file, const char *const keys[])
{
	const json_t *table = file->document;

	for (; *keys && table; keys++)
		table = json_is_object(table) ? json_object_get(table, *keys) : NULL;
	return table;
}

json_t *projectfile_member(const json_t *table, const char *name, const char **written)
{
	const char *key;
	json_t *value;

	json_object_foreach (unconst(table), key, value) {
		_cleanup_free_ char *normal = name_normalize(key);

		if (strcmp(normal, name) == 0) {
			*written = key;
			return value;
		}
	}
	return NULL;
}

bool projectfile_is_dynamic(const struct projectfile *file, const char *field)
{
	const char *const keys[] = {"project", "dynamic", NULL};
	const json_t *list = projectfile_table(file, keys);

	for (size_t i = 0; i < json_array_size(list); i++) {
		const char *item = json_string_value(json_array_get(list, i));

		if (item && strcmp(item, field) == 0)
			return true;
	}
	return false;
}

/* --- what it says against being used here --- */

static void check_python(const struct projectfile *file, const char *python)
{
	const char *const keys[] = {"project", "requires-python", NULL};
	const char *wanted = json_string_value(projectfile_table(file, keys));
	bool admitted = true;

	if (!wanted || !python)
		return;
	const char *problem = specifiers_admit(wanted, python, &admitted);

	if (problem)
		die(EXIT_NO, "%s: project.requires-python: %s: '%s'", file->path, problem, wanted);
	if (!admitted)
		die(EXIT_NO,
			"%s: project.requires-python is '%s', and the target's Python is %s: take "
			"a target that has such a Python",
			file->path, wanted, python);
}

/* What uv reads besides, and other tools do not. */
static void check_others(const struct projectfile *file)
{
	static const char *const others[][2] = {
		{"constraint-dependencies", "constraints.txt"},
		{"override-dependencies", "overrides.txt"},
	};

	for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
		const char *const keys[] = {"tool", "uv", others[i][0], NULL};

		if (json_array_size(projectfile_table(file, keys)) > 0)
			die(EXIT_NO, "%s: tool.uv.%s is not read: write these lines into %s",
				file->path, others[i][0], others[i][1]);
	}
}

void projectfile_check(const struct projectfile *file, const char *python)
{
	check_python(file, python);
	check_others(file);
}
