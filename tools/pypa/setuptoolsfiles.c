/* SPDX-License-Identifier: MIT */
#include "pypa/setuptoolsfiles.h"

#include <string.h>

#include "lib/die.h"

static void add_file(
	struct text *out, const struct projectfile *file, const json_t *name, const char *before)
{
	const char *slash = strrchr(file->path, '/');
	const char *path = json_string_value(name);

	if (!path || !*path || strpbrk(path, "\"\\$`\n\r\t"))
		die(EXIT_NO, "%s: tool.setuptools.dynamic: names a file that is no name of one",
			file->path);
	text_add_string(out, "-r \"");
	if (*path != '/') {
		if (*file->path != '/' && before)
			text_add_string(out, before);
		if (slash)
			text_add(out, file->path, (size_t)(slash + 1 - file->path));
	}
	text_printf(out, "%s\"\n", path);
}

void setuptoolsfiles_add(struct text *out, const struct projectfile *file, const char *field,
	const char *member, const char *before)
{
	const char *const keys[] = {"tool", "setuptools", "dynamic", field, NULL};
	const json_t *table = projectfile_table(file, keys), *names;
	const char *written;
	size_t i;

	if (table && member)
		table = json_is_object(table) ? projectfile_member(table, member, &written) : NULL;
	names = json_is_object(table) ? json_object_get(table, "file") : NULL;
	if (!names)
		die(EXIT_NO,
			"%s: project.%s is dynamic: only a build would tell it; write the list "
			"there, or the requirements into a file that PYLOCK_REQUIREMENTS names",
			file->path, field);
	text_printf(out, "# %s: tool.setuptools.dynamic.%s\n", file->path, field);
	if (json_is_string(names))
		add_file(out, file, names, before);
	for (i = 0; i < json_array_size(names); i++)
		add_file(out, file, json_array_get(names, i), before);
}
