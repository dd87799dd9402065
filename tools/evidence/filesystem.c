/* SPDX-License-Identifier: MIT */
#include "evidence/filesystem.h"

#include <string.h>

#include "layers/linkpath.h"
#include "lib/cleanup.h"
#include "lib/die.h"

void filesystem_begin(struct filesystem *filesystem)
{
	*filesystem = (struct filesystem){0};
	pathtree_begin(&filesystem->tree);
}

void filesystem_free(struct filesystem *filesystem)
{
	pathtree_free(&filesystem->tree);
	cleanup_free(&filesystem->files);
}

static void put_file(struct filesystem *filesystem, const char *path, const struct file *file)
{
	if (filesystem->count == filesystem->capacity) {
		filesystem->capacity = filesystem->capacity ? 2 * filesystem->capacity : 1 << 12;
		filesystem->files = xrealloc(
			filesystem->files, filesystem->capacity, sizeof *filesystem->files);
	}
	filesystem->files[filesystem->count] = *file;
	pathtree_put(&filesystem->tree, path, false, (uint32_t)filesystem->count++);
}

static void remove_hidden(struct filesystem *filesystem, const struct evidence *evidence)
{
	struct evidence_item item;

	for (size_t position = 0; evidence_next(evidence, &position, &item);) {
		if (item.kind == EVIDENCE_WHITEOUT)
			pathtree_remove(&filesystem->tree, item.path);
		else if (item.kind == EVIDENCE_OPAQUE)
			pathtree_clear(&filesystem->tree, item.path);
	}
}

static void put_item(struct filesystem *filesystem, const struct evidence_item *item,
	unsigned layer, const char *where)
{
	struct file file = {
		.digest = item->digest,
		.link = item->kind == EVIDENCE_SYMLINK ? item->text : NULL,
		.size = item->size,
		.owner = NO_OWNER,
		.layer = (uint16_t)layer,
		.mode = (uint16_t)item->mode,
		.machine = (uint16_t)item->machine,
		.kind = item->kind == EVIDENCE_SYMLINK ? FILE_SYMLINK
			: item->kind == EVIDENCE_OTHER ? FILE_OTHER
						       : FILE_REGULAR,
		.elf_class = (uint8_t)item->elf_class,
		.is_elf = item->is_elf,
		.big_endian = item->big_endian,
	};

	if (item->kind == EVIDENCE_HARDLINK) {
		const struct file *target = filesystem_find(filesystem, item->text);

		if (!target)
			die(EXIT_NO, "%s: %s: a hard link to %s, which is not there", where,
				item->path, item->text);
		file = *target;
		file.layer = (uint16_t)layer;
	}
	if (item->kind == EVIDENCE_DIRECTORY)
		pathtree_put(&filesystem->tree, item->path, true, TREE_NONE);
	else
		put_file(filesystem, item->path, &file);
	if (filesystem->tree.displaced)
		die(EXIT_NO, "%s: %s: leads over a file or a symbolic link", where, item->path);
}

/* The file came before it. */
static void put_runs(struct filesystem *filesystem, const char *path)
{
	struct file *file = filesystem_find(filesystem, path);

	if (file)
		file->runs = true;
}

void filesystem_apply(struct filesystem *filesystem, const struct evidence *evidence,
	unsigned layer, const char *where)
{
	struct evidence_item item;

	remove_hidden(filesystem, evidence);
	for (size_t position = 0; evidence_next(evidence, &position, &item);)
		if (strchr("fdlho", (int)item.kind))
			put_item(filesystem, &item, layer, where);
		else if (item.kind == EVIDENCE_RUNS)
			put_runs(filesystem, item.path);
}

struct file *filesystem_file(const struct filesystem *filesystem, uint32_t node)
{
	const struct path_node *found = &filesystem->tree.nodes[node];

	if (found->directory || !pathtree_exists(&filesystem->tree, node))
		return NULL;
	return &filesystem->files[found->value];
}

struct file *filesystem_find(const struct filesystem *filesystem, const char *path)
{
	uint32_t node = pathtree_find(&filesystem->tree, path);

	if (node == TREE_NONE || filesystem->tree.nodes[node].directory)
		return NULL;
	return &filesystem->files[filesystem->tree.nodes[node].value];
}

static struct base_entry look(const void *context, const char *path)
{
	const struct filesystem *filesystem = context;
	uint32_t node = pathtree_find(&filesystem->tree, path);

	if (node == TREE_NONE)
		return (struct base_entry){0};
	const struct file *file = filesystem_file(filesystem, node);

	return (struct base_entry){.kind = !file        ? BASE_DIRECTORY
					   : file->link ? BASE_LINK
							: BASE_FILE,
		.text = file ? file->link : NULL};
}

uint32_t filesystem_follow(const struct filesystem *filesystem, const char *path, struct text *real)
{
	_cleanup_free_ char *resolved = linkpath_resolve(
		look, filesystem, path, (enum linkpath_how)(LINKPATH_LAST | LINKPATH_EXISTING));

	text_clear(real);
	if (!resolved)
		return TREE_NONE;
	text_add_string(real, resolved);
	return pathtree_find(&filesystem->tree, resolved);
}
