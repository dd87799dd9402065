/* SPDX-License-Identifier: MIT */
/* baserecord: a base's files and evidence go to another place, and nothing else does. */
#include "unit.h"

#include "image/mediatype.h"
#include "records.h"
#include "records/baserecord.h"
#include "store/results.h"

#define TREE "0755 usr\n"

struct given {
	struct scratch scratch;
	struct store store, other;
	const char *build;
	struct layout layout;
	struct image image;
};

/* The descriptor of CONTENT, which LAYOUT has afterwards; DIGEST receives its digest. */
static json_t *put(
	struct layout *layout, const char *type, const char *content, struct digest *digest)
{
	*digest = layout_put(layout, content, strlen(content));
	return json_pack("{s:s, s:s+, s:I}", "mediaType", type, "digest", "sha256:", digest->hex,
		"size", (json_int_t)strlen(content));
}

/* A layout of an image with one layer, `layer`, which is inspected or not. */
static void make_layout(const char *path)
{
	_cleanup_(layout_close) struct layout layout = layout_create(path);
	struct digest layer, config, manifest;
	json_t *layers = json_pack("[o]",
		put(&layout, "application/vnd.oci.image.layer.v1.tar+gzip", "layer", &layer));
	_cleanup_free_ char *configuration = xprintf(
		"{\"architecture\":\"amd64\",\"os\":\"linux\",\"rootfs\":{\"type\":\"layers\","
		"\"diff_ids\":[\"sha256:%s\"]}}",
		records_digest("diff").hex);
	json_t *of_config = put(&layout, MEDIA_TYPE_CONFIG, configuration, &config);
	_cleanup_json_ json_t *whole = json_pack("{s:i, s:s, s:o, s:o}", "schemaVersion", 2,
		"mediaType", MEDIA_TYPE_MANIFEST, "config", of_config, "layers", layers);
	_cleanup_(text_free) struct text bytes = json_canonical(whole);
	_cleanup_json_ json_t *index = json_pack("{s:i, s:[o]}", "schemaVersion", 2, "manifests",
		put(&layout, MEDIA_TYPE_MANIFEST, bytes.bytes, &manifest));

	layout_commit(&layout, index, (const struct digest *[]){&layer, &config, &manifest}, 3);
}

static struct given given_a_base(void)
{
	struct given given = {.scratch = scratch_make()};
	const char *base = scratch_path(&given.scratch, "build/base");

	make_parents(base);
	make_layout(base);
	given.build = scratch_path(&given.scratch, "build");
	scratch_write(&given.scratch, "build/base.json", "{}");
	scratch_write(&given.scratch, "build/base.tree", TREE);
	scratch_write(&given.scratch, "build/other", "not of the base");
	given.layout = layout_open(base);
	given.image = image_load(&given.layout, NULL);
	given.store = store_open(scratch_path(&given.scratch, "store"));
	given.other = store_open(scratch_path(&given.scratch, "other"));
	return given;
}

static void given_remove(struct given *given)
{
	image_free(&given->image);
	layout_close(&given->layout);
	store_close(&given->store);
	store_close(&given->other);
	scratch_remove(&given->scratch);
}

static void same(struct given *given, const char *name)
{
	_cleanup_free_ char *old = xprintf("%s/%s", given->build, name),
			    *new = xprintf("%s/new/%s", given->scratch.path, name);
	_cleanup_(text_free) struct text a = file_read(old, 10000), b = file_read(new, 10000);

	assert_string_equal(a.bytes, b.bytes);
}

