/* SPDX-License-Identifier: MIT */
/* evidencestore: a layer is read once, and again when there is a reason. */
#include "unit.h"

#include <fcntl.h>

#include "evidence/evidencestore.h"
#include "scratch.h"

static const struct scratch_entry entries[] = {{'f', "a", "hello"}, {0}};

struct given {
	struct scratch scratch;
	struct store store;
	const char *blob;
	struct image_layer layer;
	char *key;
};

static struct given given_a_layer(void)
{
	struct given given = {.scratch = scratch_make()};

	given.store = store_open(scratch_path(&given.scratch, "store"));
	given.blob = scratch_archive(&given.scratch, "layer", false, entries);
	given.layer = scratch_layer(given.blob, false, NULL);
	given.key = store_key_path(&given.store, "inspect", given.layer.digest.hex);
	return given;
}

static void given_remove(struct given *given)
{
	free(given->key);
	image_layer_free(&given->layer);
	store_close(&given->store);
	scratch_remove(&given->scratch);
}

static void examine(struct given *given)
{
	_cleanup_(examined_free) struct examined examined =
		examine_layer(&given->store, &given->layer, given->blob);

	assert_string_equal(examined.diff_id.hex, given->layer.digest.hex);
	assert_memory_equal(examined.evidence.bytes, "f 0644 2cf24dba", 15);
}

/* Puts 0s in the place of what is remembered of the file: size, time, inode. */
static void forget_the_file(const char *key)
{
	_cleanup_(text_free) struct text text = file_read(key, 10000);
	char *identity = strstr(text.bytes, "\"blob\":\"") + 8;

	memset(identity, '0', strcspn(identity, "\""));
	file_write(key, text.bytes, text.length);
}

static void a_known_layer_is_not_read(void **state)
{
	(void)state;
	_cleanup_(given_remove) struct given given = given_a_layer();
	struct stat status;

	examine(&given);
	/* wrong bytes in the same file with its old time: only a read would notice */
	stat(given.blob, &status);
	FILE *file = fopen(given.blob, "r+");

	fputc('X', file);
	fclose(file);
	const struct timespec old[2] = {status.st_mtim, status.st_mtim},
			      new[2] = {{.tv_sec = 1}, {.tv_sec = 1}};

	utimensat(AT_FDCWD, given.blob, old, 0);
	examine(&given);
	utimensat(AT_FDCWD, given.blob, new, 0);
	assert_dies(EXIT_NO, "the content is not what its digest says", examine(&given));
}

static void another_file_is_hashed(void **state)
{
	(void)state;
	_cleanup_(given_remove) struct given given = given_a_layer();

	examine(&given);
	forget_the_file(given.key);
	_cleanup_(text_free) struct text forgotten = file_read(given.key, 10000);

	examine(&given);
	_cleanup_(text_free) struct text now = file_read(given.key, 10000);

	assert_string_not_equal(forgotten.bytes, now.bytes);
}

static void odd_memories_are_misses(void **state)
{
	(void)state;
	_cleanup_(given_remove) struct given given = given_a_layer();
	const char *old = "{\"version\":0,\"mediaType\":\"a\",\"blob\":\"b\",\"diffID\":\"c\","
			  "\"evidence\":\"d\"}";
	const char *const odd[] = {"", "[]", "{\"version\":1}", old};

	for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
		file_write(given.key, odd[i], strlen(odd[i]));
		examine(&given);
	}
}

static void wrong_content(void **state)
{
	(void)state;
	_cleanup_(given_remove) struct given given = given_a_layer();

	given.layer.digest = sha256_of("x", 1);
	assert_dies(EXIT_NO, "the content is not what its digest and size say",
		examine_layer(NULL, &given.layer, given.blob));
}

static void another_diff_id_is_said(void **state)
{
	(void)state;
	_cleanup_(given_remove) struct given given = given_a_layer();

	given.layer.diff_id = sha256_of("x", 1);
	_cleanup_(examined_free) struct examined examined =
		examine_layer(NULL, &given.layer, given.blob);

	assert_false(digest_equal(&examined.diff_id, &given.layer.diff_id));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_known_layer_is_not_read),
		cmocka_unit_test(another_file_is_hashed),
		cmocka_unit_test(odd_memories_are_misses),
		cmocka_unit_test(wrong_content),
		cmocka_unit_test(another_diff_id_is_said),
	};
	return run_unit(tests);
}
