/* SPDX-License-Identifier: MIT */
/* store: content is there under its hash, is looked at again when its file changed, and leaves as
 * it came. Digests are those of sha256sum. */
#include "fixture.h"

#include <sys/stat.h>

#include "store/store.h"

#define ABC "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

static struct digest abc(void)
{
	return (struct digest){ABC};
}

static void assert_content(const char *path, const char *wanted)
{
	_cleanup_(text_free) struct text text = file_read(path, 1 << 20);

	assert_string_equal(text_string(&text), wanted);
}

static struct stat status_of(const char *path)
{
	struct stat status;

	assert_int_equal(lstat(path, &status), 0);
	return status;
}

static void content_has_the_name_of_its_hash(void **state)
{
	(void)state;
	_cleanup_(store_close) struct store store = store_open("put");
	const struct digest digest = store_put(&store, "abc", 3);
	_cleanup_free_ char *path = store_path(&store, &digest);
	_cleanup_free_ char *key = store_key_path(&store, "layer", "k");
	const struct stat status = status_of("put/sha256/ba/" ABC);
	uint64_t size = 0;

	assert_string_equal(digest.hex, ABC);
	assert_string_equal(path, "put/sha256/ba/" ABC);
	assert_string_equal(key, "put/keys/layer/k.json");
	assert_content(path, "abc");
	assert_int_equal(status.st_mode & 07777, 0444);
	assert_int_equal(status.st_mtime, STORE_TIME);
	assert_true(store_has(&store, &digest, &size));
	assert_int_equal(size, 3);
	assert_string_equal(store_put(&store, "abc", 3).hex, ABC);
	assert_int_equal(status_of(path).st_ino, status.st_ino); /* the file stayed */
}

static void what_is_there_already_is_not_written_again(void **state)
{
	(void)state;
	_cleanup_(store_close) struct store store = store_open("again");
	const struct digest digest = abc();

	for (int i = 0; i < 2; i++) {
		_cleanup_(newfile_abandon) struct newfile file = store_create(&store);

		newfile_write(&file, "abc", 3);
		store_commit(&store, &file, &digest, true);
		assert_true(store_has(&store, &digest, NULL));
	}
	shell_do("test -z \"$(ls -A again/tmp)\"");
}

static void what_is_not_there_is_missing(void **state)
{
	(void)state;
	_cleanup_(store_close) struct store store = store_open("missing");
	const struct digest digest = abc();

	assert_false(store_has(&store, &digest, NULL));
	assert_false(store_export(&store, &digest, "missing.out"));
	assert_int_equal(access("missing.out", F_OK), -1);
	shell_do("mkdir -p missing/sha256/ba/" ABC);
	assert_false(store_has(&store, &digest, NULL));
	shell_do("cd missing/sha256/ba && rmdir " ABC " && printf abc >f && ln -s f " ABC);
	assert_false(store_has(&store, &digest, NULL));
}

static void a_changed_file_is_hashed_again(void **state)
{
	(void)state;
	_cleanup_(store_close) struct store store = store_open("changed");
	const struct digest digest = store_put(&store, "abc", 3);
	_cleanup_free_ char *path = store_path(&store, &digest);

	shell_do("touch changed/sha256/ba/*");
	assert_true(store_has(&store, &digest, NULL));
	shell_do("grep -Eq '^3 [0-9.]+ [0-9]+ [0-9a-f]{64}$' changed/stat/ba/*");
	shell_do("chmod u+w changed/sha256/ba/* && printf abd >changed/sha256/ba/" ABC);
	assert_dies(EXIT_NO, "changed/sha256/ba/" ABC ": the content is not what its name says",
		quick_exit(store_has(&store, &digest, NULL) ? EXIT_YES : EXIT_NO));
	assert_int_equal(access(path, F_OK), -1);
	shell_do("printf abd >changed/sha256/ba/" ABC);
	assert_false(store_has(&store, &digest, NULL));
	assert_int_equal(access(path, F_OK), -1);
	store_put(&store, "abc", 3);
	assert_content(path, "abc");
}

static void content_leaves_as_it_came(void **state)
{
	(void)state;
	_cleanup_(store_close) struct store store = store_open("export");
	const struct digest digest = store_put(&store, "abc", 3);

	file_write("old", "old", 3);
	assert_true(store_export(&store, &digest, "old"));
	assert_content("old", "abc");
	assert_true(store_export(&store, &digest, "old"));
	assert_content("old", "abc");
	assert_int_equal(status_of("old").st_mode & 07777, 0444);
}

static void a_file_is_taken_in(void **state)
{
	(void)state;
	_cleanup_(store_close) struct store store = store_open("take");
	const struct digest digest = abc();
	_cleanup_free_ char *path = store_path(&store, &digest);

	file_write("mine", "abc", 3);
	store_take(&store, &digest, "mine");
	assert_content(path, "abc");
	assert_content("mine", "abc");
	assert_int_equal(status_of(path).st_mode & 07777, 0444);
	assert_int_equal(status_of(path).st_mtime, STORE_TIME);
	shell_do("test -s take/stat/ba/" ABC);
	assert_true(store_has(&store, &digest, NULL));
}

/* /proc is another file system, from which nothing can be linked. */
static void what_cannot_be_linked_is_copied(void **state)
{
	(void)state;
	_cleanup_(text_free) struct text wanted = shell("cat /proc/version");

	file_clone("/proc/version", "version");
	assert_content("version", text_string(&wanted));
	assert_dies(EXIT_SYSTEM, "gone: cannot open: No such file", file_clone("gone", "new"));
	assert_dies(EXIT_SYSTEM, "/proc: cannot read: Is a directory", file_clone("/proc", "new"));
	assert_int_equal(access("new", F_OK), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(content_has_the_name_of_its_hash),
		cmocka_unit_test(what_is_there_already_is_not_written_again),
		cmocka_unit_test(what_is_not_there_is_missing),
		cmocka_unit_test(a_changed_file_is_hashed_again),
		cmocka_unit_test(content_leaves_as_it_came),
		cmocka_unit_test(a_file_is_taken_in),
		cmocka_unit_test(what_cannot_be_linked_is_copied),
	};
	return run_in_directory(tests);
}
