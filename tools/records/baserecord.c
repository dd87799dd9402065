/* SPDX-License-Identifier: MIT */
#include "records/baserecord.h"

#include <string.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/file.h"
#include "lib/json.h"
#include "records/recordfile.h"
#include "store/results.h"

/* In the order in which they are written: each is newer than those it is made of. The manifest and
 * the configuration, whose names are their digests, stand where NULL does. */
static const char *const parts[] = {"base.json", "base.manifest.json", "base/oci-layout", NULL,
	"base/index.json", "base.facts.json", "base.tree"};

static const char evidence_room[] = "evidence/", blobs_room[] = "base/blobs/sha256/";

enum { PARTS = sizeof parts / sizeof *parts };

/* --- packing ------------------------------------------------------------- */

static void add_file(struct layerfile *archive, const char *directory, const char *part)
{
	_cleanup_free_ char *path = xprintf("%s/%s", directory, part);

	if (access(path, F_OK) < 0)
		return;
	_cleanup_(text_free) struct text text = file_read(path, RECORDFILE_LARGEST);

	recordfile_add(archive, part, text_string(&text), text.length);
}

static void add_blobs(struct layerfile *archive, const char *directory, const struct image *image)
{
	_cleanup_free_ char *manifest = xprintf("%s%s", blobs_room, image->manifest.hex);
	_cleanup_free_ char *config = xprintf("%s%s", blobs_room, file_name(image->config_path));

	add_file(archive, directory, manifest);
	add_file(archive, directory, config);
}

static void add_evidence(
	struct layerfile *archive, const struct store *store, const struct image_layer *layer)
{
	_cleanup_free_ char *path = xprintf("%s%s", evidence_room, layer->digest.hex);
	_cleanup_(text_free) struct text content = {0};

	if (recordfile_evidence(store, &layer->digest, &content))
		recordfile_add(archive, path, text_string(&content), content.length);
}

static bool all_known(const struct store *store, const struct image *image)
{
	for (size_t i = 0; i < image->layer_count; i++) {
		_cleanup_(text_free) struct text content = {0};

		if (!recordfile_evidence(store, &image->layers[i].digest, &content))
			return false;
	}
	return true;
}

bool baserecord_pack(const struct store *store, const char *directory, const struct image *image,
	struct digest *digest)
{
	*digest = (struct digest){0};
	if (!all_known(store, image))
		return false;
	_cleanup_json_ json_t *formats =
		json_pack("{s:i}", "inspect", results_version(STAGE_inspect));
	_cleanup_(newfile_abandon) struct newfile file = store_create(store);
	struct layerfile archive;

	layerfile_begin(&archive, &file);
	recordfile_add_json(&archive, "versions.json", formats);
	for (size_t i = 0; i < PARTS; i++) {
		if (parts[i])
			add_file(&archive, directory, parts[i]);
		else
			add_blobs(&archive, directory, image);
	}
	for (size_t i = 0; i < image->layer_count; i++)
		add_evidence(&archive, store, &image->layers[i]);
	*digest = layerfile_end(&archive).digest;
	store_commit(store, &file, digest, false);
	return true;
}

/* --- unpacking ----------------------------------------------------------- */

struct unpacking {
	const struct store *store;
	const char *directory;
	bool current; /* what is known of layers has the form that is read here */
	struct layout layout;
	struct image image;
};

static void unpacking_free(struct unpacking *unpacking)
{
	image_free(&unpacking->image);
	layout_close(&unpacking->layout);
}

/* Whether PATH is one of those that a record may have. */
static bool is_part(const char *path)
{
	struct digest digest;

	for (size_t i = 0; i < PARTS; i++)
		if (parts[i] && strcmp(parts[i], path) == 0)
			return true;
	return starts_with(path, blobs_room) && strlen(path) == strlen(blobs_room) + 64 &&
	       digest_parse(path + strlen(blobs_room), &digest);
}

static void keep_evidence(struct unpacking *unpacking, const char *name, const struct text *content)
{
	struct digest digest;

	if (!unpacking->layout.path) {
		_cleanup_free_ char *path = xprintf("%s/base", unpacking->directory);

		unpacking->layout = layout_open(path);
		unpacking->image = image_load(&unpacking->layout, NULL);
	}
	for (size_t i = 0; digest_parse(name, &digest) && i < unpacking->image.layer_count; i++) {
		const struct image_layer *layer = &unpacking->image.layers[i];

		if (unpacking->current && digest_equal(&digest, &layer->digest))
			recordfile_keep_evidence(unpacking->store, &digest, layer->media_type,
				&layer->diff_id, content);
	}
}

static void take_file(struct unpacking *unpacking, const char *path, const struct text *content)
{
	if (is_part(path)) {
		_cleanup_free_ char *place = xprintf("%s/%s", unpacking->directory, path);

		file_write(place, text_string(content), content->length);
	} else if (starts_with(path, evidence_room)) {
		keep_evidence(unpacking, path + strlen(evidence_room), content);
	} else if (strcmp(path, "versions.json") == 0) {
		_cleanup_json_ json_t *formats = json_loadb(
			text_string(content), content->length, JSON_REJECT_DUPLICATES, NULL);

		unpacking->current = json_integer_value(json_object_get(formats, "inspect")) ==
				     results_version(STAGE_inspect);
	}
}

void baserecord_unpack(
	const struct store *store, const struct digest *digest, const char *directory)
{
	_cleanup_(unpacking_free) struct unpacking unpacking = {
		.store = store, .directory = directory, .layout = {.lock = -1}};
	_cleanup_free_ char *where = xprintf("the record sha256:%s", digest->hex);
	_cleanup_(recordfile_close) struct recordfile record =
		recordfile_open(store, digest, where);
	struct text content = {0};

	for (char *path; recordfile_next(&record, &path, &content); text_free(&content)) {
		take_file(&unpacking, path, &content);
		free(path);
	}
	text_free(&content);
}
