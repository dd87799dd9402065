/* SPDX-License-Identifier: MIT */
#include "image/pathtree.h"

#include <string.h>
#include <sys/random.h>

#include "lib/cleanup.h"
#include "lib/die.h"

enum { FIRST_BUCKETS = 1 << 12, DEEPEST = 2048 };

void pathtree_begin(struct pathtree *tree)
{
	*tree = (struct pathtree){.bucket_count = FIRST_BUCKETS};
	if (getrandom(&tree->seed, sizeof tree->seed, 0) != sizeof tree->seed)
		die(EXIT_SYSTEM, "no random numbers:");
	tree->buckets = xalloc(tree->bucket_count, sizeof *tree->buckets);
	memset(tree->buckets, 0xff, tree->bucket_count * sizeof *tree->buckets);
	tree->nodes = xalloc(FIRST_BUCKETS, sizeof *tree->nodes);
	tree->nodes[TREE_ROOT] = (struct path_node){.parent = TREE_NONE,
		.next = TREE_NONE,
		.value = TREE_NONE,
		.exists = true,
		.directory = true};
	tree->count = 1;
}

void pathtree_free(struct pathtree *tree)
{
	cleanup_free(&tree->nodes);
	cleanup_free(&tree->buckets);
	text_free(&tree->names);
	text_free(&tree->last_directory);
}

/* Keyed, so that names cannot be chosen to have the same hash. */
static uint32_t bucket_of(
	const struct pathtree *tree, uint32_t parent, const char *name, size_t length)
{
	uint64_t hash = tree->seed ^ ((uint64_t)parent << 20);

	for (size_t i = 0; i < length; i++)
		hash = (hash ^ (unsigned char)name[i]) * (tree->seed | 1);
	return (uint32_t)(hash >> 32) & (tree->bucket_count - 1);
}

static const char *name_of(const struct pathtree *tree, const struct path_node *node)
{
	return tree->names.bytes + node->name;
}

static uint32_t lookup(
	const struct pathtree *tree, uint32_t parent, const char *name, size_t length)
{
	uint32_t found = tree->buckets[bucket_of(tree, parent, name, length)];

	while (found != TREE_NONE) {
		const struct path_node *node = &tree->nodes[found];

		if (node->parent == parent && node->name_length == length &&
			memcmp(name_of(tree, node), name, length) == 0)
			break;
		found = node->next;
	}
	return found;
}

static void link_node(struct pathtree *tree, uint32_t index)
{
	struct path_node *node = &tree->nodes[index];
	uint32_t *bucket = &tree->buckets[bucket_of(
		tree, node->parent, name_of(tree, node), node->name_length)];

	node->next = *bucket;
	*bucket = index;
}

static void grow(struct pathtree *tree)
{
	tree->bucket_count *= 2;
	tree->nodes = xrealloc(tree->nodes, tree->bucket_count, sizeof *tree->nodes);
	tree->buckets = xrealloc(tree->buckets, tree->bucket_count, sizeof *tree->buckets);
	memset(tree->buckets, 0xff, tree->bucket_count * sizeof *tree->buckets);
	for (uint32_t i = 1; i < tree->count; i++)
		link_node(tree, i);
}

static uint32_t add(struct pathtree *tree, uint32_t parent, const char *name, size_t length)
{
	if (tree->count >= TREE_LARGEST)
		die(EXIT_NO, "more than %d paths", TREE_LARGEST);
	if (tree->names.length + length > TREE_LARGEST_NAMES)
		die(EXIT_NO, "paths with more than %d bytes of names", TREE_LARGEST_NAMES);
	if (tree->count == tree->bucket_count)
		grow(tree);
	tree->nodes[tree->count] = (struct path_node){
		.parent = parent,
		.name = (uint32_t)tree->names.length,
		.name_length = (uint16_t)length,
		.value = TREE_NONE,
	};
	text_add(&tree->names, name, length);
	link_node(tree, tree->count);
	return tree->count++;
}

static bool is_child(const struct path_node *parent, const struct path_node *child)
{
	return child->exists && parent->directory && child->born > parent->cleared;
}

