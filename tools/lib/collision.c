#include "collision.h"

#include <string.h>

#include "cleanup.h"
#include "die.h"
#include "layerread.h"
#include "pathtree.h"

enum { LARGEST_LIST = 32 << 20 };

/* A node's value is its layer and, of an empty file, the mode. */
enum { NOT_EMPTY = 0xffff };

struct check {
	const struct image_layer *layers;
	struct pathtree tree;
};

static uint32_t value_of(size_t layer, unsigned empty_mode)
{
	return (uint32_t)(layer << 16 | empty_mode);
}

static size_t layer_of(const struct check *check, uint32_t node)
{
	return check->tree.nodes[node].value >> 16;
}

static unsigned empty_mode_of(const struct check *check, uint32_t node)
{
	return check->tree.nodes[node].value & 0xffff;
}

static const char *owner(const struct check *check, size_t layer)
{
	const char *wheels = image_layer_annotation(&check->layers[layer], ANNOTATION_WHEELS);

	const char *files = image_layer_annotation(&check->layers[layer], ANNOTATION_FILES);

	return wheels ? wheels : files ? files : check->layers[layer].source;
}

static bool is_below(const struct pathtree *tree, uint32_t node, uint32_t directory)
{
	while (node != TREE_ROOT && node != directory)
		node = tree->nodes[node].parent;
	return node == directory;
}

/* A layer that needs the directory. */
static size_t layer_below(const struct check *check, uint32_t directory)
{
	uint32_t node = directory;

	while (node < check->tree.count &&
		(check->tree.nodes[node].value == TREE_NONE || !is_below(&check->tree, node, directory)))
		node++;
	return layer_of(check, node);
}

static _Noreturn void die_of_kinds(
	const struct check *check, const char *path, size_t file_layer, size_t directory_layer)
{
	die(EXIT_NO, "%s: a file in %s, a directory in %s", path, owner(check, file_layer),
		owner(check, directory_layer));
}

/* Dies when there is no way to PATH, because a file stands on it. */
static void check_way(const struct check *check, size_t layer, const char *path)
{
	uint32_t node = pathtree_obstacle(&check->tree, path);

	if (node != TREE_NONE) {
		_cleanup_(text_free) struct text file = {0};

		pathtree_path(&check->tree, node, &file);
		die_of_kinds(check, text_string(&file), layer_of(check, node), layer);
	}
}

static void add_file(struct check *check, size_t layer, const char *path, unsigned empty_mode)
{
	uint32_t node = pathtree_find(&check->tree, path);

	if (node == TREE_NONE) {
		check_way(check, layer, path);
		pathtree_put(&check->tree, path, false, value_of(layer, empty_mode));
		return;
	}
	if (check->tree.nodes[node].directory)
		die_of_kinds(check, path, layer, layer_below(check, node));
	if (layer_of(check, node) != layer &&
		(empty_mode == NOT_EMPTY || empty_mode != empty_mode_of(check, node)))
		die(EXIT_NO, "%s: both in %s and in %s", path, owner(check, layer_of(check, node)),
			owner(check, layer));
}

static void add_directory(struct check *check, size_t layer, const char *path)
{
	uint32_t node = pathtree_find(&check->tree, path);

	if (node == TREE_NONE) {
		check_way(check, layer, path);
		pathtree_put(&check->tree, path, true, value_of(layer, NOT_EMPTY));
	} else if (!check->tree.nodes[node].directory) {
		die_of_kinds(check, path, layer_of(check, node), layer);
	}
}

/* --- from a list --------------------------------------------------------- */

/* Whether PATH is one that a list may have. */
static bool is_clean(const char *path)
{
	const char *name = path;

	if (strlen(path) > LAYER_LONGEST_PATH)
		return false;
	while (true) {
		size_t length = strcspn(name, "/");

		if (length == 0 || (length == 1 && name[0] == '.') || strncmp(name, "../", 3) == 0 ||
			strcmp(name, "..") == 0)
			return false;
		if (!name[length])
			return !starts_with(name, ".wh.");
		name += length + 1;
	}
}

static void add_line(struct check *check, size_t layer, const char *line)
{
	static const char empty[] = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
	enum { DIGEST = 5, PATH = DIGEST + 65 };

	if (strspn(line, "01234567") != 4 || line[4] != ' ' ||
		strspn(line + DIGEST, "0123456789abcdef") != 64 || line[PATH - 1] != ' ' ||
		!is_clean(line + PATH))
		die(EXIT_NO, "%s: its list of files has the line '%s'", check->layers[layer].source, line);
	bool is_empty = strncmp(line + DIGEST, empty, 64) == 0;

	add_file(check, layer, line + PATH, is_empty ? (unsigned)strtoul(line, NULL, 8) : NOT_EMPTY);
}

static void add_list(struct check *check, size_t layer, struct text *list)
{
	char *next = list->bytes, *line;

	if (list->length > 0 && strlen(next) != list->length)
		die(EXIT_NO, "%s: its list of files has a NUL", check->layers[layer].source);
	while ((line = strsep(&next, "\n")))
		if (*line)
			add_line(check, layer, line);
}

/* --- from the layer itself ----------------------------------------------- */

static void add_entry(struct check *check, size_t layer, const struct layer_entry *entry)
{
	bool is_empty = entry->kind == LAYER_FILE && entry->size == 0;

	switch (entry->kind) {
	case LAYER_WHITEOUT:
	case LAYER_OPAQUE:
		die(EXIT_NO, "%s: %s: a layer of packages would delete this", owner(check, layer),
			entry->path);
	case LAYER_DIRECTORY:
		add_directory(check, layer, entry->path);
		break;
	default:
		add_file(check, layer, entry->path, is_empty ? entry->mode : NOT_EMPTY);
	}
}

static void add_archive(struct check *check, size_t layer, const char *path)
{
	const struct image_layer *descriptor = &check->layers[layer];
	_cleanup_(layer_close) struct layer_reader *reader =
		layer_open(path, descriptor->media_type, descriptor->source);
	struct layer_entry entry;

	while (layer_next(reader, &entry))
		add_entry(check, layer, &entry);
	struct digest unpacked = layer_finish(reader).diff_id;

	if (!digest_equal(&unpacked, &descriptor->diff_id))
		die(EXIT_NO, "%s: .diffID: sha256:%s, but its blob unpacks to sha256:%s", descriptor->source,
			descriptor->diff_id.hex, unpacked.hex);
}

static bool is_overlay(const struct image_layer *layer)
{
	const char *overlay = image_layer_annotation(layer, ANNOTATION_OVERLAY);

	return overlay && strcmp(overlay, "true") == 0;
}

void collisions_check(const struct blobs *blobs, const struct image_layer *layers,
	const struct blob *blobs_of_layers, size_t count)
{
	struct check check = {.layers = layers};

	pathtree_begin(&check.tree);
	for (size_t i = 0; i < count; i++) {
		_cleanup_(text_free) struct text list = {0};

		if (is_overlay(&layers[i]))
			continue;
		if (*layers[i].files.hex && blobs_read(blobs, &layers[i].files, LARGEST_LIST, &list))
			add_list(&check, i, &list);
		else
			add_archive(&check, i, blobs_of_layers[i].path);
	}
	pathtree_free(&check.tree);
}
