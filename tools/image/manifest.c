/* SPDX-License-Identifier: MIT */
#include "image/manifest.h"

#include <string.h>

#include "image/imageindex.h"
#include "image/mediatype.h"
#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/json.h"

/* --- layers -------------------------------------------------------------- */

const char *image_layer_annotation(const struct image_layer *layer, const char *name)
{
	return json_string_value(json_object_get(layer->annotations, name));
}

const char *image_layer_contents(const struct image_layer *layer)
{
	const char *wheels = image_layer_annotation(layer, ANNOTATION_WHEELS);
	const char *files = image_layer_annotation(layer, ANNOTATION_FILES);

	return wheels ? wheels : files ? files : layer->source;
}

static struct digest read_diff_id(
	const char *diff_id, const struct image_layer *layer, const char *where)
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
	struct descriptor descriptor = descriptor_read(json, where);
	json_t *annotations = json_get_object(json, "annotations", where), *value;
	json_t *urls = json_get_array(json, "urls", where);
	const char *key;
	size_t i;

	if (!descriptor.media_type || !media_type_is_layer(descriptor.media_type))
		die(EXIT_NO, "%s: .mediaType: '%s' is not one of a layer", where,
			json_want_string(json, "mediaType", where));
	json_object_foreach (annotations, key, value)
		json_want_string(annotations, key, where);
	json_array_foreach (urls, i, value)
		if (!json_is_string(value))
			die(EXIT_NO, "%s: .urls: not an array of strings", where);
	return (struct image_layer){
		.source = xstrdup(where),
		.media_type = descriptor.media_type,
		.digest = descriptor.digest,
		.size = descriptor.size,
		.annotations = json_incref(annotations),
		.urls = json_incref(urls),
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
	layer.owned = json_incref(json_get_array(json, "owned", path));
	layer.stand_ins = json_incref(json_get_array(json, "standIns", path));
	return layer;
}

void image_layer_free(struct image_layer *layer)
{
	cleanup_free(&layer->source);
	json_free(&layer->annotations);
	json_free(&layer->urls);
	json_free(&layer->owned);
	json_free(&layer->stand_ins);
}

json_t *image_layer_descriptor(const struct image_layer *layer)
{
	json_t *json = json_pack("{s:s, s:s+, s:I, s:O*, s:O*}", "mediaType", layer->media_type,
		"digest", "sha256:", layer->digest.hex, "size", (json_int_t)layer->size,
		"annotations", layer->annotations, "urls", layer->urls);

	if (!json)
		die(EXIT_SYSTEM, "out of memory");
	return json;
}

/* --- the image ----------------------------------------------------------- */

void image_check_platform(const struct image *image, const struct platform *platform)
{
	struct platform has = platform_read(image->config, image->config_path);
	_cleanup_free_ char *is_for = platform_text(&has), *wanted = platform_text(platform);

	if (platform_distance(platform, &has) == PLATFORM_OTHER)
		die(EXIT_NO, "%s: the image is for %s, not for %s", image->config_path, is_for,
			wanted);
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
	struct descriptor manifest_descriptor = imageindex_choose_in(layout, platform);
	struct image image = {.manifest = manifest_descriptor.digest};
	_cleanup_free_ char *where = layout_blob(layout, &image.manifest);
	_cleanup_json_ json_t *manifest =
		layout_json(layout, &manifest_descriptor.digest, manifest_descriptor.size);

	if (json_want_size(manifest, "schemaVersion", where) != 2)
		die(EXIT_NO, "%s: .schemaVersion: not 2", where);
	struct descriptor config =
		descriptor_read(json_want_object(manifest, "config", where), where);

	if (!config.media_type || strcmp(config.media_type, MEDIA_TYPE_CONFIG) != 0)
		die(EXIT_NO, "%s: .config: not an image's configuration", where);
	image.config_path = layout_blob(layout, &config.digest);
	image.config = layout_json(layout, &config.digest, config.size);
	if (!json_is_object(image.config))
		die(EXIT_NO, "%s: not an object", image.config_path);
	load_layers(&image, json_want_array(manifest, "layers", where), where);
	return image;
}

void image_free(struct image *image)
{
	json_free(&image->config);
	cleanup_free(&image->config_path);
	for (size_t i = 0; i < image->layer_count; i++)
		image_layer_free(&image->layers[i]);
	cleanup_free(&image->layers);
	image->layer_count = 0;
}