static uint32_t child_of(
	const struct pathtree *tree, uint32_t parent, const char *name, size_t length)
{
	uint32_t child = lookup(tree, parent, name, length);

	return child != TREE_NONE && is_child(&tree->nodes[parent], &tree->nodes[child])
		       ? child
		       : TREE_NONE;
}

uint32_t pathtree_find(const struct pathtree *tree, const char *path)
{
	uint32_t node = TREE_ROOT;

	while (*path && node != TREE_NONE) {
		size_t length = strcspn(path, "/");

		node = child_of(tree, node, path, length);
		path += length + (path[length] == '/');
	}
	return node;
}

uint32_t pathtree_obstacle(const struct pathtree *tree, const char *path)
{
	uint32_t node = TREE_ROOT;
	const char *slash;

	while ((slash = strchr(path, '/'))) {
		node = child_of(tree, node, path, (size_t)(slash - path));
		if (node == TREE_NONE || !tree->nodes[node].directory)
			return node;
		path = slash + 1;
	}
	return TREE_NONE;
}

/* Makes the child, whatever it was, a file or a directory. */
static uint32_t put_child(
	struct pathtree *tree, uint32_t parent, const char *name, size_t length, bool directory)
{
	uint32_t index = lookup(tree, parent, name, length);

	if (index == TREE_NONE)
		index = add(tree, parent, name, length);
	struct path_node *node = &tree->nodes[index];

	if (directory && node->directory && is_child(&tree->nodes[parent], node))
		return index;
	if (node->directory)
		text_free(&tree->last_directory);
	node->exists = true;
	node->directory = directory;
	node->value = TREE_NONE;
	node->cleared = tree->now;
	node->born = ++tree->now;
	return index;
}

/* The directory that the first LENGTH bytes of PATH are; made where it is missing. */
static uint32_t put_directory(struct pathtree *tree, const char *path, size_t length)
{
	const char *end = path + length;
	uint32_t node = TREE_ROOT;

	if (tree->last_directory.bytes && tree->last_directory.length == length &&
		memcmp(tree->last_directory.bytes, path, length) == 0)
		return tree->last_node;
	for (const char *name = path; name < end;) {
		size_t part = strcspn(name, "/");
		uint32_t old = child_of(tree, node, name, part);

		tree->displaced |= old != TREE_NONE && !tree->nodes[old].directory;
		node = put_child(tree, node, name, part, true);
		name += part + 1;
	}
	text_clear(&tree->last_directory);
	text_add(&tree->last_directory, path, length);
	tree->last_node = node;
	return node;
}

uint32_t pathtree_put(struct pathtree *tree, const char *path, bool directory, uint32_t value)
{
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
	uint32_t node = TREE_ROOT;

	if (*path) {
		node = put_directory(tree, path, slash ? (size_t)(slash - path) : 0);
		node = put_child(tree, node, name, strlen(name), directory);
	}
	tree->nodes[node].value = value;
	return node;
}

void pathtree_remove(struct pathtree *tree, const char *path)
{
	uint32_t node = pathtree_find(tree, path);

	if (node == TREE_NONE || node == TREE_ROOT)
		return;
	tree->nodes[node].exists = false;
	text_free(&tree->last_directory);
}

void pathtree_clear(struct pathtree *tree, const char *path)
{
	uint32_t node = pathtree_find(tree, path);

	if (node == TREE_NONE)
		return;
	tree->nodes[node].cleared = tree->now;
	text_free(&tree->last_directory);
}

bool pathtree_exists(const struct pathtree *tree, uint32_t node)
{
	for (; node != TREE_ROOT; node = tree->nodes[node].parent)
		if (!is_child(&tree->nodes[tree->nodes[node].parent], &tree->nodes[node]))
			return false;
	return true;
}

void pathtree_path(const struct pathtree *tree, uint32_t node, struct text *path)
{
	uint32_t chain[DEEPEST];
	size_t depth = 0;

	text_clear(path);
	for (; node != TREE_ROOT; node = tree->nodes[node].parent)
		chain[depth++] = node;
	while (depth > 0) {
		const struct path_node *part = &tree->nodes[chain[--depth]];

		text_add(path, name_of(tree, part), part->name_length);
		if (depth > 0)
			text_add_char(path, '/');
	}
}
