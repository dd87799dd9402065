#include "layerjoin.h"

#include "cleanup.h"
#include "die.h"
#include "json.h"
#include "layerread.h"
#include "mediatype.h"

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

static void add_entry(struct layerfile *layer, struct layer_reader *reader, const struct layer_entry *entry,
	const char *where)
{
	static char buffer[1 << 16];
	size_t length;
	const struct tar_entry header = {
		.path = entry->path,
		.link = *entry->link ? entry->link : NULL,
		.type = type_of(entry, where),
		.mode = entry->mode,
		.uid = entry->uid,
		.gid = entry->gid,
		.size = entry->size,
	};

	layerfile_entry(layer, &header);
	while (entry->size > 0 && (length = layer_read(reader, buffer, sizeof buffer)) > 0)
		layerfile_add(layer, buffer, length);
}

static void add_layer(struct layerfile *layer, const struct image_layer *from, const struct blob *blob)
{
	_cleanup_(layer_close) struct layer_reader *reader =
		layer_open(blob->path, from->media_type, from->source);
	struct layer_entry entry;

	while (layer_next(reader, &entry))
		if (*entry.path)
			add_entry(layer, reader, &entry, from->source);
	struct layer_descriptor found = layer_finish(reader);

	if (!digest_equal(&found.digest, &from->digest) || !digest_equal(&found.diff_id, &from->diff_id))
		die(EXIT_NO, "%s: %s is not what it says", from->source, blob->path);
}

static json_t *join_annotations(const struct image_layer *const *layers, size_t count)
{
	_cleanup_(text_free) struct text names = {0};
	bool overlay = false;

	for (size_t i = 0; i < count; i++) {
		text_printf(
			&names, "%s%s", i ? ", " : "", image_layer_annotation(layers[i], ANNOTATION_FILES));
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

	layerfile_begin(&layer, &file);
	for (size_t i = 0; i < count; i++)
		add_layer(&layer, layers[i], found[i]);
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
