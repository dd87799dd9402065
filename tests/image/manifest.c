/* SPDX-License-Identifier: MIT */
/* manifest: which image a layout's index means, and what is refused on the way to it. */
#include "unit.h"

#include "image/manifest.h"
#include "lib/json.h"
#include "scratch.h"

static const struct platform arm64 = {.os = "linux", .architecture = "arm64"};

/* Puts JSON as a blob. Returns `"digest":"…","size":N`; the caller frees. */
static char *put(struct layout *layout, const char *content)
{
	struct digest digest = layout_put(layout, content, strlen(content));

	return xprintf("\"digest\":\"sha256:%s\",\"size\":%zu", digest.hex, strlen(content));
}

/* Puts an image without layers for that architecture; NOTE makes it another. Returns the
 * descriptor's beginning. */
static char *put_image(struct layout *layout, const char *architecture, const char *note)
{
	_cleanup_free_ char *config = xprintf("{\"architecture\":\"%s\",\"os\":\"linux\","
					      "\"author\":\"%s\",\"rootfs\":{\"type\":\"layers\","
					      "\"diff_ids\":[]}}",
		architecture, note);
	_cleanup_free_ char *config_descriptor = put(layout, config);
	_cleanup_free_ char *manifest =
		xprintf("{\"schemaVersion\":2,\"config\":{\"mediaType\":"
			"\"application/vnd.docker.container.image.v1+json\",%s},"
			"\"layers\":[]}",
			config_descriptor);
	_cleanup_free_ char *descriptor = put(layout, manifest);

	return xprintf(
		"\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\",%s", descriptor);
}

static char *platform_of(const char *architecture, const char *variant)
{
	return xprintf(
		"\"platform\":{\"os\":\"linux\",\"architecture\":\"%s\"%s}", architecture, variant);
}

static void put_index(struct layout *layout, const char *entries)
{
	_cleanup_free_ char *text = xprintf("{\"schemaVersion\":2,\"manifests\":[%s]}", entries);
	_cleanup_free_ char *path = xprintf("%s/index.json", layout->path);

	file_write(path, text, strlen(text));
}

/* The author of the image that is chosen. */
static void assert_chooses(
	const struct layout *layout, const struct platform *platform, const char *author)
{
	_cleanup_(image_free) struct image image = image_load(layout, platform);

	assert_string_equal(json_string_value(json_object_get(image.config, "author")), author);
}

static void assert_runs_on(const struct layout *layout, const struct platform *platform)
{
	_cleanup_(image_free) struct image image = image_load(layout, platform);

	image_check_platform(&image, platform);
}

static void the_only_image(void **state)
{
	(void)state;
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	_cleanup_(layout_close) struct layout layout = layout_create(scratch_path(&scratch, "L"));
	_cleanup_free_ char *arm = put_image(&layout, "arm64", "arm"),
			    *amd = put_image(&layout, "amd64", "amd");
	_cleanup_free_ char *entry = xprintf("{%s}", arm);

	put_index(&layout, entry);
	assert_chooses(&layout, &arm64, "arm");
	assert_chooses(&layout, NULL, "arm");

	/* a wrong platform beside the only image counts for nothing; the configuration's does */
	_cleanup_free_ char *amd64 = platform_of("amd64", "");
	_cleanup_free_ char *named_wrongly = xprintf("{%s,%s}", arm, amd64);

	put_index(&layout, named_wrongly);
	assert_chooses(&layout, &arm64, "arm");
	assert_runs_on(&layout, &arm64);

	_cleanup_free_ char *other = xprintf("{%s}", amd);

	put_index(&layout, other);
	assert_dies(EXIT_NO, "the image is for linux/amd64, not for linux/arm64",
		assert_runs_on(&layout, &arm64));
	put_index(&layout, "");
	assert_dies(EXIT_NO, "L/index.json: has no image for linux/arm64",
		assert_chooses(&layout, &arm64, ""));
}

