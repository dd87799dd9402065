/* SPDX-License-Identifier: MIT */
/* record: what is known of a layer goes to another store, and no other layer's does. */
#include "unit.h"

#include "records.h"
#include "store/results.h"
#include "verify/sourceskey.h"

static char six[] = "six";

struct given {
	struct scratch scratch;
	struct store store, other; /* other: a fresh one */
	json_t *layer;
	struct digest record;
};

static struct digest sources_key(void)
{
	struct digest wheel = records_digest("wheel");

	return sourceskey(&wheel, records_parser.python, records_parser.version);
}

static struct given given_a_record(void)
{
	struct given given = {.scratch = scratch_make()};
	_cleanup_json_ json_t *sources = json_pack("{s:s}", "said", "sources");
	struct digest key = sources_key();

	given.store = store_open(scratch_path(&given.scratch, "store"));
	given.other = store_open(scratch_path(&given.scratch, "other"));
	given.layer = records_layer(&given.store);
	records_inspected(&given.store);
	results_keep(&given.store, STAGE_sources, &key, sources);
	assert_true(record_pack(&given.store, given.layer, &records_parser, &given.record));
	return given;
}

static void given_remove(struct given *given)
{
	json_free(&given->layer);
	store_close(&given->store);
	store_close(&given->other);
	scratch_remove(&given->scratch);
}

/* As pullrecords does. */
static void carry(const struct given *given)
{
	_cleanup_free_ char *path = store_path(&given->store, &given->record);
	_cleanup_(text_free) struct text bytes = file_read(path, 1 << 20);
	struct digest digest = store_put(&given->other, bytes.bytes, bytes.length);

	assert_string_equal(digest.hex, given->record.hex);
}

static void to_another_store(void **state)
{
	static const char *const no_members[] = {NULL};

	(void)state;
	_cleanup_(given_remove) struct given given = given_a_record();
	struct layer_row row = records_row(six, &given.record);
	struct digest key = sources_key(), layer = records_digest("layer");
	_cleanup_(text_free) struct text evidence = {0}, files = {0};

	carry(&given);
	_cleanup_json_ json_t *unpacked = record_unpack(&given.other, &row);

	assert_true(json_equal(unpacked, given.layer));
	assert_true(recordfile_evidence(&given.other, &layer, &evidence));
	assert_string_equal(evidence.bytes, EVIDENCE);
	assert_true(recordfile_content(&given.other, json_object_get(unpacked, "files"), &files));
	assert_string_equal(files.bytes, FILE_LIST);
	_cleanup_json_ json_t *sources =
		results_recall(&given.other, STAGE_sources, &key, no_members);

	assert_string_equal(json_string_value(json_object_get(sources, "said")), "sources");
	/* equal results, equal bytes */
	struct digest again;

	assert_true(record_pack(&given.other, unpacked, &records_parser, &again));
	assert_string_equal(again.hex, given.record.hex);
}

static void not_known(void **state)
{
	(void)state;
	_cleanup_(given_remove) struct given given = given_a_record();
	_cleanup_json_ json_t *layer = records_layer(&given.other);
	struct digest digest = given.record;

	assert_false(record_pack(&given.other, layer, &records_parser, &digest));
	assert_string_equal(digest.hex, "");
	records_inspected(&given.other);
	json_object_set_new(layer, "files", json_string(given.record.hex));
	assert_false(record_pack(&given.other, layer, &records_parser, &digest));
	json_object_set_new(layer, "digest", json_string("sha256:1"));
	assert_dies(EXIT_NO, "the layer's digest is none",
		record_pack(&given.other, layer, &records_parser, &digest));
}

static void another_row(void **state)
{
	(void)state;
	_cleanup_(given_remove) struct given given = given_a_record();
	const struct layer_row right = records_row(six, &given.record);
	struct layer_row rows[6];

	for (size_t i = 0; i < 6; i++)
		rows[i] = right;
	rows[0].digest = rows[1].diff_id = rows[2].key = records_digest("other");
	rows[3].size++;
	rows[4].uncompressed_size++;
	rows[5].uncompressed_size = -1;
	for (size_t i = 0; i < 6; i++)
		assert_dies(EXIT_NO, "is not of the layer six as the lock has it",
			record_unpack(&given.store, &rows[i]));
}

