/* SPDX-License-Identifier: MIT */
#include "evidence/wheelfiles.h"

#include <stdlib.h>
#include <string.h>

#include "layers/bytecode.h"
#include "layers/install.h"
#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/file.h"
#include "lib/json.h"

enum { LARGEST_LIST = 256 << 20 };

/* A file of a wheel that is not in the image so. */
struct difference {
	json_t *wheel;
	const char *kind; /* changed or missing */
	char *path;
	uint32_t node;  /* what is at the path; TREE_NONE: nothing */
	bool of_record; /* is the wheel's RECORD */
};

struct comparison {
	const struct wheelfiles *image;
	uint8_t *reasons; /* for each node of the tree why it is there */
	struct difference *differences;
	size_t count, bytecode;
	struct inflate *inflate;
};

enum reason {
	OF_WHEEL = 1, /* a wheel has this file */
	OF_LIST = 2,  /* a list has it */
	COMPILED = 4, /* it belongs to a wheel of which .pyc files were made */
};

/* --- one file ----------------------------------------------------------------- */

static struct digest digest_of(const struct installed *file, struct inflate *inflate)
{
	struct inflate_piece piece;
	struct sha256 hash;

	if (!file->entry)
		return sha256_of(file->content.bytes, file->content.length);
	sha256_begin(&hash);
	inflate_begin(inflate, &file->wheel->zip, file->entry);
	while (inflate_next(inflate, &piece))
		sha256_add(&hash, piece.plain, piece.plain_length);
	return sha256_end(&hash);
}

/* The wheel's RECORD is believed where it agrees, since the wheel is the lock's; else the bytes
 * count. */
static bool is_same(const struct file *found, const struct installed *file, struct inflate *inflate)
{
	if (found->kind != FILE_REGULAR || !found->digest || found->mode != file->mode)
		return false;
	if (file->hash.algorithm == RECORD_SHA256 &&
		memcmp(record_hash_digest(&file->hash).hex, found->digest, 64) == 0)
		return true;
	return memcmp(digest_of(file, inflate).hex, found->digest, 64) == 0;
}

static void differs(struct comparison *comparison, const struct difference *difference)
{
	comparison->differences = xrealloc(
		comparison->differences, comparison->count + 1, sizeof *comparison->differences);
	comparison->differences[comparison->count++] = *difference;
}

static void compare_file(struct comparison *comparison, const struct installed *file,
	const struct origin *origin, json_t *wheel, bool of_record)
{
	const struct filesystem *filesystem = comparison->image->filesystem;
	_cleanup_free_ char *path = installed_path(file);
	uint32_t node = pathtree_find(&filesystem->tree, path);
	const struct file *found = node == TREE_NONE ? NULL : filesystem_file(filesystem, node);

	if (found && is_same(found, file, comparison->inflate)) {
		comparison->reasons[node] |= OF_WHEEL | (origin->compiled ? COMPILED : 0);
		return;
	}
	if (found && origin->compiled && bytecode_is(path))
		return; /* one of the wheel's own gives way to what was compiled */
	differs(comparison, &(struct difference){.wheel = wheel,
				    .kind = found ? "changed" : "missing",
				    .path = steal(&path),
				    .node = found ? node : TREE_NONE,
				    .of_record = of_record});
}

/* --- a wheel, and a list -------------------------------------------------------- */

static void compare_wheel(
	struct comparison *comparison, const struct origin *origin, json_t *result)
{
	const struct wheelfiles *image = comparison->image;
	_cleanup_free_ char *path = store_path(image->store, &origin->digest);

	json_object_set_new(
		result, "filename", json_lossy(origin->filename, strlen(origin->filename)));
	json_object_set_new(result, "sha256", json_string(origin->digest.hex));
	if (!store_has(image->store, &origin->digest, NULL)) {
		json_object_set_new(result, "absent", json_true());
		return;
	}
	_cleanup_(wheel_close) struct wheel *wheel =
		wheel_open(path, origin->filename, image->allowance, comparison->inflate);
	_cleanup_(installation_free) struct installation installation =
		install_wheel(wheel, image->environment, comparison->inflate);

	json_object_set_new(result, "name", json_string(wheel->name));
	json_object_set_new(result, "files", json_integer((json_int_t)installation.count));
	json_object_set_new(result, "changed", json_array());
	json_object_set_new(result, "missing", json_array());
	for (size_t i = 0; i < installation.count; i++)
		compare_file(comparison, &installation.files[i], origin, result,
			i + 1 == installation.count);
}

/* What a list says of the file that is there: the bytes of a file, or where a link leads. */
static bool is_listed(const struct file *found, const char *mode, const char *digest)
{
	if (found->kind == FILE_SYMLINK)
		return memcmp(sha256_of(found->link, strlen(found->link)).hex, digest, 64) == 0;
	return found->kind == FILE_REGULAR && found->digest &&
	       found->mode == strtoul(mode, NULL, 8) && memcmp(found->digest, digest, 64) == 0;
}

static void take_list(struct comparison *comparison, const struct digest *digest)
{
	const struct filesystem *filesystem = comparison->image->filesystem;
	_cleanup_free_ char *path = store_path(comparison->image->store, digest);

	if (!store_has(comparison->image->store, digest, NULL))
		return; /* then what it has shows as unexplained */
	_cleanup_(text_free) struct text list = file_read(path, LARGEST_LIST);

	for (char *rest = list.bytes, *line; rest && (line = strsep(&rest, "\n")) != NULL;) {
		const char *mode = strsep(&line, " "), *hash = line ? strsep(&line, " ") : NULL;
		uint32_t node = line ? pathtree_find(&filesystem->tree, line) : TREE_NONE;
		const struct file *found =
			node == TREE_NONE ? NULL : filesystem_file(filesystem, node);

		if (found && strlen(hash) == 64 && is_listed(found, mode, hash))
			comparison->reasons[node] |= OF_LIST;
	}
}

