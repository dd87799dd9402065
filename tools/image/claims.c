/* SPDX-License-Identifier: MIT */
#include "image/claims.h"

#include <string.h>

#include "image/layerread.h"
#include "lib/cleanup.h"
#include "lib/die.h"

enum { LARGEST_LIST = 32 << 20, CHUNK = 1 << 16 };

/* The mode of a claim that equals no other: that of a device or a hard link. */
enum { UNLIKE = 0xffff };

struct claims claims_begin(const struct image_layer *layers)
{
	struct claims claims = {.layers = layers};

	pathtree_begin(&claims.tree);
	return claims;
}

void claims_free(struct claims *claims)
{
	pathtree_free(&claims->tree);
	cleanup_free(&claims->list);
	claims->count = claims->capacity = 0;
}

bool claims_equal(const struct claim *a, const struct claim *b)
{
	return a->mode == b->mode && a->mode != UNLIKE &&
	       memcmp(a->digest, b->digest, sizeof a->digest) == 0;
}

static unsigned nibble(char c)
{
	return (unsigned)(c <= '9' ? c - '0' : c - 'a' + 10);
}

static struct claim claim_of(size_t layer, unsigned mode, const char *hex)
{
	struct claim claim = {.next = NO_CLAIM, .layer = (uint16_t)layer, .mode = (uint16_t)mode};

	for (size_t i = 0; i < sizeof claim.digest; i++)
		claim.digest[i] = (unsigned char)(nibble(hex[2 * i]) << 4 | nibble(hex[2 * i + 1]));
	return claim;
}

static uint32_t keep(struct claims *claims, const struct claim *claim)
{
	if (claims->count == claims->capacity) {
		claims->capacity = 2 * claims->capacity + 1024;
		claims->list = xrealloc(claims->list, claims->capacity, sizeof *claims->list);
	}
	claims->list[claims->count] = *claim;
	return (uint32_t)claims->count++;
}

/* --- files and directories --------------------------------------------------- */

static size_t layer_of(const struct claims *claims, uint32_t node)
{
	return claims->list[claims->tree.nodes[node].value].layer;
}

static bool is_below(const struct pathtree *tree, uint32_t node, uint32_t directory)
{
	while (node != TREE_ROOT && node != directory)
		node = tree->nodes[node].parent;
	return node == directory;
}

/* A layer that has something in the directory. */
static size_t layer_below(const struct claims *claims, uint32_t directory)
{
	uint32_t node = directory;

	while (node < claims->tree.count && (claims->tree.nodes[node].value == TREE_NONE ||
						    !is_below(&claims->tree, node, directory)))
		node++;
	return layer_of(claims, node);
}

/* There has to be a way to PATH: no file stands on it. */
static void check_way(struct claims *claims, size_t layer, const char *path)
{
	uint32_t node = pathtree_obstacle(&claims->tree, path);

	if (node != TREE_NONE) {
		_cleanup_(text_free) struct text file = {0};

		pathtree_path(&claims->tree, node, &file);
		claims->clash(claims->context, text_string(&file), layer_of(claims, node), layer);
	}
}

static void add_file(struct claims *claims, const char *path, struct claim *claim)
{
	uint32_t node = pathtree_find(&claims->tree, path);

	if (node == TREE_NONE) {
		check_way(claims, claim->layer, path);
		pathtree_put(&claims->tree, path, false, keep(claims, claim));
		return;
	}
	if (claims->tree.nodes[node].directory)
		claims->clash(claims->context, path, claim->layer, layer_below(claims, node));
	if (layer_of(claims, node) == claim->layer)
		return;
	claim->next = claims->tree.nodes[node].value;
	claims->tree.nodes[node].value = keep(claims, claim);
}

static void add_directory(struct claims *claims, const char *path, const struct claim *claim)
{
	uint32_t node = pathtree_find(&claims->tree, path);

	if (node == TREE_NONE) {
		check_way(claims, claim->layer, path);
		pathtree_put(&claims->tree, path, true, keep(claims, claim));
	} else if (!claims->tree.nodes[node].directory) {
		claims->clash(claims->context, path, layer_of(claims, node), claim->layer);
	}
}

