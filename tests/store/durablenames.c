/* SPDX-License-Identifier: MIT */
/* durablenames: what a store syncs, and when. */
#include "fixture.h"

#include "store/store.h"

/* What is brought onto the disk is written down, in place of the C library's function. */
static struct text synced;

int fsync(int fd)
{
	char path[4096];
	_cleanup_free_ char *link = xprintf("/proc/self/fd/%d", fd);
	ssize_t length = readlink(link, path, sizeof path - 1);

	path[length < 0 ? 0 : length] = '\0';
	const char *within = strstr(path, "/durable");

	if (within && starts_with(within, "/durable/tmp/"))
		text_add_string(&synced, "a new file\n");
	else if (within)
		text_printf(&synced, "%s\n", within + 1);
	return 0;
}

static void commit(const struct store *store, const char *bytes, bool durable)
{
	const struct digest digest = sha256_of(bytes, strlen(bytes));
	_cleanup_(newfile_abandon) struct newfile file = store_create(store);

	newfile_write(&file, bytes, strlen(bytes));
	store_commit(store, &file, &digest, durable);
	if (strcmp(bytes, "synced before") == 0)
		store_settle(store, &digest);
}

/* 1, 2 and 11 have hashes that begin with 6b, d4 and 4f. */
static void names_reach_the_disk_once_for_all(void **state)
{
	(void)state;
	struct store store = store_open("durable");
	_cleanup_free_ char *before = NULL;

	commit(&store, "abc", false);
	store_close(&store);
	assert_int_equal(synced.length, 0);
	store = store_open("durable");
	commit(&store, "1", true);
	commit(&store, "2", true);
	commit(&store, "2", true);
	commit(&store, "11", false);
	assert_non_null(before = strdup(text_string(&synced)));
	text_clear(&synced);
	store_close(&store);
	assert_string_equal(before, "a new file\na new file\n");
	assert_string_equal(text_string(&synced),
		"durable/sha256/6b\ndurable/sha256/d4\ndurable/sha256\ndurable\n");
	text_clear(&synced);
	store = store_open("durable");
	commit(&store, "synced before", false);
	store_close(&store);
	assert_string_equal(text_string(&synced), "durable/sha256/d4\ndurable/sha256\ndurable\n");
	text_free(&synced);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_reach_the_disk_once_for_all),
	};
	return run_in_directory(tests);
}
