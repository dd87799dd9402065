#include "image.h"

#include <string.h>

#include "cleanup.h"
#include "die.h"
#include "json.h"
#include "mediatype.h"

enum { MAX_INDEXES = 64, MAX_NESTING = 4, MAX_LISTED = 8 };

struct descriptor {
	const char *media_type; /* OCI's name, or NULL: not one of ours */
	struct digest digest;
	uint64_t size;
};

static struct descriptor read_descriptor(const json_t *json, const char *where)
{
	struct descriptor descriptor;
	const char *digest = json_want_string(json, "digest", where);

	descriptor.media_type = media_type_oci(json_want_string(json, "mediaType", where));
	if (!digest_parse(digest, &descriptor.digest) || !starts_with(digest, "sha256:"))
		die(EXIT_NO, "%s: .digest: '%s' is not a SHA-256 digest", where, digest);
	descriptor.size = json_want_size(json, "size", where);
	return descriptor;
}

/* --- layers -------------------------------------------------------------- */

const char *image_layer_annotation(const struct image_layer *layer, const char *name)
{
	return json_string_value(json_object_get(layer->annotations, name));
}

static struct digest read_diff_id(const char *diff_id, const struct image_layer *layer, const char *where)
{
	struct digest digest;

	if (!diff_id || !starts_with(diff_id, "sha256:") || !digest_parse(diff_id, &digest))
		die(EXIT_NO, "%s: the diffID of layer sha256:%s is not a SHA-256 digest", where,
			layer->digest.hex);
	if (media_type_compression(layer->media_type) == COMPRESSION_NONE &&
		!digest_equal(&digest, &layer->digest))
		die(EXIT_NO, "%s: layer sha256:%s is not compressed, and has another diffID", where,
			layer->digest.hex);
	return digest;
}

static struct image_layer read_layer(const json_t *json, const char *where)
{
	struct descriptor descriptor = read_descriptor(json, where);
	json_t *annotations = json_get_object(json, "annotations", where), *value;
	const char *key;

	if (!descriptor.media_type || !media_type_is_layer(descriptor.media_type))
		die(EXIT_NO, "%s: .mediaType: '%s' is not one of a layer", where,
			json_want_string(json, "mediaType", where));
	json_object_foreach (annotations, key, value)
		json_want_string(annotations, key, where);
	return (struct image_layer){
		.source = xstrdup(where),
		.media_type = descriptor.media_type,
		.digest = descriptor.digest,
		.size = descriptor.size,
		.annotations = json_incref(annotations),
	};
}

struct image_layer image_layer_read(const char *path)
{
	_cleanup_json_ json_t *json = json_read(path, LAYOUT_LARGEST_JSON);
	struct image_layer layer = read_layer(json, path);
	const char *files = json_get_string(json, "files", path);

	layer.diff_id = read_diff_id(json_want_string(json, "diffID", path), &layer, path);
	if (files && !digest_parse(files, &layer.files))
		die(EXIT_NO, "%s: .files: '%s' is not a SHA-256 digest", path, files);
	return layer;
}

void image_layer_free(struct image_layer *layer)
{
	cleanup_free(&layer->source);
	json_free(&layer->annotations);
}

json_t *image_layer_descriptor(const struct image_layer *layer)
{
	json_t *json = json_pack("{s:s, s:s+, s:I, s:O*}", "mediaType", layer->media_type, "digest",
		"sha256:", layer->digest.hex, "size", (json_int_t)layer->size, "annotations",
		layer->annotations);

	if (!json)
		die(EXIT_SYSTEM, "out of memory");
	return json;
}

/* --- which image --------------------------------------------------------- */

struct search {
	const struct layout *layout;
	const struct platform *platform;
	json_t *found; /* descriptors of manifests for the platform */
	unsigned indexes;
	struct text others; /* platforms that were passed over */
};

static bool same_or_unknown(const char *a, const char *b)
{
	return !a || !b || strcmp(a, b) == 0;
}

static bool fits(struct search *search, const json_t *descriptor, const char *where)
{
	const json_t *platform = json_get_object(descriptor, "platform", where);

	if (!platform)
		return true;
	const char *os = json_want_string(platform, "os", where);
	const char *architecture = json_want_string(platform, "architecture", where);
	const char *variant = json_get_string(platform, "variant", where);

	if (search->platform ? strcmp(os, search->platform->os) == 0 &&
				       strcmp(architecture, search->platform->architecture) == 0 &&
				       same_or_unknown(variant, search->platform->variant)
			     : strcmp(os, "unknown") != 0)
		return true;
	text_printf(&search->others, "%s%s/%s", search->others.length ? ", " : "", os, architecture);
	return false;
}

static json_t *entries_of(const json_t *index, const char *where)
{
	if (json_want_size(index, "schemaVersion", where) != 2)
		die(EXIT_NO, "%s: .schemaVersion: not 2", where);
	return json_want_array(index, "manifests", where);
}

static void search_index(struct search *search, const json_t *entries, const char *where, unsigned depth);

static void search_entry(struct search *search, json_t *entry, const char *where, unsigned depth)
{
	struct descriptor descriptor = read_descriptor(entry, where);

	if (!descriptor.media_type)
		return;
	if (strcmp(descriptor.media_type, MEDIA_TYPE_MANIFEST) == 0 && fits(search, entry, where))
		json_array_append(search->found, entry);
	if (strcmp(descriptor.media_type, MEDIA_TYPE_INDEX) == 0) {
		if (depth >= MAX_NESTING || ++search->indexes > MAX_INDEXES)
			die(EXIT_NO, "%s: too many indexes in indexes", where);
		_cleanup_free_ char *path = layout_blob(search->layout, &descriptor.digest);
		_cleanup_json_ json_t *index =
			layout_json(search->layout, &descriptor.digest, descriptor.size);

		search_index(search, entries_of(index, path), path, depth + 1);
	}
}

