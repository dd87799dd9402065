/* SPDX-License-Identifier: MIT */
#include "evidence/filesystem.h"

#include <string.h>

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

void filesystem_apply(struct filesystem *filesystem, const struct evidence *evidence,
	unsigned layer, const char *where)
{
	struct evidence_item item;

	remove_hidden(filesystem, evidence);
	for (size_t position = 0; evidence_next(evidence, &position, &item);)
		if (strchr("fdlho", (int)item.kind))
			put_item(filesystem, &item, layer, where);
}

struct file *filesystem_file(const struct filesystem *filesystem, uint32_t node)
{
	const struct tree_node *found = &filesystem->tree.nodes[node];

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

/* Takes the first component off *PATH. */
static const char *next_component(const char **path, size_t *length)
{
	const char *component = *path + strspn(*path, "/");

	*length = strcspn(component, "/");
	*path = component + *length;
	return component;
}

static void go_up(struct text *path)
{
	const char *slash = path->length > 0 ? memrchr(path->bytes, '/', path->length) : NULL;

	path->length = slash ? (size_t)(slash - path->bytes) : 0;
	if (path->bytes)
		path->bytes[path->length] = '\0';
}

uint32_t filesystem_follow(const struct filesystem *filesystem, const char *path, struct text *real)
{
	_cleanup_free_ char *rest = xstrdup(path);
	const char *next = rest, *component;
	uint32_t node = TREE_ROOT;
	size_t length;
	int links = 0;

	text_clear(real);
	while (*(component = next_component(&next, &length))) {
		const struct file *file =
			node == TREE_ROOT ? NULL : filesystem_file(filesystem, node);

		if (file)
			return TREE_NONE; /* a file with something below it */
		if (length == 1 && *component == '.')
			continue;
		if (length == 2 && strncmp(component, "..", 2) == 0) {
			go_up(real);
			node = pathtree_find(&filesystem->tree, text_string(real));
			continue;
		}
		text_add_string(real, real->length > 0 ? "/" : "");
		text_add(real, component, length);
		node = pathtree_find(&filesystem->tree, text_string(real));
		file = node == TREE_NONE ? NULL : filesystem_file(filesystem, node);
		if (node == TREE_NONE || (file && file->link && ++links > 40))
			return TREE_NONE;
		if (file && file->link) {
			char *longer = xprintf("%s%s", file->link, next);

			if (*file->link == '/')
				text_clear(real);
			else
				go_up(real);
			free(rest);
			next = rest = longer;
			node = pathtree_find(&filesystem->tree, text_string(real));
		}
	}
	return node;
}
