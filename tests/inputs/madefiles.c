/* SPDX-License-Identifier: MIT */
/* madefiles: what is not what was made is removed, with what stands for its being there. */
#include "unit.h"

#include <fcntl.h>
#include <unistd.h>

#include "inputs/madefiles.h"
#include "scratch.h"

static const char blob[] = "image/blobs/sha256/"
			   "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae";

/* What a make may leave, in a directory that becomes the working directory, noted. */
static struct scratch made(void)
{
	struct scratch scratch = scratch_make();
	int fd;

	scratch_write(&scratch, "plan.mk", "plan");
	scratch_write(&scratch, "plan.checked", "");
	scratch_write(&scratch, "documents.json", "record");
	scratch_write(&scratch, "documents/a/b.txt", "text");
	scratch_write(&scratch, "image/index.json", "{}");
	scratch_write(&scratch, "image/oci-layout", "{}");
	scratch_write(&scratch, blob, "foo");
	scratch_write(&scratch, "lean/index.json", "{}");
	scratch_write(&scratch, "lean/oci-layout", "{}");
	scratch_write(&scratch, "inputs/stamp", "others look at it");
	scratch_write(&scratch, "built/a-0.args", "a wheel");
	scratch_write(&scratch, "built/a/work.txt", "a build");
	scratch_write(&scratch, "project/1/wheel.args", "a wheel");
	assert_int_equal(chdir(scratch.path), 0);
	fd = madefiles_open();
	assert_true(fd >= 0);
	while (!madefiles_note(fd))
		usleep(2000);
	close(fd);
	return scratch;
}

static void done(struct scratch *scratch)
{
	assert_int_equal(chdir("/"), 0);
	scratch_remove(scratch);
}

static bool there(const char *path)
{
	return access(path, F_OK) == 0;
}

static void what_is_as_it_was_made_stays(void **context)
{
	(void)context;
	_cleanup_(done) struct scratch scratch = made();

	assert_int_equal(utimensat(AT_FDCWD, "plan.mk", NULL, 0), 0);
	scratch_write(&scratch, "plan.mk", "plan");
	scratch_write(&scratch, "new.txt", "new");
	scratch_write(&scratch, "inputs/stamp", "another");
	madefiles_mend("build");
	assert_true(there("plan.mk") && there("plan.checked") && there("new.txt"));
	assert_true(there("image/index.json") && there("inputs/stamp") && there(blob));
}

static void what_is_another_goes_with_the_stamps(void **context)
{
	(void)context;
	_cleanup_(done) struct scratch scratch = made();

	scratch_write(&scratch, "plan.mk", "");
	madefiles_mend("build");
	assert_false(there("plan.mk") || there("plan.checked"));
	assert_true(there("image/index.json") && there("documents.json"));
}

static void what_is_gone_is_looked_for_again(void **context)
{
	(void)context;
	_cleanup_(done) struct scratch scratch = made();

	assert_true(there(scratch.path));
	unlink("plan.mk");
	madefiles_mend("build");
	assert_false(there("plan.checked"));
}

static void a_blob_is_looked_at_by_its_size(void **context)
{
	(void)context;
	_cleanup_(done) struct scratch scratch = made();

	scratch_write(&scratch, blob, "bar");
	madefiles_mend("build");
	assert_true(there(blob) && there("image/index.json"));
	scratch_write(&scratch, blob, "fo");
	madefiles_mend("build");
	assert_false(there(blob) || there("image/index.json"));
	assert_true(there("image/oci-layout"));
}

static void a_lean_layout_is_one(void **context)
{
	(void)context;
	_cleanup_(done) struct scratch scratch = made();

	assert_true(there(scratch.path));
	unlink("lean/oci-layout");
	madefiles_mend("build");
	assert_false(there("lean"));
}

static void a_layout_without_its_mark_goes_as_a_whole(void **context)
{
	(void)context;
	_cleanup_(done) struct scratch scratch = made();

	assert_true(there(scratch.path));
	unlink("image/oci-layout");
	madefiles_mend("build");
	assert_false(there("image"));
}

static void what_was_built_is_looked_at(void **context)
{
	(void)context;
	static const char *const paths[] = {"built/a-0.args", "project/1/wheel.args"};

	for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
		_cleanup_(done) struct scratch scratch = made();

		scratch_write(&scratch, paths[i], "a");
		scratch_write(&scratch, "built/a/work.txt", "another build");
		madefiles_mend("build");
		assert_false(there(paths[i]) || there("plan.checked"));
		assert_true(there("built/a/work.txt") && there("plan.mk"));
	}
}

static void a_directory_in_the_place_of_a_file_goes(void **context)
{
	(void)context;
	_cleanup_(done) struct scratch scratch = made();

	unlink("plan.mk");
	scratch_write(&scratch, "plan.mk/a/b", "no plan");
	madefiles_mend("build");
	assert_false(there("plan.mk") || there("plan.checked"));
}

static void what_was_not_finished_goes(void **context)
{
	(void)context;
	_cleanup_(done) struct scratch scratch = made();
	static const char *const paths[] = {"plan.json.new", "layers/a-0.json.new",
		"layers/a-0.json.pyc", "project/1/wheel.args.new", ".base.tree.aB3dEf",
		"inputs/.files.aB3dEf"};

	for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
		scratch_write(&scratch, paths[i], "half");
	scratch_write(&scratch, "built/a/dist/x.new", "of a build");
	madefiles_mend("build");
	for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
		assert_false(there(paths[i]));
	assert_true(there("built/a/dist/x.new") && there("plan.mk") && there("plan.checked"));
	assert_true(there(".made") && there("image/index.json"));
}

static void a_document_that_is_gone_is_made_again(void **context)
{
	(void)context;
	_cleanup_(done) struct scratch scratch = made();

	assert_true(there(scratch.path));
	unlink("documents/a/b.txt");
	madefiles_mend("build");
	assert_false(there("documents.json"));
}

/* Notes that somebody else wrote remove nothing elsewhere. */
static void notes_lead_nowhere_else(void **context)
{
	(void)context;
	_cleanup_(done) struct scratch scratch = made();
	static const char notes[] =
		"hashnotes 1\n1 1 1 1 1 "
		"2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae ";

	for (size_t i = 0; i < 2; i++) {
		_cleanup_free_ char *outside = xprintf(
			i ? "../%s/plan.mk" : "%s/plan.mk", i ? scratch.path + 5 : scratch.path);
		_cleanup_(text_free) struct text text = {0};

		text_add_string(&text, notes);
		text_add(&text, outside, strlen(outside) + 1);
		file_write(".made", text.bytes, text.length);
		madefiles_mend("build");
		assert_true(there("plan.mk") && there("plan.checked"));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_as_it_was_made_stays),
		cmocka_unit_test(what_is_another_goes_with_the_stamps),
		cmocka_unit_test(what_is_gone_is_looked_for_again),
		cmocka_unit_test(a_blob_is_looked_at_by_its_size),
		cmocka_unit_test(a_layout_without_its_mark_goes_as_a_whole),
		cmocka_unit_test(a_lean_layout_is_one),
		cmocka_unit_test(what_was_built_is_looked_at),
		cmocka_unit_test(what_was_not_finished_goes),
		cmocka_unit_test(a_directory_in_the_place_of_a_file_goes),
		cmocka_unit_test(a_document_that_is_gone_is_made_again),
		cmocka_unit_test(notes_lead_nowhere_else),
	};

	return run_unit(tests);
}
