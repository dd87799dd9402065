/* SPDX-License-Identifier: MIT */
#include "verify/overrides.h"

#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/file.h"
#include "pypa/requirement.h"
#include "pypa/requirements.h"

static const char requirement_prefix[] = "requirement ";

void overrides_read(const char *path, json_t *names)
{
	_cleanup_(requirements_free) struct requirements requirements = requirements_read(path);

	for (size_t i = 0; i < requirements.entries.count; i++) {
		const char *entry = requirements.entries.items[i];
		_cleanup_(requirement_free) struct requirement requirement = {0};

		if (!starts_with(entry, requirement_prefix))
			continue;
		entry += strlen(requirement_prefix);
		/* Its hashes and other options stand on lines of their own. */
		_cleanup_free_ char *line = xstrndup(entry, strcspn(entry, "\n"));

		if (!requirement_parse(line, &requirement))
			json_object_set_new(names, requirement.name, json_string(file_name(path)));
	}
}