static void one_of_several(void **state)
{
	(void)state;
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	_cleanup_(layout_close) struct layout layout = layout_create(scratch_path(&scratch, "L"));
	_cleanup_free_ char *arm = put_image(&layout, "arm64", "arm"),
			    *amd = put_image(&layout, "amd64", "amd"),
			    *second = put_image(&layout, "arm64", "second");
	_cleanup_free_ char
		*for_arm = platform_of("arm64", ",\"variant\":\"v8\""),
		*for_amd = platform_of("amd64", ""),
		*for_unknown =
			xstrdup("\"platform\":{\"os\":\"unknown\",\"architecture\":\"unknown\"}");

	_cleanup_free_ char *two =
		xprintf("{%s,%s},{%s,%s},{%s,%s}", amd, for_amd, arm, for_arm, second, for_unknown);
	put_index(&layout, two);
	assert_chooses(&layout, &arm64, "arm");
	assert_dies(EXIT_NO, "2 images, none tagged latest", assert_chooses(&layout, NULL, ""));
	struct platform v7 = {.os = "linux", .architecture = "arm64", .variant = "v7"};

	assert_dies(EXIT_NO, "has no image for linux/arm64/v7; it has linux/amd64, linux/arm64",
		assert_chooses(&layout, &v7, ""));

	_cleanup_free_ char *both = xprintf("{%s,%s},{%s,%s}", arm, for_arm, second, for_arm);
	put_index(&layout, both);
	assert_dies(EXIT_NO, "L/index.json: 2 images for linux/arm64, none tagged latest: sha256:",
		assert_chooses(&layout, &arm64, ""));

	_cleanup_free_ char *tagged = xprintf("{%s,%s},{%s,%s,\"annotations\":{\"org."
					      "opencontainers.image.ref.name\":\"latest\"}}",
		arm, for_arm, second, for_arm);
	put_index(&layout, tagged);
	assert_chooses(&layout, &arm64, "second");
}

static void an_index_in_the_index(void **state)
{
	(void)state;
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	_cleanup_(layout_close) struct layout layout = layout_create(scratch_path(&scratch, "L"));
	_cleanup_free_ char *arm = put_image(&layout, "arm64", "arm"),
			    *amd = put_image(&layout, "amd64", "amd");
	_cleanup_free_ char *for_arm = platform_of("arm64", ""),
			    *for_amd = platform_of("amd64", "");
	_cleanup_free_ char *index =
		xprintf("{\"schemaVersion\":2,\"manifests\":[{%s,%s},{%s,%s}]}", amd, for_amd, arm,
			for_arm);
	_cleanup_free_ char *descriptor = put(&layout, index);
	char *entry = xprintf(
		"{\"mediaType\":\"application/vnd.docker.distribution.manifest.list.v2+json\",%s}",
		descriptor);

	put_index(&layout, entry);
	assert_chooses(&layout, &arm64, "arm");

	/* indexes in indexes in indexes end somewhere */
	for (int i = 0; i < 8; i++) {
		_cleanup_free_ char *nested =
			xprintf("{\"schemaVersion\":2,\"manifests\":[%s]}", entry);
		_cleanup_free_ char *digest = put(&layout, nested);

		free(entry);
		entry = xprintf(
			"{\"mediaType\":\"application/vnd.oci.image.index.v1+json\",%s}", digest);
	}
	put_index(&layout, entry);
	assert_dies(EXIT_NO, "too many indexes in indexes", assert_chooses(&layout, &arm64, ""));
	free(entry);
}

