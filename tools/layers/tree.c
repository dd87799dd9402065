/* SPDX-License-Identifier: MIT */
#include "layers/tree.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>

#include "layers/linkpath.h"
#include "lib/cleanup.h"
#include "lib/die.h"

enum { MAX_PATH = 4095, MAX_COMPONENT = 255, NODE_OVERHEAD = 64, MAX_MEMORY = 40 << 20 };

void tree_begin(struct tree *tree, const char *directory)
{
	*tree = (struct tree){0};
	tempfile_open(&tree->spool, directory);
}

static void free_node(void *pointer)
{
	struct tree_node *node = pointer;

	free(node->link);
	free(node);
}

void tree_free(struct tree *tree)
{
	struct tree_content *content;

	tdestroy(tree->nodes, free_node);
	while ((content = tree->contents)) {
		tree->contents = content->next;
		free(content);
	}
	tempfile_close(&tree->spool);
	*tree = (struct tree){0};
}

static const char *bytes_fault(const char *path)
{
	for (const unsigned char *c = (const unsigned char *)path; *c;) {
		size_t length = utf8_length((const char *)c);

		if (length == 0)
			return "is not UTF-8";
		if (*c < 0x20 || *c == 0x7f)
			return "holds a control character";
		c += length;
	}
	return NULL;
}

const char *tree_path_fault(const char *path)
{
	const char *fault = bytes_fault(path);
	size_t length;

	if (fault)
		return fault;
	if (*path == '/')
		return "is absolute";
	if (strlen(path) > MAX_PATH)
		return "is too long";
	for (const char *part = path; *part; part += length + (part[length] == '/')) {
		length = strcspn(part, "/");
		if (length == 2 && strncmp(part, "..", 2) == 0)
			return "leads out through '..'";
		if (length > MAX_COMPONENT)
			return "has a component that is too long";
		if (strncmp(part, ".wh.", 4) == 0)
			return "is a name that deletes files when the layer is unpacked";
	}
	return NULL;
}

const char *tree_link_fault(const char *target)
{
	if (*target == '\0')
		return "is empty";
	return strlen(target) > MAX_PATH ? "is too long" : bytes_fault(target);
}

struct base_entry tree_look(const struct tree *tree, const char *path)
{
	for (;; tree = tree->below) {
		const struct tree_node *node = tree_find(tree, path);

		if (node)
			return (struct base_entry){.kind = node->type == TAR_DIRECTORY
								   ? BASE_DIRECTORY
							   : node->type == TAR_SYMLINK ? BASE_LINK
										       : BASE_FILE,
				.mode = node->mode,
				.uid = node->uid,
				.gid = node->gid,
				.text = node->link};
		if (!tree->below)
			return basetree_find(tree->base, path);
	}
}

static struct base_entry look(const void *tree, const char *path)
{
	return tree_look(tree, path);
}

char *tree_resolve(const struct tree *tree, const char *path, bool follow)
{
	return linkpath_resolve(look, tree, path, follow ? LINKPATH_LAST : 0);
}

static int compare_nodes(const void *a, const void *b)
{
	return strcmp(((const struct tree_node *)a)->path, ((const struct tree_node *)b)->path);
}

/* tfind(3) of every libc gives the key first. */
static int compare_path(const void *path, const void *node)
{
	return strcmp(path, ((const struct tree_node *)node)->path);
}

struct tree_node *tree_find(const struct tree *tree, const char *path)
{
	struct tree_node *const *found = tfind(path, &tree->nodes, compare_path);

	return found ? *found : NULL;
}

struct tree_node *tree_lookup(const struct tree *tree, const char *path)
{
	_cleanup_free_ char *resolved = tree_resolve(tree, path, true);

	return resolved ? tree_find(tree, resolved) : NULL;
}

static struct tree_node *new_node(struct tree *tree, const char *path)
{
	size_t size = sizeof(struct tree_node) + strlen(path) + 1;
	struct tree_node *node = xalloc(1, size);

	tree->memory += size + NODE_OVERHEAD;
	if (tree->memory > MAX_MEMORY)
		die(EXIT_NO, "%s: too many files: their names do not fit into %d MiB", path,
			MAX_MEMORY >> 20);
	strcpy(node->path, path);
	if (!tsearch(node, &tree->nodes, compare_nodes))
		die(EXIT_SYSTEM, "out of memory");
	tree->count++;
	return node;
}

struct tree_node *tree_put(struct tree *tree, const char *path, enum tar_type type, unsigned mode,
	unsigned uid, unsigned gid)
{
	struct tree_node *node = tree_find(tree, path);

	if (!node)
		node = new_node(tree, path);
	cleanup_free(&node->link);
	node->content = NULL;
	node->type = type;
	node->mode = mode;
	node->uid = uid;
	node->gid = gid;
	return node;
}

void tree_put_parents(struct tree *tree, const char *path)
{
	_cleanup_free_ char *parent = xstrdup(path);

	for (char *slash = strchr(parent, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		if (!tree_find(tree, parent))
			tree_put(tree, parent, TAR_DIRECTORY, 0755, 0, 0);
		*slash = '/';
	}
}

void tree_set_extent(struct tree *tree, struct tree_node *file, const struct extent *extent)
{
	struct tree_content *content = xalloc(1, sizeof *content);

	tree->memory += sizeof *content;
	*content = (struct tree_content){.next = tree->contents, .extent = *extent};
	tree->contents = content;
	file->content = content;
}

void tree_set_bytes(struct tree *tree, struct tree_node *file, const void *bytes, size_t length)
{
	struct extent extent = tempfile_add(&tree->spool, bytes, length);

	tree_set_extent(tree, file, &extent);
}

void tree_put_file(struct tree *tree, const char *path, const struct text *content)
{
	tree_put_parents(tree, path);
	tree_set_bytes(
		tree, tree_put(tree, path, TAR_FILE, 0644, 0, 0), content->bytes, content->length);
}

void tree_put_link(struct tree *tree, const char *path, const char *target)
{
	tree_put_parents(tree, path);
	tree_put(tree, path, TAR_SYMLINK, 0777, 0, 0)->link = xstrdup(target);
}

struct text tree_read(const struct tree_node *file, size_t limit)
{
	return extent_text(&file->content->extent, limit, file->path);
}

static void add_to_list(const void *nodep, VISIT visit, void *context)
{
	struct tree_node ***next = context;

	if (visit == postorder || visit == leaf)
		*(*next)++ = *(struct tree_node *const *)nodep;
}

struct tree_node **tree_list(const struct tree *tree)
{
	struct tree_node **list = xalloc(tree->count + 1, sizeof *list), **next = list;

	twalk_r(tree->nodes, add_to_list, &next);
	return list;
}

struct tree_node **tree_list_directory(
	const struct tree *tree, const char *directory, size_t *count)
{
	struct tree_node **list = tree_list(tree);
	size_t prefix = strlen(directory) + (*directory != '\0');

	*count = 0;
	for (size_t i = 0; i < tree->count; i++) {
		const char *path = list[i]->path;

		if ((prefix == 0 || (starts_with(path, directory) && path[prefix - 1] == '/')) &&
			!strchr(path + prefix, '/'))
			list[(*count)++] = list[i];
	}
	return list;
}
