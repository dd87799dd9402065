/* SPDX-License-Identifier: MIT */
/* lockupdate: rows for what was made, and none that contradicts what the lock says. */
#include "unit.h"

#include "records.h"
#include "records/lockupdate.h"

struct given {
	struct scratch scratch;
	struct store store;
	json_t *layer;
	const char *lock;
	char *path; /* of the layer's JSON */
	struct lockupdate update;
};

static void write_layer(struct given *given)
{
	_cleanup_(text_free) struct text text = json_canonical(given->layer);

	file_write(given->path, text.bytes, text.length);
}

static struct given *given_a_layer(void)
{
	struct given *given = xalloc(1, sizeof *given);

	given->scratch = scratch_make();
	given->store = store_open(scratch_path(&given->scratch, "store"));
	given->layer = records_layer(&given->store);
	given->lock = scratch_path(&given->scratch, "layers.lock");
	given->path = xstrdup(scratch_path(&given->scratch, "six-0123456789ab.json"));
	given->update =
		(struct lockupdate){.lock = given->lock, .layers = &given->path, .count = 1};
	write_layer(given);
	return given;
}

static void given_remove(struct given **given)
{
	free((*given)->path);
	json_free(&(*given)->layer);
	store_close(&(*given)->store);
	scratch_remove(&(*given)->scratch);
	free(*given);
}

/* The rows of the lock, without its comment. The caller frees. */
static char *rows(const struct given *given)
{
	_cleanup_(text_free) struct text text = file_read(given->lock, 10000);
	const char *line = text.bytes;

	while (*line == '#')
		line = strchr(line, '\n') + 1;
	return xstrdup(line);
}

static void a_row(void **state)
{
	(void)state;
	_cleanup_(given_remove) struct given *given = given_a_layer();

	lockupdate(&given->update, &given->store);
	_cleanup_free_ char *got = rows(given),
			    *wanted = xprintf("six %s sha256:%s sha256:%s 10 20 -\n",
				    records_digest("key").hex, records_digest("layer").hex,
				    records_digest("diff").hex);

	assert_string_equal(got, wanted);
	/* without a key its content tells it from others */
	json_object_del(given->layer, "key");
	write_layer(given);
	lockupdate(&given->update, &given->store);
	_cleanup_free_ char *now = rows(given);
	struct digest content = records_digest("diff");

	assert_memory_equal(now + strlen("six "), content.hex, 64);
	/* what is not made any more has no row */
	given->update.count = 0;
	lockupdate(&given->update, &given->store);
	_cleanup_free_ char *none = rows(given);

	assert_string_equal(none, "");
}

static void a_record(void **state)
{
	(void)state;
	_cleanup_(given_remove) struct given *given = given_a_layer();

	given->update.parser = &records_parser;
	lockupdate(&given->update, &given->store); /* nothing is known of what is in it */
	_cleanup_free_ char *before = rows(given);

	assert_true(ends_with(before, " -\n"));
	records_inspected(&given->store);
	lockupdate(&given->update, &given->store);
	_cleanup_free_ char *with = rows(given);
	struct digest record;

	assert_true(record_pack(&given->store, given->layer, &records_parser, &record));
	assert_memory_equal(with + strlen(with) - 65, record.hex, 64);
	/* a store that lacks it gets it, and the row stays */
	_cleanup_free_ char *path = store_path(&given->store, &record);

	assert_int_equal(unlink(path), 0);
	lockupdate(&given->update, &given->store);
	_cleanup_free_ char *again = rows(given);

	assert_string_equal(again, with);
	assert_true(store_has(&given->store, &record, NULL));
	/* it stays where nothing is packed, whatever the store has */
	given->update.parser = NULL;
	lockupdate(&given->update, &given->store);
	_cleanup_free_ char *after = rows(given);

	assert_string_equal(after, with);
	/* layers without wheels have none */
	json_object_del(given->layer, "wheels");
	json_object_set_new(given->layer, "key", json_string(records_digest("new").hex));
	write_layer(given);
	given->update.parser = &records_parser;
	lockupdate(&given->update, &given->store);
	_cleanup_free_ char *files = rows(given);

	assert_true(ends_with(files, " -\n"));
}

static void contradictions(void **state)
{
	static const char *const members[] = {"digest", "diffID"};

	(void)state;
	_cleanup_(given_remove) struct given *given = given_a_layer();
	struct digest other = records_digest("other"), right = records_digest("layer");

	lockupdate(&given->update, &given->store);
	_cleanup_free_ char *before = rows(given);

	for (size_t i = 0; i < 2; i++) {
		json_t *old = json_incref(json_object_get(given->layer, members[i]));

		json_object_set_new(given->layer, members[i], json_string(other.hex));
		write_layer(given);
		given->update.locked = i == 1;
		assert_dies(EXIT_NO, right.hex, lockupdate(&given->update, &given->store));
		assert_dies(EXIT_NO, "one of the two was not made as this lock says",
			lockupdate(&given->update, &given->store));
		json_object_set_new(given->layer, members[i], old);
	}
	_cleanup_free_ char *after = rows(given);

	assert_string_equal(after, before);
	/* of another key it is another layer */
	json_object_set_new(given->layer, "key", json_string(other.hex));
	json_object_set_new(given->layer, "digest", json_string(other.hex));
	write_layer(given);
	given->update.locked = true;
	lockupdate(&given->update, &given->store);
	_cleanup_free_ char *locked = rows(given);

	assert_string_equal(locked, before);
	given->update.locked = false;
	lockupdate(&given->update, &given->store);
	_cleanup_free_ char *new = rows(given);

	assert_memory_equal(new + strlen("six "), other.hex, 64);
}

static void what_is_no_layer(void **state)
{
	static const char *const bad[][2] = {
		{"digest", "sha256:12"}, {"diffID", ""}, {"key", "k"}, {"size", "10"}};

	(void)state;
	_cleanup_(given_remove) struct given *given = given_a_layer();

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		json_t *old = json_incref(json_object_get(given->layer, bad[i][0]));

		json_object_set_new(given->layer, bad[i][0], json_string(bad[i][1]));
		write_layer(given);
		assert_dies(EXIT_NO, bad[i][0], lockupdate(&given->update, &given->store));
		json_object_set_new(given->layer, bad[i][0], old);
	}
	file_write(given->path, "[", 1);
	assert_dies(EXIT_NO, "six-0123456789ab.json", lockupdate(&given->update, &given->store));
	assert_int_equal(access(given->lock, F_OK), -1);
	file_write(given->lock, ">>>>>>> theirs\n", 15);
	assert_dies(EXIT_NO, "layers.lock:1: not a row of layers",
		lockupdate(&given->update, &given->store));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_row),
		cmocka_unit_test(a_record),
		cmocka_unit_test(contradictions),
		cmocka_unit_test(what_is_no_layer),
	};

	return run_unit(tests);
}
