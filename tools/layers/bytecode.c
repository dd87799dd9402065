/* SPDX-License-Identifier: MIT */
#include "layers/bytecode.h"

#include <string.h>

#include "lib/die.h"
#include "lib/file.h"
#include "lib/text.h"

static const char suffix[] = ".py", cache[] = "__pycache__/";

char *bytecode_path(const char *source, unsigned major, unsigned minor)
{
	const char *name = file_name(source);
	size_t length = strlen(name);

	if (length < sizeof suffix || !ends_with(name, suffix))
		return NULL;
	return xprintf("%.*s%s%.*s.cpython-%u%u.pyc", (int)(name - source), source, cache,
		(int)(length - strlen(suffix)), name, major, minor);
}

bool bytecode_is(const char *path)
{
	const char *name = file_name(path);
	size_t before = (size_t)(name - path), length = strlen(cache);

	return ends_with(name, ".pyc") && before >= length && starts_with(name - length, cache) &&
	       (before == length || name[-(ptrdiff_t)length - 1] == '/');
}

char *bytecode_source(const char *path)
{
	const char *name = file_name(path), *tag = strstr(name, ".cpython-");
	int directory = (int)(name - path - (ptrdiff_t)strlen(cache));

	if (!tag)
		tag = strchr(name, '.');
	return xprintf("%.*s%.*s%s", directory, path, (int)(tag - name), name, suffix);
}
