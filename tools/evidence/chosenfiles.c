/* SPDX-License-Identifier: MIT */
#include "evidence/chosenfiles.h"

#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/unconst.h"

bool chosenfiles_is_below(const char *path, const char *directory)
{
	size_t length = strlen(directory);

	return strncmp(path, directory, length) == 0 && path[length] == '/';
}

/* What a virtual environment has besides distributions. */
static bool is_skeleton(const char *path, const char *prefix)
{
	const char *rest = path + strlen(prefix) + 1, *version;

	if (strcmp(rest, "pyvenv.cfg") == 0 || strcmp(rest, "lib64") == 0)
		return true;
	if (!starts_with(rest, "bin/python"))
		return false;
	version = rest + strlen("bin/python");
	return strspn(version, "0123456789.") == strlen(version);
}

/* Whether it lies below PREFIX, is of no distribution and not what any environment has. */
static bool is_unowned(const struct file *file, const char *path, const char *prefix)
{
	return file->owner == NO_OWNER && chosenfiles_is_below(path, prefix) &&
	       !is_skeleton(path, prefix);
}

/* For qsort_r: the order of two nodes of TREE by their paths' bytes. */
static int by_path(const void *a, const void *b, void *tree)
{
	_cleanup_(text_free) struct text first = {0}, second = {0};

	pathtree_path(tree, *(const uint32_t *)a, &first);
	pathtree_path(tree, *(const uint32_t *)b, &second);
	return strcmp(text_string(&first), text_string(&second));
}

/* The nodes of the ELF files where PREFIX is NULL, else of the unowned files below it. */
static uint32_t *choose(const struct filesystem *filesystem, const char *prefix, size_t *count)
{
	const struct pathtree *tree = &filesystem->tree;
	uint32_t *nodes = xalloc(tree->count, sizeof *nodes);
	_cleanup_(text_free) struct text path = {0};

	*count = 0;
	for (uint32_t node = 1; node < tree->count; node++) {
		const struct file *file = filesystem_file(filesystem, node);

		if (!file || (!prefix && !file->is_elf))
			continue;
		pathtree_path(tree, node, &path);
		if (!prefix || is_unowned(file, text_string(&path), prefix))
			nodes[(*count)++] = node;
	}
	qsort_r(nodes, *count, sizeof *nodes, by_path, unconst(tree));
	return nodes;
}

uint32_t *chosenfiles_elf(const struct filesystem *filesystem, size_t *count)
{
	return choose(filesystem, NULL, count);
}

uint32_t *chosenfiles_unowned(
	const struct filesystem *filesystem, const char *prefix, size_t *count)
{
	return choose(filesystem, prefix, count);
}
