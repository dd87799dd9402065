/* SPDX-License-Identifier: MIT */
#include "layers/wheelargs.h"

#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/file.h"
#include "lib/text.h"

/* The path in FILENAME.whl=PATH, and FILENAME, which the caller frees; NULL when ARGUMENT is
 * something else.
 */
static const char *named(const char *argument, char **filename)
{
	const char *equals = strchr(argument, '=');
	_cleanup_free_ char *before = xstrndup(argument, equals ? (size_t)(equals - argument) : 0);

	if (!equals || !ends_with(before, ".whl") || strchr(before, '/'))
		return NULL;
	*filename = steal(&before);
	return equals + 1;
}

struct wheelargs wheelargs_read(char **arguments, size_t count)
{
	struct wheelargs wheels = {.list = xalloc(count, sizeof *wheels.list), .count = count};

	for (size_t i = 0; i < count; i++) {
		struct wheelarg *wheel = &wheels.list[i];

		wheel->path = named(arguments[i], &wheel->filename);
		if (wheel->path)
			continue;
		wheel->path = arguments[i];
		if (ends_with(wheel->path, ".whl"))
			wheel->filename = xstrdup(file_name(wheel->path));
	}
	return wheels;
}

void wheelargs_free(struct wheelargs *wheels)
{
	for (size_t i = 0; i < wheels->count; i++)
		free(wheels->list[i].filename);
	cleanup_free(&wheels->list);
	wheels->count = 0;
}

const char *wheelargs_take_bytecode(struct wheelargs *wheels, const char *option)
{
	_cleanup_free_ char *filename = NULL;
	const char *path = named(option, &filename);

	if (!path || !*path)
		return "is not FILENAME.whl=PATH";
	for (size_t i = 0; i < wheels->count; i++) {
		struct wheelarg *wheel = &wheels->list[i];

		if (!wheel->filename || strcmp(wheel->filename, filename) != 0)
			continue;
		if (wheel->bytecode)
			return "is for a wheel that has one";
		wheel->bytecode = path;
		return NULL;
	}
	return "is for none of the wheels";
}
