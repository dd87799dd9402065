/* SPDX-License-Identifier: MIT */
#include "layers/leftout.h"

#include <stdlib.h>
#include <string.h>

#include "layers/bytecode.h"
#include "lib/cleanup.h"
#include "lib/die.h"
#include "pypa/distinfo.h"

static int by_bytes(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool is_among(const struct stringlist *paths, const char *path)
{
	return bsearch(&path, paths->items, paths->count, sizeof *paths->items, by_bytes);
}

bool leftout_has(const struct stringlist *paths, const char *path)
{
	if (paths->count == 0)
		return false;
	if (is_among(paths, path))
		return true;
	if (!bytecode_is(path))
		return false;
	_cleanup_free_ char *source = bytecode_source(path);

	return is_among(paths, source);
}

char *leftout_place(const char *path, const char *prefix)
{
	size_t length = prefix ? strlen(prefix) : 0;

	if (prefix && strncmp(path, prefix, length) == 0 && starts_with(path + length, "/lib64/"))
		return xprintf("%s/lib/%s", prefix, path + length + strlen("/lib64/"));
	return xstrdup(path);
}

struct text leftout_record(const struct stringlist *paths, const char *bytes, size_t length,
	const char *site, const char *prefix)
{
	struct distinfo_reader reader;
	struct distinfo_row row;
	struct text rest = {0};
	size_t before = 0;

	distinfo_begin(&reader, bytes, length, site);
	while (distinfo_next(&reader, &row)) {
		_cleanup_free_ char *place = leftout_place(row.path, prefix);

		size_t next = distinfo_offset(&reader);

		if (!leftout_has(paths, place))
			text_add(&rest, bytes + before, next - before);
		before = next;
	}
	distinfo_end(&reader);
	return rest;
}