/* --- from a list ------------------------------------------------------------- */

/* Whether PATH is one that a list may have. */
static bool is_clean(const char *path)
{
	const char *name = path;

	if (strlen(path) > LAYER_LONGEST_PATH)
		return false;
	while (true) {
		size_t length = strcspn(name, "/");

		if (length == 0 || (length == 1 && name[0] == '.') ||
			strncmp(name, "../", 3) == 0 || strcmp(name, "..") == 0)
			return false;
		if (!name[length])
			return !starts_with(name, ".wh.");
		name += length + 1;
	}
}

static void add_line(struct claims *claims, size_t layer, const char *line)
{
	enum { DIGEST = 5, PATH = DIGEST + 65 };

	if (strspn(line, "01234567") != 4 || line[4] != ' ' ||
		strspn(line + DIGEST, "0123456789abcdef") != 64 || line[PATH - 1] != ' ' ||
		!is_clean(line + PATH))
		die(EXIT_NO, "%s: its list of files has the line '%s'",
			claims->layers[layer].source, line);
	struct claim claim = claim_of(layer, (unsigned)strtoul(line, NULL, 8), line + DIGEST);

	add_file(claims, line + PATH, &claim);
}

static void add_list(struct claims *claims, size_t layer, struct text *list)
{
	char *next = list->bytes, *line;

	if (list->length > 0 && strlen(next) != list->length)
		die(EXIT_NO, "%s: its list of files has a NUL", claims->layers[layer].source);
	while ((line = strsep(&next, "\n")))
		if (*line)
			add_line(claims, layer, line);
}

/* --- from the layer itself --------------------------------------------------- */

static struct digest content_digest(struct layer_reader *reader)
{
	struct sha256 hash;
	char buffer[CHUNK];
	size_t length;

	sha256_begin(&hash);
	while ((length = layer_read(reader, buffer, sizeof buffer)) > 0)
		sha256_add(&hash, buffer, length);
	return sha256_end(&hash);
}

static void add_entry(struct claims *claims, size_t layer, struct layer_reader *reader,
	const struct layer_entry *entry)
{
	struct digest digest = sha256_of(entry->link, strlen(entry->link));
	unsigned mode = UNLIKE;

	if (entry->kind == LAYER_WHITEOUT || entry->kind == LAYER_OPAQUE)
		die(EXIT_NO, "%s: %s: a layer of packages would delete this",
			image_layer_contents(&claims->layers[layer]), entry->path);
	if (entry->kind == LAYER_SYMLINK)
		mode = 0777;
	if (entry->kind == LAYER_FILE) {
		digest = content_digest(reader);
		mode = entry->mode;
	}
	struct claim claim = claim_of(layer, mode, digest.hex);

	if (entry->kind == LAYER_DIRECTORY)
		add_directory(claims, entry->path, &claim);
	else
		add_file(claims, entry->path, &claim);
}

static void add_archive(struct claims *claims, size_t layer, const char *path)
{
	const struct image_layer *descriptor = &claims->layers[layer];
	_cleanup_(layer_close) struct layer_reader *reader =
		layer_open(path, descriptor->media_type, descriptor->source);
	struct layer_entry entry;

	while (layer_next(reader, &entry))
		add_entry(claims, layer, reader, &entry);
	struct digest unpacked = layer_finish(reader).diff_id;

	if (!digest_equal(&unpacked, &descriptor->diff_id))
		die(EXIT_NO, "%s: .diffID: sha256:%s, but its blob unpacks to sha256:%s",
			descriptor->source, descriptor->diff_id.hex, unpacked.hex);
}

void claims_add(
	struct claims *claims, const struct blobs *blobs, size_t layer, const struct blob *blob)
{
	const struct image_layer *descriptor = &claims->layers[layer];
	_cleanup_(text_free) struct text list = {0};

	if (*descriptor->files.hex && blobs_read(blobs, &descriptor->files, LARGEST_LIST, &list)) {
		add_list(claims, layer, &list);
		return;
	}
	blobs_require(blobs, &descriptor, &blob, 1);
	add_archive(claims, layer, blob->path);
}
