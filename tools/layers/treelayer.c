/* SPDX-License-Identifier: MIT */
#include "layers/treelayer.h"

#include <stdlib.h>
#include <string.h>

#include "layers/layerfile.h"
#include "lib/cleanup.h"
#include "lib/die.h"
#include "store/store.h"

enum { CHUNK = 1 << 17 };

char *treelayer_directory(const struct treelayer_output *output)
{
	if (output->store)
		return store_temporary(output->store);
	const char *slash = strrchr(output->path, '/');

	return slash ? xstrndup(output->path, (size_t)(slash - output->path + 1)) : xstrdup(".");
}

static void add_data(struct layerfile *layer, struct tree_content *content)
{
	_cleanup_(sha256_free) struct sha256 hash;
	static char buffer[CHUNK];

	sha256_begin(&hash);
	for (uint64_t done = 0; done < content->extent.size;) {
		uint64_t left = content->extent.size - done;
		size_t part = left < CHUNK ? left : CHUNK;

		extent_read(&content->extent, done, buffer, part);
		sha256_add(&hash, buffer, part);
		layerfile_add(layer, buffer, part);
		done += part;
	}
	content->digest = sha256_end(&hash);
}

static void add_node(struct layerfile *layer, const struct tree_node *node, struct text *list)
{
	struct tar_entry entry = {.path = node->path,
		.type = node->type,
		.link = node->link,
		.mode = node->mode,
		.uid = node->uid,
		.gid = node->gid};
	struct tree_content *content = node->content;

	if (content && content->written_as) {
		entry.type = TAR_HARDLINK;
		entry.link = content->written_as;
	} else if (content) {
		entry.size = content->extent.size;
	}
	layerfile_entry(layer, &entry);
	if (content && !content->written_as) {
		add_data(layer, content);
		content->written_as = node->path;
	}
	if (content)
		text_printf(list, "%04o %s %s\n", node->mode, content->digest.hex, node->path);
	if (node->type == TAR_SYMLINK)
		text_printf(list, "0777 %s %s\n", sha256_of(node->link, strlen(node->link)).hex,
			node->path);
}

static struct layer_descriptor write_layer(
	struct tree *tree, struct newfile *file, struct text *list)
{
	_cleanup_free_ struct tree_node **nodes = tree_list(tree);
	_cleanup_(layerfile_free) struct layerfile layer;

	layerfile_begin(&layer, file);
	for (size_t i = 0; i < tree->count; i++)
		add_node(&layer, nodes[i], list);
	return layerfile_end(&layer);
}

static void add_files(json_t *json, const struct store *store, const struct text *list)
{
	struct digest digest = store_put(store, text_string(list), list->length);
	_cleanup_free_ char *name = xprintf("sha256:%s", digest.hex);

	if (json_object_set_new(json, "files", json_string(name)) < 0)
		die(EXIT_SYSTEM, "out of memory");
}

json_t *treelayer_write(
	struct tree *tree, const struct treelayer_output *output, json_t *annotations)
{
	_cleanup_(store_close) struct store store = store_open(output->store ? output->store : "");
	_cleanup_(newfile_abandon) struct newfile file =
		output->store ? store_create(&store) : newfile_create(output->path);
	_cleanup_(text_free) struct text list = {0};
	struct layer_descriptor descriptor = write_layer(tree, &file, &list);
	json_t *json = layer_descriptor_json(&descriptor, annotations);

	if (output->store) {
		add_files(json, &store, &list);
		store_commit(&store, &file, &descriptor.digest, false);
	} else {
		newfile_commit(&file, 0644, false);
	}
	if (output->files)
		file_write(output->files, text_string(&list), list.length);
	return json;
}
