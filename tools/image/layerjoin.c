/* SPDX-License-Identifier: MIT */
#include "image/layerjoin.h"

#include <stdlib.h>
#include <string.h>

#include "image/layerread.h"
#include "image/mediatype.h"
#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/json.h"

bool layer_is_joinable(const struct image_layer *layer)
{
	return image_layer_annotation(layer, ANNOTATION_FILES) != NULL;
}

static enum tar_type type_of(const struct layer_entry *entry, const char *where)
{
	switch (entry->kind) {
	case LAYER_FILE:
		return TAR_FILE;
	case LAYER_DIRECTORY:
		return TAR_DIRECTORY;
	case LAYER_SYMLINK:
		return TAR_SYMLINK;
	case LAYER_HARDLINK:
		return TAR_HARDLINK;
	default:
		die(EXIT_NO, "%s: %s: neither a file, a directory nor a link", where, entry->path);
	}
}

/* What the layers have at a path: the last of them counts. */
struct place {
	char *path;
	size_t layer; /* the last layer that has the path */
	uint32_t mode, uid, gid;
	bool is_directory, is_written;
};

struct joining {
	struct layerfile *out;
	struct place *places; /* sorted by path, each path once, after collect() */
	size_t count, capacity;
};

static void joining_free(struct joining *joining)
{
	for (size_t i = 0; i < joining->count; i++)
		free(joining->places[i].path);
	free(joining->places);
}

static int by_path(const void *a, const void *b)
{
	const struct place *one = a, *other = b;
	int order = strcmp(one->path, other->path);

	return order ? order : (one->layer > other->layer) - (one->layer < other->layer);
}

static void note_entry(struct joining *joining, const struct layer_entry *entry, size_t layer)
{
	if (joining->count == joining->capacity) {
		joining->capacity = joining->capacity ? 2 * joining->capacity : 256;
		joining->places =
			xrealloc(joining->places, joining->capacity, sizeof *joining->places);
	}
	joining->places[joining->count++] = (struct place){
		.path = xstrdup(entry->path),
		.layer = layer,
		.mode = entry->mode,
		.uid = entry->uid,
		.gid = entry->gid,
		.is_directory = entry->kind == LAYER_DIRECTORY,
	};
}

/* Of the places noted for one path the last one stays. */
static void sort_places(struct joining *joining)
{
	size_t kept = 0;

	if (joining->count)
		qsort(joining->places, joining->count, sizeof *joining->places, by_path);
	for (size_t i = 0; i < joining->count; i++) {
		if (kept && strcmp(joining->places[kept - 1].path, joining->places[i].path) == 0)
			free(joining->places[--kept].path);
		joining->places[kept++] = joining->places[i];
	}
	joining->count = kept;
}

static struct place *place_of(const struct joining *joining, const char *path)
{
	size_t low = 0, high = joining->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(joining->places[middle].path, path);

		if (order == 0)
			return &joining->places[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

/* Writes the entry, unless a later layer has something else at its path. A directory is written
 * once, where it is met first, as the last layer has it: there are readers that refuse a path that
 * comes twice. */
static void add_entry(struct joining *joining, struct layer_reader *reader,
	const struct layer_entry *entry, size_t number, const char *where)
{
	static char buffer[1 << 16];
	struct place *place = place_of(joining, entry->path);
	size_t length;

	/* Of a layer that has changed since it was noted; its digest will say so. */
	if (!place)
		return;
	bool is_directory = entry->kind == LAYER_DIRECTORY && place->is_directory;

	if (place->is_written || (place->layer != number && !is_directory))
		return;
	const struct tar_entry header = {
		.path = entry->path,
		.link = *entry->link ? entry->link : NULL,
		.type = type_of(entry, where),
		.mode = place->mode,
		.uid = place->uid,
		.gid = place->gid,
		.size = entry->size,
	};

	layerfile_entry(joining->out, &header);
	while (entry->size > 0 && (length = layer_read(reader, buffer, sizeof buffer)) > 0)
		layerfile_add(joining->out, buffer, length);
	place->is_written = true;
}

/* Reads a layer: to write it when there is something to write to, else to note what it has. */
static void read_layer(struct joining *joining, size_t number, const struct image_layer *from,
	const struct blob *blob)
{
	_cleanup_(layer_close) struct layer_reader *reader =
		layer_open(blob->path, from->media_type, from->source);
	struct layer_entry entry;

	while (layer_next(reader, &entry)) {
		if (*entry.path && joining->out)
			add_entry(joining, reader, &entry, number, from->source);
		else if (*entry.path)
			note_entry(joining, &entry, number);
	}
	struct layer_descriptor found = layer_finish(reader);

	if (!digest_equal(&found.digest, &from->digest) ||
		!digest_equal(&found.diff_id, &from->diff_id))
		die(EXIT_NO, "%s: %s is not what it says", from->source, blob->path);
}

static json_t *join_annotations(const struct image_layer *const *layers, size_t count)
{
	_cleanup_(text_free) struct text names = {0};
	bool overlay = false;

	for (size_t i = 0; i < count; i++) {
		text_printf(&names, "%s%s", i ? ", " : "",
			image_layer_annotation(layers[i], ANNOTATION_FILES));
		overlay = overlay || image_layer_annotation(layers[i], ANNOTATION_OVERLAY);
	}
	return json_pack("{s:s, s:s*}", ANNOTATION_FILES, text_string(&names), ANNOTATION_OVERLAY,
		overlay ? "true" : NULL);
}

struct image_layer layers_join(const struct blobs *blobs, const struct image_layer *const *layers,
	const struct blob *const *found, size_t count)
{
	_cleanup_(newfile_abandon) struct newfile file = store_create(&blobs->store);
	_cleanup_(layerfile_free) struct layerfile layer;

	_cleanup_(joining_free) struct joining joining = {0};

	for (size_t i = 0; i < count; i++)
		read_layer(&joining, i, layers[i], found[i]);
	sort_places(&joining);
	layerfile_begin(&layer, &file);
	joining.out = &layer;
	for (size_t i = 0; i < count; i++)
		read_layer(&joining, i, layers[i], found[i]);
	struct layer_descriptor made = layerfile_end(&layer);

	store_commit(&blobs->store, &file, &made.digest, false);
	return (struct image_layer){
		.source = xstrdup(layers[0]->source),
		.media_type = media_type_oci("application/vnd.oci.image.layer.v1.tar+gzip"),
		.digest = made.digest,
		.diff_id = made.diff_id,
		.size = made.size,
		.annotations = join_annotations(layers, count),
	};
}
