/* SPDX-License-Identifier: MIT */
#include "verify/overrides.h"

#include "lib/file.h"
#include "pypa/requirementlines.h"

static void take_line(void *names, const struct requirementline *line)
{
	const char *name = line->requirement.name;

	if (line->role == ROLE_OVERRIDE && name && !line->editable)
		json_object_set_new(names, name, json_string(file_name(line->path)));
}

void overrides_read(const char *path, json_t *names)
{
	const struct requirementlines_reader reader = {.context = names, .line = take_line};

	requirementlines_read(path, ROLE_OVERRIDE, &reader, NULL);
}
