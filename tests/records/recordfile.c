/* SPDX-License-Identifier: MIT */
/* recordfile: the archive of a record; what is none, and what would be too much. */
#include "unit.h"

#include "layers/tar.h"
#include "records.h"
#include "store/results.h"

struct given {
	struct scratch scratch;
	struct store store;
};

static struct given given_a_store(void)
{
	struct given given = {.scratch = scratch_make()};

	given.store = store_open(scratch_path(&given.scratch, "store"));
	return given;
}

static void given_remove(struct given *given)
{
	store_close(&given->store);
	scratch_remove(&given->scratch);
}

/* All files of a record, `PATH=CONTENT;` each. */
static char *files_of(const struct store *store, const struct digest *digest)
{
	_cleanup_(recordfile_close) struct recordfile record =
		recordfile_open(store, digest, "the record");
	_cleanup_(text_free) struct text all = {0}, content = {0};

	for (char *path; recordfile_next(&record, &path, &content); text_free(&content)) {
		text_printf(&all, "%s=%s;", path, text_string(&content));
		free(path);
	}
	return xstrdup(text_string(&all));
}

static void what_was_written(void **state)
{
	(void)state;
	_cleanup_(given_remove) struct given given = given_a_store();
	_cleanup_json_ json_t *value = json_pack("{s:i, s:i}", "b", 1, "a", 2);
	_cleanup_(newfile_abandon) struct newfile file = store_create(&given.store);
	struct layerfile archive;

	layerfile_begin(&archive, &file);
	recordfile_add(&archive, "one/file", "bytes", 5);
	recordfile_add(&archive, "empty", "", 0);
	recordfile_add_json(&archive, "json", value);
	struct digest digest = layerfile_end(&archive).digest;

	store_commit(&given.store, &file, &digest, false);
	_cleanup_free_ char *files = files_of(&given.store, &digest);

	assert_string_equal(files, "one/file=bytes;empty=;json={\"a\":2,\"b\":1};");
}

static void regular_files_alone(void **state)
{
	static const struct scratch_entry entries[] = {{'d', "d", NULL}, {'f', "./d/./f", "1"},
		{'l', "link", "/etc/passwd"}, {'h', "hard", "d/f"}, {'p', "fifo", NULL},
		{'f', "/absolute", "2"}, {'f', "d/.wh.x", ""}, {0}};

	(void)state;
	_cleanup_(given_remove) struct given given = given_a_store();
	struct digest digest = records_put(&given.scratch, &given.store, entries);
	_cleanup_free_ char *files = files_of(&given.store, &digest);

	assert_string_equal(files, "d/f=1;absolute=2;");
}

static void refuses(void **state)
{
	static const struct scratch_entry outside[] = {{'f', "../x", "1"}, {0}};

	(void)state;
	_cleanup_(given_remove) struct given given = given_a_store();
	struct digest up = records_put(&given.scratch, &given.store, outside),
		      text = store_put(&given.store, "no archive", 10),
		      none = records_digest("nothing");

	assert_dies(EXIT_NO, "the record: ../x: leaves the root", files_of(&given.store, &up));
	assert_dies(EXIT_NO, "the record: ", files_of(&given.store, &text));
	assert_dies(EXIT_NO, none.hex, files_of(&given.store, &none));
}

/* The header of a file of SIZE bytes, and nothing after it, by gzip(1). */
static struct digest put_header(struct given *given, uint64_t size)
{
	_cleanup_(text_free) struct text header = {0};
	struct tar_entry entry = {.path = "files", .type = TAR_FILE, .mode = 0644, .size = size};
	const char *path = scratch_path(&given->scratch, "header.gz");
	_cleanup_free_ char *command = xprintf("gzip -nc >%s", path);
	FILE *gzip = popen(command, "w");

	tar_add_header(&header, &entry);
	assert_non_null(gzip);
	fwrite(header.bytes, 1, header.length, gzip);
	assert_int_equal(pclose(gzip), 0);
	_cleanup_(text_free) struct text archive = file_read(path, 1 << 20);

	return store_put(&given->store, archive.bytes, archive.length);
}

static void more_than_anybody_wants(void **state)
{
	(void)state;
	_cleanup_(given_remove) struct given given = given_a_store();
	struct digest large = put_header(&given, RECORDFILE_LARGEST),
		      cut = put_header(&given, RECORDFILE_LARGEST - 512);

	assert_dies(EXIT_NO, "a record with more than 256 MiB", files_of(&given.store, &large));
	assert_dies(EXIT_NO, "the record: ", files_of(&given.store, &cut));
}

/* Many small ones count together, by what is left. */
static void together(void **state)
{
	static const struct scratch_entry entries[] = {
		{'f', "a", "12345"}, {'d', "d", NULL}, {'f', "b", "12345"}, {0}};

	(void)state;
	_cleanup_(given_remove) struct given given = given_a_store();
	struct digest digest = records_put(&given.scratch, &given.store, entries);
	_cleanup_(recordfile_close) struct recordfile record =
		recordfile_open(&given.store, &digest, "the record");
	_cleanup_(text_free) struct text content = {0}, second = {0};
	char *path;

	record.left = 3 * 512 + 9;
	assert_true(recordfile_next(&record, &path, &content));
	free(path);
	assert_dies(EXIT_NO, "a record with more than", recordfile_next(&record, &path, &second));
}

static void what_the_store_knows(void **state)
{
	(void)state;
	_cleanup_(given_remove) struct given given = given_a_store();
	struct digest layer = records_digest("layer");
	struct digest content = store_put(&given.store, "x", 1);
	_cleanup_json_ json_t *there = json_string(content.hex), *gone = json_string(layer.hex),
			      *none = json_string("x"), *number = json_integer(1);
	_cleanup_(text_free) struct text text = {0}, evidence = {0};

	assert_false(recordfile_content(&given.store, gone, &text));
	assert_false(recordfile_content(&given.store, none, &text));
	assert_false(recordfile_content(&given.store, number, &text));
	assert_false(recordfile_content(&given.store, NULL, &text));
	assert_true(recordfile_content(&given.store, there, &text));
	assert_string_equal(text.bytes, "x");
	assert_false(recordfile_evidence(&given.store, &layer, &evidence));
	records_inspected(&given.store);
	assert_true(recordfile_evidence(&given.store, &layer, &evidence));
	assert_string_equal(evidence.bytes, EVIDENCE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_written),
		cmocka_unit_test(regular_files_alone),
		cmocka_unit_test(refuses),
		cmocka_unit_test(more_than_anybody_wants),
		cmocka_unit_test(together),
		cmocka_unit_test(what_the_store_knows),
	};

	return run_unit(tests);
}
