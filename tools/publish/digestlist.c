/* SPDX-License-Identifier: MIT */
#include "publish/digestlist.h"

#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/file.h"

enum { LARGEST = 1 << 20 };

struct digestlist digestlist_read(const char *path)
{
	_cleanup_(text_free) struct text text = file_read(path, LARGEST);
	struct digestlist list = {0};

	if (strlen(text_string(&text)) != text.length)
		die(EXIT_NO, "%s: it has a NUL", path);
	for (char *rest = text.bytes, *line; rest && (line = strsep(&rest, "\n"));) {
		if (!*line)
			continue;
		list.digests = xrealloc(list.digests, list.count + 1, sizeof *list.digests);
		if (!digest_parse(line, &list.digests[list.count++]))
			die(EXIT_NO, "%s: '%s' is not a SHA-256 digest", path, line);
	}
	return list;
}

void digestlist_free(struct digestlist *list)
{
	cleanup_free(&list->digests);
	list->count = 0;
}