static void search_index(struct search *search, const json_t *entries, const char *where, unsigned depth)
{
	size_t i;
	json_t *entry;

	json_array_foreach (entries, i, entry)
		search_entry(search, entry, where, depth);
}

/* The entries that are tagged `latest`, or all when none is. */
static json_t *tagged_entries(json_t *entries, const char *where)
{
	json_t *tagged = json_array(), *entry;
	size_t i;

	json_array_foreach (entries, i, entry) {
		const json_t *annotations = json_get_object(entry, "annotations", where);
		const char *tag = json_get_string(annotations, ANNOTATION_REF_NAME, where);

		if (tag && strcmp(tag, "latest") == 0)
			json_array_append(tagged, entry);
	}
	if (json_array_size(tagged) > 0)
		return tagged;
	json_decref(tagged);
	return json_incref(entries);
}

static void check_found(const struct search *search, const char *where)
{
	size_t count = json_array_size(search->found);
	_cleanup_free_ char *wanted =
		search->platform ? xprintf(" for %s/%s", search->platform->os, search->platform->architecture)
				 : xstrdup("");
	_cleanup_(text_free) struct text list = {0};

	if (count == 1)
		return;
	if (count == 0)
		die(EXIT_NO, "%s: no image%s%s%.400s", where, wanted,
			search->others.length ? "; it has some for " : "", text_string(&search->others));
	for (size_t i = 0; i < count && i < MAX_LISTED; i++)
		text_printf(&list, "%s %s", i ? "," : "",
			json_want_string(json_array_get(search->found, i), "digest", where));
	die(EXIT_NO, "%s: %zu images%s, none tagged latest:%s", where, count, wanted, text_string(&list));
}

static struct descriptor choose(const struct layout *layout, const struct platform *platform)
{
	_cleanup_free_ char *where = xprintf("%s/index.json", layout->path);
	_cleanup_json_ json_t *index = layout_index(layout);
	_cleanup_json_ json_t *entries = tagged_entries(entries_of(index, where), where);
	_cleanup_json_ json_t *found = json_array();
	struct search search = {.layout = layout, .platform = platform, .found = found};

	/* A platform beside the only manifest says nothing: some writers put their own machine's there. */
	if (json_array_size(entries) == 1)
		json_object_del(json_array_get(entries, 0), "platform");
	search_index(&search, entries, where, 0);
	check_found(&search, where);
	text_free(&search.others);
	return read_descriptor(json_array_get(found, 0), where);
}

/* --- the image ----------------------------------------------------------- */

static void check_platform(const json_t *config, const struct platform *platform, const char *where)
{
	const char *os = json_want_string(config, "os", where);
	const char *architecture = json_want_string(config, "architecture", where);
	const char *variant = json_get_string(config, "variant", where);

	if (platform && (strcmp(os, platform->os) != 0 || strcmp(architecture, platform->architecture) != 0 ||
				!same_or_unknown(variant, platform->variant)))
		die(EXIT_NO, "%s: the image is for %s/%s%s%s, not for %s/%s%s%s", where, os, architecture,
			variant ? "/" : "", variant ? variant : "", platform->os, platform->architecture,
			platform->variant ? "/" : "", platform->variant ? platform->variant : "");
}

static void load_layers(struct image *image, const json_t *layers, const char *where)
{
	const json_t *rootfs = json_want_object(image->config, "rootfs", where);
	const json_t *diff_ids = json_want_array(rootfs, "diff_ids", where);

	image->layer_count = json_array_size(layers);
	if (json_array_size(diff_ids) != image->layer_count)
		die(EXIT_NO, "%s: %zu layers, but the configuration has %zu diff_ids", where,
			image->layer_count, json_array_size(diff_ids));
	image->layers = xalloc(image->layer_count + 1, sizeof *image->layers);
	for (size_t i = 0; i < image->layer_count; i++) {
		image->layers[i] = read_layer(json_array_get(layers, i), where);
		image->layers[i].diff_id = read_diff_id(
			json_string_value(json_array_get(diff_ids, i)), &image->layers[i], where);
	}
}

struct image image_load(const struct layout *layout, const struct platform *platform)
{
	struct descriptor manifest_descriptor = choose(layout, platform);
	struct image image = {.manifest = manifest_descriptor.digest};
	_cleanup_free_ char *where = layout_blob(layout, &image.manifest);
	_cleanup_json_ json_t *manifest =
		layout_json(layout, &manifest_descriptor.digest, manifest_descriptor.size);

	if (json_want_size(manifest, "schemaVersion", where) != 2)
		die(EXIT_NO, "%s: .schemaVersion: not 2", where);
	struct descriptor config = read_descriptor(json_want_object(manifest, "config", where), where);

	if (!config.media_type || strcmp(config.media_type, MEDIA_TYPE_CONFIG) != 0)
		die(EXIT_NO, "%s: .config: not an image's configuration", where);
	_cleanup_free_ char *config_path = layout_blob(layout, &config.digest);

	image.config = layout_json(layout, &config.digest, config.size);
	check_platform(image.config, platform, config_path);
	load_layers(&image, json_want_array(manifest, "layers", where), where);
	return image;
}

void image_free(struct image *image)
{
	json_free(&image->config);
	for (size_t i = 0; i < image->layer_count; i++)
		image_layer_free(&image->layers[i]);
	cleanup_free(&image->layers);
	image->layer_count = 0;
}