static void to_another_place(void **state)
{
	(void)state;
	_cleanup_(given_remove) struct given given = given_a_base();
	const char *new = scratch_path(&given.scratch, "new");
	struct digest layer = records_digest("layer"), digest;
	_cleanup_(text_free) struct text evidence = {0};

	assert_false(baserecord_pack(&given.store, given.build, &given.image, &digest));
	assert_string_equal(digest.hex, "");
	records_inspected(&given.store);
	assert_true(baserecord_pack(&given.store, given.build, &given.image, &digest));
	_cleanup_free_ char *record = store_path(&given.store, &digest);
	_cleanup_(text_free) struct text bytes = file_read(record, 1 << 20);

	store_put(&given.other, bytes.bytes, bytes.length);
	baserecord_unpack(&given.other, &digest, new);
	same(&given, "base.json");
	same(&given, "base.tree");
	same(&given, "base/index.json");
	_cleanup_free_ char *manifest = xprintf("base/blobs/sha256/%s", given.image.manifest.hex),
			    *config = xprintf(
				    "base/blobs/sha256/%s", file_name(given.image.config_path)),
			    *blob = xprintf("%s/base/blobs/sha256/%s", new, layer.hex);

	same(&given, manifest);
	same(&given, config);
	assert_int_equal(access(blob, F_OK), -1); /* not the layer itself */
	assert_int_equal(access(scratch_path(&given.scratch, "new/other"), F_OK), -1);
	assert_true(recordfile_evidence(&given.other, &layer, &evidence));
	assert_string_equal(evidence.bytes, EVIDENCE);
}

/* Files that a record has no business with are not written, wherever they would be. */
static void others_files(void **state)
{
	static const char *const outside[] = {"../x", "base/../../x"};
	static const struct scratch_entry odd[] = {{'f', "/base.tree", TREE},
		{'f', "plan.json", "x"}, {'f', "base.json.new", "x"},
		{'f', "base/blobs/sha256/0123", "x"}, {'f', "base/blobs/sha256/x/y", "x"},
		{'l', "base.json", "/etc/passwd"}, {'d', "base.facts.json", NULL},
		{'h', "base/index.json", "base.tree"}, {'f', "versions.json", "["}, {0}};

	(void)state;
	_cleanup_(given_remove) struct given given = given_a_base();
	const char *new = scratch_path(&given.scratch, "new");

	for (size_t i = 0; i < 2; i++) {
		const struct scratch_entry entries[] = {{'f', outside[i], "x"}, {0}};
		struct digest digest = records_put(&given.scratch, &given.store, entries);

		assert_dies(EXIT_NO, ": leaves the root",
			baserecord_unpack(&given.store, &digest, new));
	}
	assert_int_equal(access(new, F_OK), -1);
	struct digest digest = records_put(&given.scratch, &given.store, odd);

	baserecord_unpack(&given.store, &digest, new);
	same(&given, "base.tree");
	_cleanup_free_ char *list =
		xprintf("test \"$(find %s ! -type d)\" = %s/base.tree", new, new);

	assert_int_equal(system(list), 0);
}

/* Evidence counts for layers of the record's own image, in the form that is read here. */
static void others_evidence(void **state)
{
	(void)state;
	_cleanup_(given_remove) struct given given = given_a_base();
	_cleanup_free_ char *evidence = xprintf("evidence/%s", records_digest("layer").hex);
	_cleanup_free_ char *unknown = xprintf("evidence/%s", records_digest("unknown").hex);
	const struct scratch_entry early[] = {{'f', evidence, EVIDENCE}, {0}};
	struct digest digest = records_put(&given.scratch, &given.store, early);
	struct digest layer = records_digest("layer"), other = records_digest("unknown");
	const char *new = scratch_path(&given.scratch, "new");
	_cleanup_(text_free) struct text text = {0};

	assert_dies(EXIT_NO, "new/base", baserecord_unpack(&given.store, &digest, new));
	const struct scratch_entry old[] = {{'f', "versions.json", "{\"inspect\":9999}"},
		{'f', evidence, EVIDENCE}, {'f', unknown, EVIDENCE}, {'f', "evidence/x", "x"}, {0}};

	digest = records_put(&given.scratch, &given.store, old);
	baserecord_unpack(&given.store, &digest, given.build);
	assert_false(recordfile_evidence(&given.store, &layer, &text));
	_cleanup_free_ char *versions = xprintf("{\"inspect\":%d}", results_version(STAGE_inspect));
	const struct scratch_entry current[] = {{'f', "versions.json", versions},
		{'f', evidence, EVIDENCE}, {'f', unknown, EVIDENCE}, {'f', "evidence/x", "x"}, {0}};

	digest = records_put(&given.scratch, &given.store, current);
	baserecord_unpack(&given.store, &digest, given.build);
	assert_false(recordfile_evidence(&given.store, &other, &text));
	assert_true(recordfile_evidence(&given.store, &layer, &text));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(to_another_place),
		cmocka_unit_test(others_files),
		cmocka_unit_test(others_evidence),
	};

	return run_unit(tests);
}
