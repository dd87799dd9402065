/* SPDX-License-Identifier: MIT */
#include "publish/pushset.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "image/imageindex.h"
#include "image/manifest.h"
#include "image/mediatype.h"
#include "image/platform.h"
#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/file.h"
#include "lib/json.h"

enum { MAX_BLOBS = 100000, MAX_NESTING = 4 };

void push_set_free(struct push_set *set)
{
	for (size_t i = 0; i < set->blob_count; i++)
		free(set->blobs[i].path);
	for (size_t i = 0; i < set->manifest_count; i++) {
		free(set->manifests[i].media_type);
		text_free(&set->manifests[i].bytes);
	}
	cleanup_free(&set->blobs);
	cleanup_free(&set->manifests);
	set->blob_count = set->manifest_count = 0;
}

/* --- blobs --------------------------------------------------------------- */

static void check_blob(const struct push_blob *blob)
{
	struct stat status;

	if (lstat(blob->path, &status) < 0)
		die(file_failure(errno), "%s: cannot be read:", blob->path);
	if (!S_ISREG(status.st_mode) || (uint64_t)status.st_size != blob->size)
		die(EXIT_NO, "%s: not of the %" PRIu64 " bytes that its descriptor says",
			blob->path, blob->size);
}

/* Where blobs are: in the layout, or, when that lacks one, in the store. */
struct places {
	const struct layout *layout;
	const struct store *store; /* or NULL */
};

static void find_blob(struct push_blob *blob, const struct places *places)
{
	blob->path = layout_blob(places->layout, &blob->digest);
	if (!places->store || access(blob->path, F_OK) == 0)
		return;
	free(blob->path);
	blob->path = store_path(places->store, &blob->digest);
	blob->absent = !store_has(places->store, &blob->digest, NULL);
}

void push_set_look(struct push_set *set)
{
	for (size_t i = 0; i < set->blob_count; i++) {
		struct push_blob *blob = &set->blobs[i];

		if (!blob->absent || access(blob->path, F_OK) < 0)
			continue;
		blob->absent = false;
		check_blob(blob);
	}
}

static void add_blob(
	struct push_set *set, const struct places *places, const json_t *json, const char *where)
{
	struct descriptor descriptor = descriptor_read(json, where);
	struct push_blob blob = {.digest = descriptor.digest, .size = descriptor.size};

	/* What registries need not have, since it is elsewhere. */
	if (json_array_size(json_get_array(json, "urls", where)) > 0)
		return;
	if (set->blob_count == MAX_BLOBS)
		die(EXIT_NO, "%s: more than %d blobs", where, MAX_BLOBS);
	find_blob(&blob, places);
	if (!blob.absent)
		check_blob(&blob);
	set->blobs = xrealloc(set->blobs, set->blob_count + 1, sizeof *set->blobs);
	set->blobs[set->blob_count++] = blob;
}

static int by_digest(const void *a, const void *b)
{
	const struct push_blob *x = a, *y = b;

	return strcmp(x->digest.hex, y->digest.hex);
}

static int by_size(const void *a, const void *b)
{
	const struct push_blob *x = a, *y = b;

	return x->size != y->size ? (x->size < y->size ? 1 : -1) : by_digest(a, b);
}

static void sort_blobs(struct push_set *set)
{
	size_t kept = 0;

	if (set->blob_count == 0)
		return;
	qsort(set->blobs, set->blob_count, sizeof *set->blobs, by_digest);
	for (size_t i = 0; i < set->blob_count; i++) {
		if (kept > 0 && digest_equal(&set->blobs[kept - 1].digest, &set->blobs[i].digest))
			free(set->blobs[i].path);
		else
			set->blobs[kept++] = set->blobs[i];
	}
	set->blob_count = kept;
	qsort(set->blobs, set->blob_count, sizeof *set->blobs, by_size);
	for (size_t i = 0; i < kept; i++)
		set->size += set->blobs[i].size;
}

/* --- manifests ----------------------------------------------------------- */

/* BYTES belong to SET from now on. */
static void add_manifest(struct push_set *set, const char *media_type, struct text bytes)
{
	set->manifests = xrealloc(set->manifests, set->manifest_count + 1, sizeof *set->manifests);
	set->manifests[set->manifest_count++] = (struct push_manifest){
		.media_type = xstrdup(media_type),
		.digest = sha256_of(bytes.bytes, bytes.length),
		.bytes = bytes,
	};
}

static void take_manifest(struct push_set *set, const struct places *places, const json_t *entry,
	const char *where, unsigned depth);

static void take_members(struct push_set *set, const struct places *places, const json_t *manifest,
	bool index, const char *where, unsigned depth)
{
	const json_t *members = json_want_array(manifest, index ? "manifests" : "layers", where);
	const json_t *member;
	size_t i;

	if (!index)
		add_blob(set, places, json_want_object(manifest, "config", where), where);
	json_array_foreach (members, i, member) {
		if (index)
			take_manifest(set, places, member, where, depth + 1);
		else
			add_blob(set, places, member, where);
	}
}

