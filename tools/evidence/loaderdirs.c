/* SPDX-License-Identifier: MIT */
#include "evidence/loaderdirs.h"

#include <fnmatch.h>
#include <string.h>

#include "elf/ldsoconf.h"
#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/file.h"
#include "lib/unconst.h"

/* Where the evidence has the texts of an image's files. */
struct texts {
	const struct filesystem *filesystem;
	const struct evidence *const *layers;
	size_t layer_count;
};

void loaderdirs_add(const struct filesystem *filesystem, struct stringlist *list, const char *path)
{
	_cleanup_(text_free) struct text real = {0};
	uint32_t node = filesystem_follow(filesystem, path, &real);

	if (node == TREE_NONE || filesystem_file(filesystem, node))
		return;
	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->items[i], text_string(&real)) == 0)
			return;
	stringlist_add(list, xstrdup(text_string(&real)));
}

/* --- /etc/ld.so.conf --------------------------------------------------------- */

static char *read_text(void *context, const char *path)
{
	const struct texts *texts = context;
	_cleanup_(text_free) struct text real = {0};
	uint32_t node = filesystem_follow(texts->filesystem, path, &real);
	const struct file *file =
		node == TREE_NONE ? NULL : filesystem_file(texts->filesystem, node);
	struct evidence_item item;
	const char *found = NULL;

	if (!file || file->layer >= texts->layer_count)
		return NULL;
	for (size_t at = 0; evidence_next(texts->layers[file->layer], &at, &item);)
		if (item.kind == EVIDENCE_TEXT && strcmp(item.path, text_string(&real)) == 0)
			found = item.text;
	return found ? xstrdup(found) : NULL;
}

static void list_names(void *context, const char *path, struct stringlist *names)
{
	const struct texts *texts = context;
	const struct pathtree *tree = &texts->filesystem->tree;
	_cleanup_(text_free) struct text real = {0}, child = {0};
	uint32_t directory = filesystem_follow(texts->filesystem, path, &real);

	for (uint32_t node = 1; directory != TREE_NONE && node < tree->count; node++) {
		if (tree->nodes[node].parent != directory || !pathtree_exists(tree, node))
			continue;
		pathtree_path(tree, node, &child);
		stringlist_add(names, xstrdup(file_name(text_string(&child))));
	}
}

static void add_configured(const struct texts *texts, struct stringlist *list)
{
	const struct ldsoconf_files files = {unconst(texts), read_text, list_names};
	_cleanup_(stringlist_free) struct stringlist configured =
		ldsoconf_directories(&files, "/etc/ld.so.conf");

	for (size_t i = 0; i < configured.count; i++)
		if (*configured.items[i] == '/')
			loaderdirs_add(texts->filesystem, list, configured.items[i]);
}

/* --- musl -------------------------------------------------------------------- */

/* Of a path file, directories are ended by newlines and colons, and nothing else. */
static void add_path_file(const struct texts *texts, struct stringlist *list, char *content)
{
	char *save, *word;

	for (word = strtok_r(content, ":\n", &save); word; word = strtok_r(NULL, ":\n", &save))
		if (*word == '/')
			loaderdirs_add(texts->filesystem, list, word);
}

static bool is_there(const struct texts *texts, const char *path)
{
	_cleanup_(text_free) struct text real = {0};

	return filesystem_follow(texts->filesystem, path, &real) != TREE_NONE;
}

/* Whether the image has musl's loader; ALL: and a path file of it, whose directories are added,
 * which says where it looks, and no other directory. */
static bool add_musl(const struct texts *texts, struct stringlist *list, bool *all)
{
	static const char *const machines[] = {"x86_64", "aarch64"};
	bool found = false;

	for (size_t i = 0; i < sizeof machines / sizeof *machines; i++) {
		_cleanup_free_ char *loader = xprintf("lib/ld-musl-%s.so.1", machines[i]);
		_cleanup_free_ char *path = xprintf("etc/ld-musl-%s.path", machines[i]);
		_cleanup_free_ char *content = NULL;

		if (!is_there(texts, loader))
			continue;
		found = true;
		content = read_text(unconst(texts), path);
		if (content)
			add_path_file(texts, list, content);
		*all |= content != NULL;
	}
	return found;
}

/* --- all of them ------------------------------------------------------------- */

struct stringlist loaderdirs_find(const struct filesystem *filesystem,
	const struct evidence *const *layers, size_t layer_count)
{
	static const char *const built_in[] = {"lib/x86_64-linux-gnu", "usr/lib/x86_64-linux-gnu",
		"lib/aarch64-linux-gnu", "usr/lib/aarch64-linux-gnu", "lib64", "usr/lib64", "lib",
		"usr/lib"};
	const struct texts texts = {filesystem, layers, layer_count};
	struct stringlist list = {0};
	bool has_cache = filesystem_find(filesystem, "etc/ld.so.cache"), all = false;

	if (has_cache)
		add_configured(&texts, &list);
	bool musl = add_musl(&texts, &list, &all);

	if (all && !has_cache)
		return list;
	for (size_t i = 0; i < sizeof built_in / sizeof *built_in; i++)
		loaderdirs_add(filesystem, &list, built_in[i]);
	if (musl && !all)
		loaderdirs_add(filesystem, &list, "usr/local/lib");
	return list;
}
