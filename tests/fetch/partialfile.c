/* SPDX-License-Identifier: MIT */
/* partialfile: content on its way into the store: kept, continued, locked, committed. */
#include "unit.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "fetch/partialfile.h"
#include "lib/cleanup.h"

static struct store store;
static struct digest hello; /* of "hello" */

static char *partial_path(void)
{
	return xprintf("%s/partial/%s", store.root, hello.hex);
}

static off_t length_of(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 ? status.st_size : -1;
}

static int set_up(void **state)
{
	char root[] = "/tmp/pylock-unit-partial.XXXXXX";

	(void)state;
	if (!mkdtemp(root))
		return 1;
	store = store_open(root);
	hello = sha256_of("hello", 5);
	return 0;
}

static int tear_down(void **state)
{
	_cleanup_free_ char *command = xprintf("rm -rf %s", store.root);

	(void)state;
	store_close(&store);
	return system(command);
}

static void stays_and_is_continued(void **state)
{
	(void)state;
	struct partialfile partial;
	_cleanup_free_ char *path = partial_path(), *stored = store_path(&store, &hello);

	assert_true(partialfile_open(&partial, &store, &hello));
	partialfile_add(&partial, "hel", 3);
	partialfile_close(&partial);
	partialfile_close(&partial);
	assert_int_equal(length_of(path), 3);
	assert_true(partialfile_open(&partial, &store, &hello));
	assert_int_equal(partial.length, 3);
	partialfile_add(&partial, "lo", 2);
	assert_string_equal(partialfile_digest(&partial).hex, hello.hex);
	partialfile_commit(&partial, &store);
	assert_int_equal(length_of(path), -1);
	assert_int_equal(length_of(stored), 5);
	assert_true(store_has(&store, &hello, NULL));
}

static void begins_anew(void **state)
{
	(void)state;
	struct partialfile partial;
	_cleanup_free_ char *path = partial_path();

	assert_true(partialfile_open(&partial, &store, &hello));
	partialfile_add(&partial, "wrong", 5);
	partialfile_restart(&partial);
	assert_int_equal(partial.length, 0);
	partialfile_add(&partial, "hello", 5);
	assert_string_equal(partialfile_digest(&partial).hex, hello.hex);
	partialfile_restart(&partial);
	partialfile_close(&partial);
	assert_int_equal(length_of(path), -1);
}

/* The pieces grow from one byte to more than is written at once; in the middle the file is closed.
 */
static void takes_pieces_of_any_size(void **state)
{
	(void)state;
	enum { LENGTH = 3000000 };
	_cleanup_free_ unsigned char *content = xalloc(LENGTH, 1);
	struct partialfile partial;
	size_t piece;

	for (size_t i = 0; i < LENGTH; i++)
		content[i] = (unsigned char)(i * 31 + i / 251);
	struct digest digest = sha256_of(content, LENGTH);
	_cleanup_free_ char *path = store_path(&store, &digest);

	assert_true(partialfile_open(&partial, &store, &digest));
	for (size_t at = 0, n = 1; at < LENGTH; at += piece, n *= 3) {
		piece = n < LENGTH - at ? n : LENGTH - at;
		partialfile_add(&partial, content + at, piece);
		if (n != 2187)
			continue;
		partialfile_close(&partial);
		assert_true(partialfile_open(&partial, &store, &digest));
		assert_int_equal(partial.length, at + piece);
	}
	assert_string_equal(partialfile_digest(&partial).hex, digest.hex);
	partialfile_commit(&partial, &store);
	_cleanup_(text_free) struct text stored = file_read(path, LENGTH);
	assert_int_equal(stored.length, LENGTH);
	assert_memory_equal(stored.bytes, content, LENGTH);
}

static void is_one_process_s(void **state)
{
	(void)state;
	struct partialfile mine, yours;

	assert_true(partialfile_open(&mine, &store, &hello));
	assert_false(partialfile_open(&yours, &store, &hello));
	partialfile_add(&mine, "h", 1);
	partialfile_close(&mine);
	assert_true(partialfile_open(&yours, &store, &hello));
	assert_int_equal(yours.length, 1);
	partialfile_restart(&yours);
	partialfile_close(&yours);
}

static void does_not_follow_links(void **state)
{
	(void)state;
	_cleanup_free_ char *path = partial_path();
	struct partialfile partial;

	assert_int_equal(symlink("/etc/passwd", path), 0);
	assert_dies(EXIT_SYSTEM, "cannot open:", partialfile_open(&partial, &store, &hello));
	unlink(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(stays_and_is_continued),
		cmocka_unit_test(begins_anew),
		cmocka_unit_test(takes_pieces_of_any_size),
		cmocka_unit_test(is_one_process_s),
		cmocka_unit_test(does_not_follow_links),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
