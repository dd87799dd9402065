/* SPDX-License-Identifier: MIT */
/* pushset: what has to be in a registry, in which order. */
#include "unit.h"

#include "image/imageindex.h"
#include "image/mediatype.h"
#include "lib/json.h"
#include "publish/pushset.h"
#include "scratch.h"

/* A layout of an image for ARCHITECTURE, its config and N layers; returns its path. */
static const char *make(
	struct scratch *scratch, const char *name, const char *architecture, unsigned n)
{
	_cleanup_(layout_close) struct layout layout = layout_create(scratch_path(scratch, name));
	_cleanup_json_ json_t *layers = json_array(), *ids = json_array();
	struct digest keep[8];
	const struct digest *kept[8] = {&keep[0], &keep[1], &keep[2], &keep[3], &keep[4]};

	for (unsigned i = 0; i < n; i++) {
		_cleanup_free_ char *content = xprintf("%0*u", 100 * (i + 1), i);

		keep[i] = layout_put(&layout, content, strlen(content));
		_cleanup_free_ char *digest = xprintf("sha256:%s", keep[i].hex);

		json_array_append_new(ids, json_string(digest));
		json_array_append_new(layers, json_pack("{s:s, s:s, s:i}", "mediaType",
						      "application/vnd.oci.image.layer.v1.tar",
						      "digest", digest, "size", strlen(content)));
	}
	_cleanup_json_ json_t *config = json_pack("{s:s, s:s, s:{s:s, s:O}}", "os", "linux",
		"architecture", architecture, "rootfs", "type", "layers", "diff_ids", ids);
	_cleanup_(text_free) struct text bytes = json_canonical(config);

	keep[n] = layout_put(&layout, bytes.bytes, bytes.length);
	_cleanup_free_ char *of_config = xprintf("sha256:%s", keep[n].hex);
	_cleanup_json_ json_t *manifest = json_pack("{s:i, s:s, s:{s:s, s:s, s:i}, s:O}",
		"schemaVersion", 2, "mediaType", MEDIA_TYPE_MANIFEST, "config", "mediaType",
		MEDIA_TYPE_CONFIG, "digest", of_config, "size", bytes.length, "layers", layers);
	_cleanup_(text_free) struct text written = json_canonical(manifest);

	keep[n + 1] = layout_put(&layout, written.bytes, written.length);
	_cleanup_free_ char *of_manifest = xprintf("sha256:%s", keep[n + 1].hex);
	_cleanup_json_ json_t *index = json_pack("{s:i, s:[{s:s, s:s, s:i}]}", "schemaVersion", 2,
		"manifests", "mediaType", MEDIA_TYPE_MANIFEST, "digest", of_manifest, "size",
		written.length);

	layout_commit(&layout, index, kept, n + 2);
	return scratch_path(scratch, name);
}

static void one_layout(void **state)
{
	(void)state;
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	char *paths[] = {xstrdup(make(&scratch, "a", "amd64", 3))};
	_cleanup_(push_set_free) struct push_set set = push_set_read(paths, 1, NULL);

	assert_int_equal(set.blob_count, 4);
	assert_int_equal(set.blobs[0].size, 300);
	for (size_t i = 1; i < set.blob_count; i++)
		assert_true(set.blobs[i].size <= set.blobs[i - 1].size);
	assert_int_equal(set.manifest_count, 1);
	assert_string_equal(set.manifests[0].media_type, MEDIA_TYPE_MANIFEST);
	assert_int_equal(truncate(set.blobs[0].path, 299), 0);
	assert_dies(EXIT_NO, "not of the 300 bytes that its descriptor says",
		push_set_read(paths, 1, NULL));
	free(paths[0]);
}

static void several(void **state)
{
	(void)state;
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	char *paths[] = {xstrdup(make(&scratch, "a", "amd64", 2)),
		xstrdup(make(&scratch, "b", "arm64", 3)), xstrdup(make(&scratch, "c", "arm64", 1))};
	_cleanup_(push_set_free) struct push_set set = push_set_read(paths, 2, NULL);

	/* the layers of both are counted once */
	assert_int_equal(set.blob_count, 3 + 2);
	assert_int_equal(set.manifest_count, 3);
	assert_string_equal(set.manifests[2].media_type, MEDIA_TYPE_INDEX);
	json_error_t error;
	_cleanup_json_ json_t *index = json_loads(text_string(&set.manifests[2].bytes), 0, &error);
	const json_t *second = json_array_get(json_object_get(index, "manifests"), 1);

	assert_string_equal(json_string_value(json_object_get(
				    json_object_get(second, "platform"), "architecture")),
		"arm64");
	assert_string_equal(
		json_string_value(json_object_get(second, "digest")) + strlen("sha256:"),
		set.manifests[1].digest.hex);
	assert_dies(EXIT_NO, "c: another image for linux/arm64", push_set_read(paths, 3, NULL));
	for (size_t i = 0; i < 3; i++)
		free(paths[i]);
}

/* With a store, blobs may be absent, and come later. */
static void absent(void **state)
{
	(void)state;
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	char *paths[] = {xstrdup(make(&scratch, "a", "amd64", 2))};
	_cleanup_(store_close) struct store store = store_open(scratch_path(&scratch, "store"));
	_cleanup_free_ char *one = xprintf("%0*u", 200, 1), *zero = xprintf("%0*u", 100, 0);
	struct digest first = store_put(&store, one, 200), second = sha256_of(zero, 100);
	_cleanup_free_ char *a = xprintf("%s/blobs/sha256/%s", paths[0], first.hex),
			    *b = xprintf("%s/blobs/sha256/%s", paths[0], second.hex);

	unlink(a);
	unlink(b);
	assert_dies(EXIT_NO, "cannot be read", push_set_read(paths, 1, NULL));
	_cleanup_(push_set_free) struct push_set set = push_set_read(paths, 1, &store);
	size_t at = 0, other = 0;

	for (size_t i = 0; i < set.blob_count; i++) {
		at = digest_equal(&set.blobs[i].digest, &first) ? i : at;
		other = digest_equal(&set.blobs[i].digest, &second) ? i : other;
	}
	assert_false(set.blobs[at].absent);
	assert_true(set.blobs[other].absent);
	push_set_look(&set);
	assert_true(set.blobs[other].absent);
	store_put(&store, zero, 100);
	push_set_look(&set);
	assert_false(set.blobs[other].absent);
	free(paths[0]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_layout),
		cmocka_unit_test(several),
		cmocka_unit_test(absent),
	};

	return run_unit(tests);
}
