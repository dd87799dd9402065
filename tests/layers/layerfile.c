/* SPDX-License-Identifier: MIT */
/* layerfile: what other tools say of a layer: gzip, tar, sha256sum. */
#include "unit.h"

#include <isa-l/crc.h>

#include "layers/deflate.h"
#include "layers/layerfile.h"
#include "lib/cleanup.h"
#include "lib/json.h"

enum { LARGE = 3 * DEFLATE_MAX / 2 };

static char directory[] = "/tmp/pylock-unit-layerfile.XXXXXX";

static int make_directory(void **state)
{
	(void)state;
	return !mkdtemp(directory) || chdir(directory);
}

static int remove_directory(void **state)
{
	(void)state;
	return system("rm -f layer") || rmdir(directory);
}

/* What COMMAND prints, its last newline left out. */
static void prints(const char *command, const char *wanted)
{
	char printed[4096];
	FILE *pipe = popen(command, "r");

	assert_non_null(pipe);
	size_t length = fread(printed, 1, sizeof printed - 1, pipe);

	assert_int_equal(pclose(pipe), 0);
	while (length > 0 && printed[length - 1] == '\n')
		length--;
	printed[length] = '\0';
	assert_string_equal(printed, wanted);
}

static void add_file(struct layerfile *layer, const char *path, const void *bytes, size_t length)
{
	const struct tar_entry entry = {
		.path = path, .type = TAR_FILE, .mode = 0644, .size = length};

	layerfile_entry(layer, &entry);
	layerfile_add(layer, bytes, length);
}

/* The stream and what it stands for are given in unequal pieces. */
static void splice_file(struct layerfile *layer, const char *path, const char *bytes, size_t length)
{
	const struct tar_entry entry = {
		.path = path, .type = TAR_FILE, .mode = 0755, .size = length};
	_cleanup_(text_free) struct text stream = {0};

	deflate_add(&stream, bytes, length);
	layerfile_entry(layer, &entry);
	layerfile_splice_begin(layer);
	layerfile_splice_raw(layer, stream.bytes, 1);
	layerfile_splice_plain(layer, bytes, length / 3);
	layerfile_splice_raw(layer, stream.bytes + 1, stream.length - 1);
	layerfile_splice_plain(layer, bytes + length / 3, length - length / 3);
	layerfile_splice_end(
		layer, crc32_gzip_refl(0, (const unsigned char *)bytes, length), length);
}

static struct layer_descriptor write_layer(const char *large)
{
	const struct tar_entry folder = {.path = "d", .type = TAR_DIRECTORY, .mode = 0755};
	_cleanup_(newfile_abandon) struct newfile file = newfile_create("layer");
	struct layerfile layer;

	layerfile_begin(&layer, &file);
	layerfile_entry(&layer, &folder);
	add_file(&layer, "d/empty", "", 0);
	add_file(&layer, "d/small", "small\n", 6);
	splice_file(&layer, "d/spliced", large, 1000);
	splice_file(&layer, "d/whole blocks", large, 1024);
	add_file(&layer, "d/large", large, LARGE);
	splice_file(&layer, "d/nothing", "", 0);
	struct layer_descriptor descriptor = layerfile_end(&layer);

	newfile_commit(&file, 0644, false);
	return descriptor;
}

