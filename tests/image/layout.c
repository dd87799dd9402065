/* SPDX-License-Identifier: MIT */
/* layout: what is taken for a layout, which blobs are trusted, and what a commit leaves. */
#include "unit.h"

#include "image/layout.h"
#include "lib/json.h"
#include "scratch.h"
#include "store/store.h"

static struct stat status_of(const char *path)
{
	struct stat status;

	if (lstat(path, &status) < 0)
		memset(&status, 0, sizeof status);
	return status;
}

static void a_new_layout(void **state)
{
	(void)state;
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	_cleanup_(layout_close) struct layout layout =
		layout_create(scratch_path(&scratch, "new/layout"));
	_cleanup_json_ json_t *index = json_pack("{s:i}", "schemaVersion", 2);

	/* until something is written, the directory stays empty */
	assert_int_equal(rmdir(layout.path), 0);
	struct digest digest = layout_put(&layout, "hello", 5);
	_cleanup_free_ char *blob = layout_blob(&layout, &digest);
	const struct digest *keep[] = {&digest};
	struct stat status = status_of(blob);

	assert_string_equal(
		digest.hex, "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824");
	assert_int_equal(status.st_mode & 07777, 0444);
	assert_int_equal(status.st_mtime, STORE_TIME);
	layout_commit(&layout, index, keep, 1);
	_cleanup_(layout_close) struct layout again = layout_open(layout.path);
	_cleanup_json_ json_t *read = layout_index(&again);

	assert_true(json_equal(index, read));
	assert_true(layout_has(&layout, &digest, 5));
	assert_false(layout_has(&layout, &digest, 6));
}

static void only_layouts_and_empty_directories_are_written(void **state)
{
	(void)state;
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();

	scratch_write(&scratch, "other/file", "x");
	scratch_write(&scratch, "old/oci-layout", "{\"imageLayoutVersion\":\"2.0.0\"}");
	scratch_write(&scratch, "killed/.oci-layout.abcdef", "");
	assert_dies(EXIT_NO, "other: exists and is not an OCI image layout",
		layout_create(scratch_path(&scratch, "other")));
	assert_dies(EXIT_NO, "file: cannot be an OCI image layout",
		layout_create(scratch_path(&scratch, "other/file")));
	assert_dies(
		EXIT_NO, "oci-layout: not version 1", layout_create(scratch_path(&scratch, "old")));
	assert_dies(
		EXIT_NO, "not an OCI image layout", layout_open(scratch_path(&scratch, "other")));
	assert_dies(
		EXIT_NO, "not an OCI image layout", layout_open(scratch_path(&scratch, "none")));
	struct layout layout = layout_create(scratch_path(&scratch, "killed"));

	layout_close(&layout);
}

static void a_blob_that_was_written_to_is_hashed(void **state)
{
	(void)state;
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	_cleanup_(layout_close) struct layout layout =
		layout_create(scratch_path(&scratch, "layout"));
	struct digest digest = layout_put(&layout, "hello", 5);
	_cleanup_free_ char *blob = layout_blob(&layout, &digest);

	/* touched, but right: it is trusted again */
	file_write(blob, "hello", 5);
	assert_true(layout_has(&layout, &digest, 5));
	assert_int_equal(status_of(blob).st_mtime, STORE_TIME);
	/* wrong: it is not there, and is made anew */
	file_write(blob, "jello", 5);
	assert_false(layout_has(&layout, &digest, 5));
	layout_put(&layout, "hello", 5);
	assert_true(layout_has(&layout, &digest, 5));
}

static void blobs_come_by_link_or_checked_copy(void **state)
{
	(void)state;
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	_cleanup_(layout_close) struct layout layout =
		layout_create(scratch_path(&scratch, "layout"));
	struct digest digest = sha256_of("hello", 5), other = sha256_of("other", 5);
	_cleanup_free_ char *blob = layout_blob(&layout, &digest);
	const char *from = scratch_write(&scratch, "from", "hello");

	assert_dies(EXIT_NO, "from: the content is not what its digest and size say",
		layout_import(&layout, &other, 5, from));
	assert_dies(EXIT_NO, "from: the content is not what its digest and size say",
		layout_import(&layout, &digest, 4, from));
	assert_false(layout_has(&layout, &digest, 5));
	layout_import(&layout, &digest, 5, from);
	assert_true(layout_has(&layout, &digest, 5));
	assert_int_not_equal(status_of(blob).st_ino, status_of(from).st_ino);
	assert_int_not_equal(status_of(from).st_mtime, STORE_TIME);

	unlink(blob);
	layout_add(&layout, &digest, from);
	assert_true(layout_has(&layout, &digest, 5));
	assert_false(S_ISLNK(status_of(blob).st_mode));
}

static void a_commit_removes_what_is_not_kept(void **state)
{
	(void)state;
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	_cleanup_(layout_close) struct layout layout =
		layout_create(scratch_path(&scratch, "layout"));
	_cleanup_json_ json_t *index = json_object();
	struct digest old = layout_put(&layout, "old", 3), new = layout_put(&layout, "new", 3);
	const struct digest *keep[] = {&new};

	scratch_write(&scratch, "layout/blobs/sha256/.0123.abcdef", "left by a killed process");
	layout_commit(&layout, index, keep, 1);
	assert_false(layout_has(&layout, &old, 3));
	assert_true(layout_has(&layout, &new, 3));
	assert_int_equal(
		access(scratch_path(&scratch, "layout/blobs/sha256/.0123.abcdef"), F_OK), -1);
}

static void json_of_blobs_is_checked(void **state)
{
	(void)state;
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	_cleanup_(layout_close) struct layout layout =
		layout_create(scratch_path(&scratch, "layout"));
	struct digest right = layout_put(&layout, "{\"a\":1}", 7),
		      broken = layout_put(&layout, "{\"a\":", 5);
	struct digest wrong = sha256_of("x", 1), fifo = sha256_of("y", 1);
	_cleanup_json_ json_t *value = layout_json(&layout, &right, 7);
	_cleanup_free_ char *wrong_path = layout_blob(&layout, &wrong),
			    *fifo_path = layout_blob(&layout, &fifo);

	assert_int_equal(json_integer_value(json_object_get(value, "a")), 1);
	file_write(wrong_path, "{\"a\":1}", 7);
	mkfifo(fifo_path, 0600);
	assert_dies(EXIT_NO, "not what its digest and size say", layout_json(&layout, &wrong, 7));
	assert_dies(EXIT_NO, "not what its digest and size say", layout_json(&layout, &right, 8));
	assert_dies(EXIT_NO, "not valid JSON", layout_json(&layout, &broken, 5));
	assert_dies(EXIT_NO, "not a regular file", layout_json(&layout, &fifo, 1));
	free(steal(&wrong_path));
	wrong = sha256_of("z", 1);
	assert_dies(
		EXIT_NO, "is not there, but the layout names it", layout_json(&layout, &wrong, 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_new_layout),
		cmocka_unit_test(only_layouts_and_empty_directories_are_written),
		cmocka_unit_test(a_blob_that_was_written_to_is_hashed),
		cmocka_unit_test(blobs_come_by_link_or_checked_copy),
		cmocka_unit_test(a_commit_removes_what_is_not_kept),
		cmocka_unit_test(json_of_blobs_is_checked),
	};
	return run_unit(tests);
}