/* The manifest or index that ENTRY, a descriptor, names, after all that it names itself. */
static void take_manifest(struct push_set *set, const struct places *places, const json_t *entry,
	const char *where, unsigned depth)
{
	const struct layout *layout = places->layout;
	struct descriptor descriptor = descriptor_read(entry, where);
	_cleanup_free_ char *path = layout_blob(layout, &descriptor.digest);
	_cleanup_json_ json_t *manifest = layout_json(layout, &descriptor.digest, descriptor.size);
	const char *type = descriptor.media_type ? descriptor.media_type : "";
	bool index = strcmp(type, MEDIA_TYPE_INDEX) == 0;

	if (!index && strcmp(type, MEDIA_TYPE_MANIFEST) != 0)
		die(EXIT_NO, "%s: neither an image nor an index of images", path);
	if (depth > MAX_NESTING || set->manifest_count > MAX_BLOBS)
		die(EXIT_NO, "%s: too many indexes in indexes", path);
	take_members(set, places, manifest, index, path, depth);
	struct text bytes = file_read(path, LAYOUT_LARGEST_JSON);
	struct digest found = sha256_of(bytes.bytes, bytes.length);

	if (!digest_equal(&found, &descriptor.digest))
		die(EXIT_NO, "%s: the content is not what its digest says", path);
	add_manifest(set, json_want_string(entry, "mediaType", where), bytes);
}

/* The entry of the layout's index that is meant. */
static json_t *choose(const json_t *index, const char *where)
{
	json_t *entries = json_want_array(index, "manifests", where), *entry, *found = NULL;
	size_t i, latest = 0, count = json_array_size(entries);

	json_array_foreach (entries, i, entry) {
		if (imageindex_is_latest(entry, where)) {
			found = entry;
			latest++;
		}
	}
	if (count == 1)
		return json_array_get(entries, 0);
	if (latest != 1)
		die(EXIT_NO, "%s: %zu images, of which %zu are tagged latest: one has to be", where,
			count, latest);
	return found;
}

/* --- several layouts ----------------------------------------------------- */

/* Of the image that SET's last manifest is: what an index says of it. */
static json_t *index_entry(const struct push_set *set, const struct layout *layout)
{
	const struct push_manifest *manifest = &set->manifests[set->manifest_count - 1];
	_cleanup_(image_free) struct image image = image_load(layout, NULL);
	struct platform platform = platform_read(image.config, image.config_path);
	json_t *json = json_pack("{s:s, s:s, s:s?}", "architecture", platform.architecture, "os",
		platform.os, "variant", platform.variant);

	if (!json || !digest_equal(&image.manifest, &manifest->digest))
		die(EXIT_NO, "%s: an index, where an image is needed", layout->path);
	if (!platform.variant)
		json_object_del(json, "variant");
	_cleanup_free_ char *digest = xprintf("sha256:%s", manifest->digest.hex);

	return json_pack("{s:s, s:s, s:I, s:o}", "mediaType", manifest->media_type, "digest",
		digest, "size", (json_int_t)manifest->bytes.length, "platform", json);
}

static void refuse_twice(const json_t *entries, const json_t *entry, const char *path)
{
	const json_t *other;
	size_t i;

	json_array_foreach (entries, i, other) {
		struct platform platform = platform_read(json_object_get(entry, "platform"), path);
		_cleanup_free_ char *name = platform_text(&platform);

		if (json_equal(
			    json_object_get(other, "platform"), json_object_get(entry, "platform")))
			die(EXIT_NO,
				"%s: another image for %s: an index has one for each platform, so "
				"push "
				"them under names or tags of their own",
				path, name);
	}
}

struct push_set push_set_read(char *const *paths, size_t count, const struct store *store)
{
	struct push_set set = {0};
	_cleanup_json_ json_t *entries = json_array();

	for (size_t i = 0; i < count; i++) {
		_cleanup_(layout_close) struct layout layout = layout_open(paths[i]);
		_cleanup_json_ json_t *index = layout_index(&layout);
		_cleanup_free_ char *where = xprintf("%s/index.json", paths[i]);

		struct places places = {&layout, store};

		take_manifest(&set, &places, choose(index, where), where, 0);
		if (count > 1) {
			json_t *entry = index_entry(&set, &layout);

			refuse_twice(entries, entry, paths[i]);
			json_array_append_new(entries, entry);
		}
	}
	if (count > 1) {
		_cleanup_json_ json_t *index = json_pack("{s:i, s:s, s:O}", "schemaVersion", 2,
			"mediaType", MEDIA_TYPE_INDEX, "manifests", entries);

		add_manifest(&set, MEDIA_TYPE_INDEX, json_canonical(index));
	}
	sort_blobs(&set);
	return set;
}