static void other_tools_agree(void **state)
{
	(void)state;
	char *large = malloc(LARGE), line[200];

	for (size_t i = 0; i < LARGE; i++)
		large[i] = (char)('a' + i * i / 1000 % 26);
	struct layer_descriptor descriptor = write_layer(large);
	struct digest digest = sha256_of(large, LARGE);

	prints("sha256sum <layer | cut -c1-64", descriptor.digest.hex);
	prints("gzip -dc layer | sha256sum | cut -c1-64", descriptor.diff_id.hex);
	snprintf(line, sizeof line, "%ju", (uintmax_t)descriptor.size);
	prints("stat -c %s layer", line);
	snprintf(line, sizeof line, "%ju", (uintmax_t)descriptor.uncompressed_size);
	prints("gzip -dc layer | wc -c", line);
	prints("tar -tzvf layer --utc --full-time | tr -s ' '",
		"drwxr-xr-x 0/0 0 1980-01-01 00:00:00 d/\n"
		"-rw-r--r-- 0/0 0 1980-01-01 00:00:00 d/empty\n"
		"-rw-r--r-- 0/0 6 1980-01-01 00:00:00 d/small\n"
		"-rwxr-xr-x 0/0 1000 1980-01-01 00:00:00 d/spliced\n"
		"-rwxr-xr-x 0/0 1024 1980-01-01 00:00:00 d/whole blocks\n"
		"-rw-r--r-- 0/0 1572864 1980-01-01 00:00:00 d/large\n"
		"-rwxr-xr-x 0/0 0 1980-01-01 00:00:00 d/nothing");
	prints("tar -xzOf layer d/large | sha256sum | cut -c1-64", digest.hex);
	prints("tar -xzOf layer d/small", "small");
	free(large);
}

static void an_empty_layer_is_one(void **state)
{
	(void)state;
	_cleanup_(newfile_abandon) struct newfile file = newfile_create("layer");
	struct layerfile layer;

	layerfile_begin(&layer, &file);
	struct layer_descriptor descriptor = layerfile_end(&layer);

	newfile_commit(&file, 0644, false);
	/* head -c 1024 /dev/zero | sha256sum */
	assert_string_equal(descriptor.diff_id.hex,
		"5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef");
	prints("tar -tzf layer", "");
}

static void too_much(void)
{
	_cleanup_(newfile_abandon) struct newfile file = newfile_create("layer");
	const struct tar_entry entry = {.path = "a", .type = TAR_FILE, .size = 3};
	struct layerfile layer;

	layerfile_begin(&layer, &file);
	layerfile_entry(&layer, &entry);
	layerfile_add(&layer, "1234", 4);
}

static void too_little(void)
{
	_cleanup_(newfile_abandon) struct newfile file = newfile_create("layer");
	const struct tar_entry entry = {.path = "a", .type = TAR_FILE, .size = 5};
	struct layerfile layer;

	layerfile_begin(&layer, &file);
	layerfile_entry(&layer, &entry);
	layerfile_add(&layer, "1234", 4);
	layerfile_end(&layer);
}

static void data_is_as_long_as_its_header_says(void **state)
{
	(void)state;
	assert_dies(EXIT_SYSTEM, "layer: more data than the entry's header says", too_much());
	assert_dies(EXIT_SYSTEM, "layer: less data than the entry's header says", too_little());
}

static void descriptors_are_those_of_oci(void **state)
{
	(void)state;
	struct layer_descriptor descriptor = {.size = (uint64_t)5 << 32, .uncompressed_size = 7};
	_cleanup_json_ json_t *notes = json_pack("{s:s}", "mk.pylock.wheels", "a 1"), *json = NULL;

	strcpy(descriptor.digest.hex, "aa");
	strcpy(descriptor.diff_id.hex, "bb");
	json = layer_descriptor_json(&descriptor, notes);
	_cleanup_(text_free) struct text text = json_canonical(json);

	assert_string_equal(text.bytes,
		"{\"annotations\":{\"mk.pylock.wheels\":\"a "
		"1\"},\"diffID\":\"sha256:bb\",\"digest\":\"sha256:aa\","
		"\"mediaType\":\"application/"
		"vnd.oci.image.layer.v1.tar+gzip\",\"size\":21474836480,\"uncompressedSize\":7}");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(other_tools_agree),
		cmocka_unit_test(an_empty_layer_is_one),
		cmocka_unit_test(data_is_as_long_as_its_header_says),
		cmocka_unit_test(descriptors_are_those_of_oci),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, make_directory, remove_directory);
}
