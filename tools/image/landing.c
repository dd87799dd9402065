/* SPDX-License-Identifier: MIT */
#include "image/landing.h"

#include <string.h>

#include "layers/tree.h"
#include "lib/cleanup.h"
#include "lib/die.h"

enum { LARGEST_LIST = 256 << 20, BEFORE_PATH = 5 + 65 };

/* The variable that says where LAYER's files go. */
static const char *variable_of(const struct image_layer *layer)
{
	const char *files = image_layer_annotation(layer, ANNOTATION_FILES);

	if (image_layer_annotation(layer, ANNOTATION_WHEELS) ||
		(files && strcmp(files, "virtual environment") == 0))
		return "PYLOCK_PREFIX";
	if (image_layer_annotation(layer, ANNOTATION_OVERLAY))
		return "PYLOCK_FILES";
	return files ? "PYLOCK_DOCUMENTS" : "PYLOCK_PYTHON_FROM";
}

/* Where PATH leads in the base alone; NULL when nowhere. The caller frees. */
static char *follow(const struct basetree *base, const char *path)
{
	const struct tree tree = {.base = base};

	return tree_resolve(&tree, path, true);
}

_Noreturn static void die_on_the_way(const struct basetree *base, const struct image_layer *layer,
	const char *path, const char *obstacle, const struct base_entry *entry)
{
	_cleanup_free_ char *real = follow(base, obstacle);

	if (entry->kind == BASE_LINK)
		die(EXIT_NO, "%s: /%s goes through /%s, which the base has as a link to %s%s%s",
			variable_of(layer), path, obstacle, entry->text,
			real ? ": write a path that begins with /" : "", real ? real : "");
	die(EXIT_NO, "%s: /%s lies below /%s, which the base has as a file", variable_of(layer),
		path, obstacle);
}

/* The directories above PATH, up to the first that the base does not have. */
static void check_way(
	const struct basetree *base, const struct image_layer *layer, const char *path)
{
	_cleanup_free_ char *part = xstrdup(path);

	for (char *slash = strchr(part, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		struct base_entry entry = basetree_find(base, part);

		if (entry.kind == BASE_NOTHING)
			return;
		if (entry.kind != BASE_DIRECTORY)
			die_on_the_way(base, layer, path, part, &entry);
		*slash = '/';
	}
}

static void check_path(
	const struct basetree *base, const struct image_layer *layer, const char *path)
{
	struct base_entry entry = basetree_find(base, path);
	_cleanup_free_ char *real = entry.kind == BASE_LINK ? follow(base, path) : NULL;

	if (entry.kind == BASE_DIRECTORY ||
		(real && basetree_find(base, real).kind == BASE_DIRECTORY))
		die(EXIT_NO, "%s: /%s is no directory, but the base has one there (/%s)",
			variable_of(layer), path, real ? real : path);
}

/* LIST has the lines that collision.h describes; those of a directory mostly stand together. */
static void check_list(const struct basetree *base, const struct image_layer *layer, char *list)
{
	const char *last = "";
	size_t last_length = 0;
	char *line;

	while ((line = strsep(&list, "\n"))) {
		const char *path = line + BEFORE_PATH, *slash;

		if (strlen(line) <= BEFORE_PATH)
			continue;
		slash = strrchr(path, '/');
		size_t length = slash ? (size_t)(slash - path) : 0;

		if (length != last_length || memcmp(path, last, length) != 0)
			check_way(base, layer, path);
		last = path;
		last_length = length;
		check_path(base, layer, path);
	}
}

void landing_check(const struct basetree *base, const struct blobs *blobs,
	const struct image_layer *layers, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		_cleanup_(text_free) struct text list = {0};
		const char *overlay = image_layer_annotation(&layers[i], ANNOTATION_OVERLAY);

		if (!overlay && *layers[i].files.hex &&
			blobs_read(blobs, &layers[i].files, LARGEST_LIST, &list) && list.length > 0)
			check_list(base, &layers[i], list.bytes);
	}
}
