/* SPDX-License-Identifier: MIT */
#include "base/basetreefile.h"

#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"

/* What is known of a node of the filesystem's tree. */
struct attributes {
	unsigned mode, uid, gid;
	const char *text; /* the text of passwd or group */
};

struct row {
	char *path;
	uint32_t node;
};

static bool is_accounts(const char *path)
{
	return strcmp(path, "etc/passwd") == 0 || strcmp(path, "etc/group") == 0 ||
	       strcmp(path, "etc/shadow") == 0 || strcmp(path, "etc/gshadow") == 0;
}

/* Notes what ITEM of that LAYER says, if what it is about is still there. */
static void note_item(struct attributes *nodes, const struct filesystem *filesystem,
	const struct evidence_item *item, size_t layer)
{
	uint32_t node = pathtree_find(&filesystem->tree, item->path);
	const struct file *file = node == TREE_NONE ? NULL : filesystem_file(filesystem, node);

	if (node == TREE_NONE || (file && file->layer != layer) ||
		(item->kind == EVIDENCE_DIRECTORY && file) ||
		(item->kind == EVIDENCE_FILE && !file))
		return;
	if (item->kind == EVIDENCE_FILE || item->kind == EVIDENCE_DIRECTORY)
		nodes[node] = (struct attributes){.mode = item->mode};
	else if (item->kind == EVIDENCE_TEXT && is_accounts(item->path))
		nodes[node].text = item->text;
	else if (item->kind == EVIDENCE_OWNER) {
		nodes[node].uid = item->uid;
		nodes[node].gid = item->gid;
	}
}

static struct attributes *read_attributes(const struct image *image,
	const struct filesystem *filesystem, const struct examined *layers)
{
	struct attributes *nodes = xalloc(filesystem->tree.count, sizeof *nodes);
	struct evidence_item item;

	for (uint32_t node = 0; node < filesystem->tree.count; node++)
		nodes[node].mode = 0755;
	for (size_t i = 0; i < image->layer_count; i++)
		for (size_t position = 0; evidence_next(&layers[i].evidence, &position, &item);)
			if (strchr("fdgc", (int)item.kind))
				note_item(nodes, filesystem, &item, i);
	return nodes;
}

static int by_path(const void *a, const void *b)
{
	return strcmp(((const struct row *)a)->path, ((const struct row *)b)->path);
}

static struct row *read_rows(const struct filesystem *filesystem, size_t *count)
{
	struct row *rows = xalloc(filesystem->tree.count, sizeof *rows);
	_cleanup_(text_free) struct text path = {0};

	*count = 0;
	for (uint32_t node = 0; node < filesystem->tree.count; node++) {
		if (!pathtree_exists(&filesystem->tree, node))
			continue;
		pathtree_path(&filesystem->tree, node, &path);
		rows[(*count)++] = (struct row){xstrdup(text_string(&path)), node};
	}
	qsort(rows, *count, sizeof *rows, by_path);
	return rows;
}

static void add_string(struct text *out, const char *string)
{
	text_add(out, string, strlen(string) + 1);
}

static void add_row(struct text *out, const struct row *row, const struct filesystem *filesystem,
	const struct attributes *attributes)
{
	bool directory = row->node == TREE_ROOT || filesystem->tree.nodes[row->node].directory;
	const struct file *file = directory ? NULL : filesystem_file(filesystem, row->node);

	add_string(out, row->path);
	if (directory || attributes->text)
		text_printf(out, "%c %04o %u %u%s", directory ? 'd' : 'c', attributes->mode,
			attributes->uid, attributes->gid, directory ? "" : " ");
	else
		text_add_string(out, file && file->link ? "l " : "f");
	add_string(out, directory            ? ""
			: attributes->text   ? attributes->text
			: file && file->link ? file->link
					     : "");
}

struct text basetree_text(const struct image *image, const struct filesystem *filesystem,
	const struct examined *layers)
{
	_cleanup_free_ struct attributes *nodes = read_attributes(image, filesystem, layers);
	size_t count;
	_cleanup_free_ struct row *rows = read_rows(filesystem, &count);
	struct text out = {0};

	for (size_t i = 0; i < count; i++) {
		add_row(&out, &rows[i], filesystem, &nodes[rows[i].node]);
		free(rows[i].path);
	}
	return out;
}
