/* SPDX-License-Identifier: MIT */
#include "image/layeredit.h"

#include <string.h>

#include "image/layerread.h"
#include "layers/leftout.h"
#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/json.h"
#include "store/key.h"
#include "store/results.h"

enum { CHUNK = 1 << 16 };

void layer_edit_free(struct layer_edit *edit)
{
	for (size_t i = 0; i < edit->count; i++)
		text_free(&edit->files[i].content);
	cleanup_free(&edit->files);
	edit->count = 0;
}

static const struct text *new_content(const struct layer_edit *edit, const char *path)
{
	for (size_t i = 0; i < edit->count; i++)
		if (strcmp(edit->files[i].path, path) == 0)
			return &edit->files[i].content;
	return NULL;
}

static void copy_content(struct layerfile *file, struct layer_reader *reader)
{
	char buffer[CHUNK];
	size_t length;

	while ((length = layer_read(reader, buffer, sizeof buffer)) > 0)
		layerfile_add(file, buffer, length);
}

static void write_entry(struct layerfile *file, struct layer_reader *reader,
	const struct layer_entry *entry, const struct layer_edit *edit, const char *where)
{
	const struct text *content = new_content(edit, entry->path);
	struct tar_entry header = {.path = entry->path, .mode = entry->mode};

	if (entry->kind == LAYER_FILE)
		header.type = TAR_FILE;
	else if (entry->kind == LAYER_DIRECTORY)
		header.type = TAR_DIRECTORY;
	else
		die(EXIT_NO, "%s: %s: neither a file nor a directory, in a layer of packages",
			where, entry->path);
	header.size = content ? content->length : entry->size;
	layerfile_entry(file, &header);
	if (content && content->length > 0)
		layerfile_add(file, content->bytes, content->length);
	else if (!content && entry->kind == LAYER_FILE && entry->size > 0)
		copy_content(file, reader);
}

static json_t *make(const struct layer_edit *edit, const struct store *store,
	const struct image_layer *layer, const struct blob *blob)
{
	_cleanup_(layer_close) struct layer_reader *reader =
		layer_open(blob->path, layer->media_type, layer->source);
	_cleanup_(newfile_abandon) struct newfile file = store_create(store);
	_cleanup_(layerfile_free) struct layerfile out;
	struct layer_entry entry;

	layerfile_begin(&out, &file);
	while (layer_next(reader, &entry))
		if (entry.kind != LAYER_FILE || !leftout_has(edit->left_out, entry.path))
			write_entry(&out, reader, &entry, edit, layer->source);
	struct digest read = layer_finish(reader).digest;

	if (!digest_equal(&read, &layer->digest))
		die(EXIT_NO, "%s: its blob is sha256:%s", layer->source, read.hex);
	struct layer_descriptor descriptor = layerfile_end(&out);

	store_commit(store, &file, &descriptor.digest, false);
	return layer_descriptor_json(&descriptor, NULL);
}

static struct digest key_of(const struct layer_edit *edit, const struct image_layer *layer)
{
	_cleanup_(key_free) struct key key = results_key(STAGE_owned);
	_cleanup_(text_free) struct text paths = {0};

	for (size_t i = 0; i < edit->left_out->count; i++)
		text_printf(&paths, "%s\n", edit->left_out->items[i]);
	for (size_t i = 0; i < edit->count; i++)
		text_printf(&paths, "%s %s\n",
			sha256_of(
				text_string(&edit->files[i].content), edit->files[i].content.length)
				.hex,
			edit->files[i].path);
	key_add(&key, "layer", layer->digest.hex);
	key_add(&key, "edit", sha256_of(text_string(&paths), paths.length).hex);
	return key_end(&key, NULL);
}

void layer_edit(const struct layer_edit *edit, const struct store *store, struct image_layer *layer,
	struct blob *blob)
{
	static const char *const members[] = {"digest", NULL};
	struct digest key = key_of(edit, layer);
	_cleanup_json_ json_t *result = results_recall(store, STAGE_owned, &key, members);

	if (!result) {
		result = make(edit, store, layer, blob);
		results_keep(store, STAGE_owned, &key, result);
	}
	layer->media_type = "application/vnd.oci.image.layer.v1.tar+gzip";
	layer->size = json_want_size(result, "size", layer->source);
	layer->files = (struct digest){0};
	if (!digest_parse(json_want_string(result, "digest", layer->source), &layer->digest) ||
		!digest_parse(json_want_string(result, "diffID", layer->source), &layer->diff_id))
		die(EXIT_NO, "%s: a result of the store has no digest", layer->source);
	blob_free(blob);
	*blob = (struct blob){BLOB_IN_STORE, store_path(store, &layer->digest)};
}

void layer_edit_require(const struct blobs *blobs, const struct image_layer *layers,
	const struct blob *found, const struct stringlist *left_out, size_t count)
{
	_cleanup_free_ const struct image_layer **wanted = xalloc(count + 1, sizeof *wanted);
	_cleanup_free_ const struct blob **places = xalloc(count + 1, sizeof *places);
	size_t wanted_count = 0;

	for (size_t i = 0; i < count; i++) {
		const char *wheels = image_layer_annotation(&layers[i], ANNOTATION_WHEELS);
		bool edited = false;

		for (size_t k = 0; wheels && k < count && !edited; k++) {
			const char *others = image_layer_annotation(&layers[k], ANNOTATION_WHEELS);

			edited = left_out[k].count > 0 && others && strcmp(others, wheels) == 0;
		}
		if (!edited)
			continue;
		wanted[wanted_count] = &layers[i];
		places[wanted_count++] = &found[i];
	}
	blobs_require(blobs, wanted, places, wanted_count);
}
