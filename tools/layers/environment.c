/* SPDX-License-Identifier: MIT */
#include "layers/environment.h"

#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/text.h"

struct environment environment_at(const char *prefix, const char *site, const char *interpreter,
	unsigned major, unsigned minor)
{
	return (struct environment){
		.prefix = xprintf("%s/", prefix + 1),
		.bin = xprintf("%s/bin/", prefix + 1),
		.site = xprintf("%s/", site + 1),
		.interpreter =
			interpreter ? xstrdup(interpreter) : xprintf("%s/bin/python3", prefix),
		.python_major = major,
		.python_minor = minor,
	};
}

void environment_free(struct environment *environment)
{
	cleanup_free(&environment->prefix);
	cleanup_free(&environment->bin);
	cleanup_free(&environment->site);
	cleanup_free(&environment->interpreter);
}

static bool is_at_or_above(const char *directory, size_t length, const char *below)
{
	return strncmp(directory, below, length) == 0 && below[length] == '/';
}

bool environment_has_directory(
	const struct environment *environment, const char *directory, size_t length)
{
	return is_at_or_above(directory, length, environment->bin) ||
	       is_at_or_above(directory, length, environment->site);
}

bool environment_makes(const struct environment *environment, const char *path)
{
	_cleanup_free_ char *versioned =
		xprintf("bin/python%u.%u", environment->python_major, environment->python_minor);
	const char *const own[] = {"pyvenv.cfg", "lib64", "bin/python", "bin/python3", versioned};

	if (!starts_with(path, environment->prefix))
		return false;
	for (size_t i = 0; i < sizeof own / sizeof *own; i++)
		if (strcmp(path + strlen(environment->prefix), own[i]) == 0)
			return true;
	return false;
}
