/* SPDX-License-Identifier: MIT */
#include "fetch/unpackedarchive.h"

#include "archive/extract.h"
#include "lib/cleanup.h"
#include "lib/die.h"

char *archive_unpack(const char *path, const char *directory, const char *subject)
{
	_cleanup_free_ char *what = xprintf("%s: the archive", subject);

	extract(path, directory, what, 0);
	_cleanup_free_ char *top = extract_top(directory);

	return top ? xprintf("%s/%s", directory, top) : xstrdup(directory);
}
