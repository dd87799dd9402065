/* SPDX-License-Identifier: MIT */
#include "store/durablenames.h"

#include <stdlib.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/file.h"

void durablenames_add(struct durablenames *names, const struct digest *digest)
{
	const char first[] = {digest->hex[0], digest->hex[1], '\0'};

	names->directories[strtoul(first, NULL, 16)] = true;
	names->any = true;
}

void durablenames_sync(struct durablenames *names, const char *root)
{
	_cleanup_free_ char *content = xprintf("%s/sha256", root);

	for (unsigned i = 0; i < 256; i++) {
		if (!names->directories[i])
			continue;
		_cleanup_free_ char *directory = xprintf("%s/%02x", content, i);

		directory_sync(directory);
		names->directories[i] = false;
	}
	if (!names->any)
		return;
	directory_sync(content);
	directory_sync(root);
	names->any = false;
}