/* --- what is left ---------------------------------------------------------------- */

static void list(json_t *paths, const char *path)
{
	if (json_array_size(paths) < WHEELFILES_MOST_LISTED)
		json_array_append_new(paths, json_lossy(path, strlen(path)));
}

/* Whether the wheel has a file in whose place another's is, so that its RECORD lost the row. */
static bool gives_way(const struct comparison *comparison, const json_t *wheel)
{
	for (size_t i = 0; i < comparison->count; i++) {
		const struct difference *difference = &comparison->differences[i];

		if (difference->wheel == wheel && !difference->of_record &&
			difference->node != TREE_NONE && comparison->reasons[difference->node])
			return true;
	}
	return false;
}

static void settle_differences(struct comparison *comparison, const struct origins *origins)
{
	for (size_t i = 0; i < comparison->count; i++) {
		struct difference *difference = &comparison->differences[i];
		uint8_t *reason = difference->node == TREE_NONE
					  ? NULL
					  : &comparison->reasons[difference->node];
		bool compiled = false;
		const char *sha256 =
			json_string_value(json_object_get(difference->wheel, "sha256"));

		for (size_t k = 0; k < origins->count && !compiled; k++)
			compiled = origins->list[k].compiled &&
				   strcmp(origins->list[k].digest.hex, sha256) == 0;
		if (difference->of_record && reason &&
			(compiled || gives_way(comparison, difference->wheel)))
			*reason |= OF_WHEEL; /* its rows were compared with the files otherwise */
		else if (!reason || !*reason || difference->of_record)
			list(json_object_get(difference->wheel, difference->kind),
				difference->path);
		if (reason && !*reason)
			*reason = OF_WHEEL; /* said once is enough */
	}
}

/* Whether PATH is a .pyc of a .py file of a wheel of which such were made. */
static bool was_compiled(const struct comparison *comparison, const char *path)
{
	if (!bytecode_is(path))
		return false;
	_cleanup_free_ char *source = bytecode_source(path);
	uint32_t node = pathtree_find(&comparison->image->filesystem->tree, source);

	return node != TREE_NONE && (comparison->reasons[node] & COMPILED);
}

static void find_unexplained(
	struct comparison *comparison, const struct origins *origins, json_t *unexplained)
{
	const struct wheelfiles *image = comparison->image;
	_cleanup_(text_free) struct text path = {0};

	for (uint32_t node = 1; node < image->filesystem->tree.count; node++) {
		const struct file *file = filesystem_file(image->filesystem, node);

		if (!file || comparison->reasons[node] ||
			origins_have_layer(origins, &image->image->layers[file->layer].digest))
			continue;
		pathtree_path(&image->filesystem->tree, node, &path);
		if (was_compiled(comparison, text_string(&path)))
			comparison->bytecode++;
		else
			list(unexplained, text_string(&path));
	}
}

/* Layers of ours remove nothing, and what wheels have belongs to root. */
static void find_unwanted(
	struct comparison *comparison, const struct evidence *evidence, json_t *unexplained)
{
	const struct pathtree *tree = &comparison->image->filesystem->tree;
	struct evidence_item item;

	for (size_t position = 0; evidence_next(evidence, &position, &item);) {
		bool removes = item.kind == EVIDENCE_WHITEOUT || item.kind == EVIDENCE_OPAQUE;
		uint32_t node =
			item.kind == EVIDENCE_OWNER ? pathtree_find(tree, item.path) : TREE_NONE;

		if (removes || (node != TREE_NONE && (comparison->reasons[node] & OF_WHEEL)))
			list(unexplained, item.path);
	}
}

json_t *wheelfiles_compare(const struct wheelfiles *image, const struct origins *origins)
{
	_cleanup_(inflate_free) struct inflate *inflate = inflate_new();
	_cleanup_free_ uint8_t *reasons = xalloc(image->filesystem->tree.count, sizeof *reasons);
	struct comparison comparison = {.image = image, .reasons = reasons, .inflate = inflate};
	json_t *wheels = json_array(), *unexplained = json_array();

	for (size_t i = 0; i < origins->count; i++) {
		const struct origin *origin = &origins->list[i];
		json_t *wheel = origin->kind == ORIGIN_WHEEL ? json_object() : NULL;

		if (origin->kind == ORIGIN_LIST)
			take_list(&comparison, &origin->digest);
		if (!wheel)
			continue;
		json_array_append_new(wheels, wheel);
		compare_wheel(&comparison, origin, wheel);
	}
	settle_differences(&comparison, origins);
	find_unexplained(&comparison, origins, unexplained);
	for (size_t i = 0; i < image->image->layer_count; i++)
		if (!origins_have_layer(origins, &image->image->layers[i].digest))
			find_unwanted(&comparison, &image->layers[i].evidence, unexplained);
	for (size_t i = 0; i < comparison.count; i++)
		free(comparison.differences[i].path);
	free(comparison.differences);
	return json_pack("{s:o, s:I, s:o, s:I}", "wheels", wheels, "bytecode",
		(json_int_t)comparison.bytecode, "unexplained", unexplained, "known",
		(json_int_t)origins_known(origins));
}