/* A record that another tool made of FILES, for the row's layer.json when LAYER is NULL. */
static struct layer_row made(struct given *given, const char *layer, const char *versions,
	const char *files, const char *sources)
{
	_cleanup_(text_free) struct text own = json_canonical(given->layer);
	const struct scratch_entry all[] = {{'f', "layer.json", layer ? layer : own.bytes},
		{'f', "files", files}, {'f', "evidence", EVIDENCE},
		{'f', "versions.json", versions}, {'f', sources, "[1]"}, {'f', "more", "x"}, {0}};
	struct digest record = records_put(&given->scratch, &given->other, all);

	return records_row(six, &record);
}

#define SIX "is not of the layer six as the lock has it"
#define CURRENT "{\"inspect\":8,\"sources\":3,\"python\":\"3.12\",\"parser\":\"3.12\"}"

static void what_is_none(void **state)
{
	(void)state;
	static const struct scratch_entry empty[] = {{0}},
					  links[] = {{'l', "layer.json", "/etc/passwd"},
						  {'d', "files", NULL}, {0}};
	_cleanup_(given_remove) struct given given = given_a_record();
	struct digest nothing = records_put(&given.scratch, &given.other, empty),
		      linked = records_put(&given.scratch, &given.other, links);
	struct layer_row none = records_row(six, &nothing), link = records_row(six, &linked),
			 list = made(&given, "[]", CURRENT, FILE_LIST, "s"),
			 other = made(&given, "{\"digest\":1}", CURRENT, FILE_LIST, "s"),
			 text = made(&given, "{", CURRENT, FILE_LIST, "s"),
			 versions = made(&given, NULL, "{}}", FILE_LIST, "s"),
			 files = made(&given, NULL, CURRENT, FILE_LIST "more", "s");

	assert_dies(EXIT_NO, SIX, record_unpack(&given.other, &none));
	assert_dies(EXIT_NO, SIX, record_unpack(&given.other, &link));
	assert_dies(EXIT_NO, SIX, record_unpack(&given.other, &list));
	assert_dies(EXIT_NO, SIX, record_unpack(&given.other, &other));
	assert_dies(EXIT_NO, "layer.json: not valid JSON", record_unpack(&given.other, &text));
	assert_dies(
		EXIT_NO, "versions.json: not valid JSON", record_unpack(&given.other, &versions));
	assert_dies(EXIT_NO, SIX, record_unpack(&given.other, &files));
}

/* Results that this version would not read are left out, and so are odd ones. */
static void of_another_version(void **state)
{
	static const char *const others[] = {"{\"inspect\":9999,\"sources\":9999}", "{}", "[]", "7",
		"{\"inspect\":\"8\",\"sources\":null}"};
	static const char *const no_members[] = {NULL};

	(void)state;
	_cleanup_(given_remove) struct given given = given_a_record();
	_cleanup_free_ char *name = xprintf("sources/%s.json", records_digest("wheel").hex);
	struct digest layer = records_digest("layer"), key = sources_key();
	_cleanup_(text_free) struct text evidence = {0};

	for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
		struct layer_row row = made(&given, NULL, others[i], FILE_LIST, name);
		_cleanup_json_ json_t *unpacked = record_unpack(&given.other, &row);

		assert_true(json_equal(unpacked, given.layer));
	}
	assert_false(recordfile_evidence(&given.other, &layer, &evidence));
	_cleanup_free_ char *current =
		xprintf("{\"inspect\":%d,\"sources\":%d,\"python\":\"3.12\",\"parser\":\"3.12\"}",
			results_version(STAGE_inspect), results_version(STAGE_sources));
	struct layer_row row = made(&given, NULL, current, FILE_LIST, name),
			 odd = made(&given, NULL, current, FILE_LIST, "sources/../../x.json");
	_cleanup_json_ json_t *unpacked = record_unpack(&given.other, &row);

	assert_true(json_equal(unpacked, given.layer));
	assert_true(recordfile_evidence(&given.other, &layer, &evidence));
	assert_null(results_recall(&given.other, STAGE_sources, &key, no_members)); /* [1] */
	assert_dies(EXIT_NO, "leaves the root", record_unpack(&given.other, &odd));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(to_another_store),
		cmocka_unit_test(not_known),
		cmocka_unit_test(another_row),
		cmocka_unit_test(what_is_none),
		cmocka_unit_test(of_another_version),
	};

	return run_unit(tests);
}