static void a_manifest_that_cannot_be(void **state)
{
	(void)state;
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	_cleanup_(layout_close) struct layout layout = layout_create(scratch_path(&scratch, "L"));
	_cleanup_free_ char *config = put(&layout,
		"{\"architecture\":\"arm64\",\"os\":\"linux\",\"rootfs\":{\"type\":\"layers\","
		"\"diff_ids\":[\"sha256:"
		"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\"]}}");
#define LAYERS(layers)                                                  \
	"{\"schemaVersion\":2,\"config\":{\"mediaType\":\"application/" \
	"vnd.oci.image.config.v1+json\",%s},\"layers\":[" layers "]}"
#define DIGEST \
	"\"digest\":\"sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b856\""
	const struct {
		const char *manifest, *message;
	} bad[] = {
		{"{\"schemaVersion\":1}", ".schemaVersion: not 2"},
		{"{\"schemaVersion\":2,\"config\":{\"mediaType\":\"text/plain\",%s}}",
			"not an image's configuration"},
		{LAYERS(""), "0 layers, but the configuration has 1 diff_ids"},
		{LAYERS("{}"), ".digest: missing"},
		{LAYERS("{\"mediaType\":\"text/plain\",\"size\":1," DIGEST "}"),
			"'text/plain' is not one of a layer"},
		{LAYERS("{\"mediaType\":\"application/"
			"vnd.oci.image.layer.v1.tar\",\"size\":1,\"digest\":\"sha256:..\"}"),
			"'sha256:..' is not a SHA-256 digest"},
		{LAYERS("{\"mediaType\":\"application/"
			"vnd.oci.image.layer.v1.tar\",\"size\":-1," DIGEST "}"),
			".size: negative"},
		{LAYERS("{\"mediaType\":\"application/"
			"vnd.oci.image.layer.v1.tar\",\"size\":1," DIGEST "}"),
			"is not compressed, and has another diffID"},
		{LAYERS("{\"mediaType\":\"application/"
			"vnd.oci.image.layer.v1.tar+gzip\",\"size\":1," DIGEST
			",\"annotations\":{\"a\":1}}"),
			".a: not a string"},
	};

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		const char *hole = strstr(bad[i].manifest, "%s");
		size_t before = hole ? (size_t)(hole - bad[i].manifest) : strlen(bad[i].manifest);
		_cleanup_free_ char *manifest = xprintf("%.*s%s%s", (int)before, bad[i].manifest,
			hole ? config : "", hole ? hole + 2 : "");
		_cleanup_free_ char *descriptor = put(&layout, manifest);
		_cleanup_free_ char *entry =
			xprintf("{\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\",%s}",
				descriptor);

		put_index(&layout, entry);
		assert_dies(EXIT_NO, bad[i].message, assert_chooses(&layout, &arm64, ""));
	}
}

static void a_layer_of_our_own(void **state)
{
	(void)state;
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
#define ZEROS "0000000000000000000000000000000000000000000000000000000000000000"
	const char *path = scratch_write(&scratch, "a.json",
		"{\"mediaType\":\"application/"
		"vnd.oci.image.layer.v1.tar+gzip\",\"size\":7,\"digest\":\"sha256:" ZEROS
		"\",\"diffID\":\"sha256:" ZEROS "\",\"files\":\"sha256:" ZEROS
		"\",\"annotations\":{\"mk.pylock.wheels\":\"six 1\"},\"uncompressedSize\":10}");
	struct image_layer layer = image_layer_read(path);
	_cleanup_json_ json_t *descriptor = image_layer_descriptor(&layer);
	_cleanup_(text_free) struct text text = json_canonical(descriptor);

	assert_string_equal(layer.source, path);
	assert_string_equal(layer.files.hex, ZEROS);
	assert_string_equal(image_layer_annotation(&layer, ANNOTATION_WHEELS), "six 1");
	assert_null(image_layer_annotation(&layer, ANNOTATION_OVERLAY));
	assert_string_equal(text_string(&text),
		"{\"annotations\":{\"mk.pylock.wheels\":\"six 1\"},\"digest\":\"sha256:" ZEROS
		"\",\"mediaType\":\"application/vnd.oci.image.layer.v1.tar+gzip\",\"size\":7}");
	image_layer_free(&layer);
	assert_dies(EXIT_NO, "b.json: .diffID: missing",
		image_layer_read(scratch_write(&scratch, "b.json",
			"{\"mediaType\":\"application/"
			"vnd.oci.image.layer.v1.tar\",\"size\":1,\"digest\":\"sha256:" ZEROS
			"\"}")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_only_image),
		cmocka_unit_test(one_of_several),
		cmocka_unit_test(an_index_in_the_index),
		cmocka_unit_test(a_manifest_that_cannot_be),
		cmocka_unit_test(a_layer_of_our_own),
	};
	return run_unit(tests);
}
