/* SPDX-License-Identifier: MIT */
/* hashnotes: a file that did not change is not read again, and one that did is, whatever its times
 * say. */
#include "unit.h"

#include <errno.h>
#include <fcntl.h>
#include <time.h>

#include "inputs/hashnotes.h"
#include "scratch.h"

static void wait_a_tick(void)
{
	nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL);
}

/* The hash of PATH by the notes in NOTES, which are written again. */
static struct digest noted(const char *notes_path, const char *path)
{
	_cleanup_(hashnotes_free) struct hashnotes notes = hashnotes_read(notes_path);
	struct digest digest = {""};
	struct stat status;

	if (stat(path, &status) == 0 && hashnotes_digest(&notes, path, &status, &digest))
		hashnotes_write(&notes, notes_path);
	return digest;
}

static void assert_noted(const char *notes_path, const char *path, const char *content)
{
	struct digest got = noted(notes_path, path), wanted = sha256_of(content, strlen(content));

	assert_string_equal(got.hex, wanted.hex);
}

static void hashes_are_those_of_the_content(void **state)
{
	(void)state;
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	const char *notes = scratch_path(&scratch, "notes"),
		   *file = scratch_write(&scratch, "a b\n", "one");

	assert_noted(notes, file, "one");
	wait_a_tick();
	assert_noted(notes, file, "one");
	assert_noted(notes, file, "one");
	file_write(file, "two", 3);
	assert_noted(notes, file, "two");
}

static void the_modification_time_says_nothing(void **state)
{
	(void)state;
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	const char *notes = scratch_path(&scratch, "notes"),
		   *file = scratch_write(&scratch, "file", "one");
	const struct timespec old[2] = {{.tv_sec = 1000000000}, {.tv_sec = 1000000000}};

	assert_int_equal(utimensat(AT_FDCWD, file, old, 0), 0);
	wait_a_tick();
	assert_noted(notes, file, "one");
	int fd = open(file, O_WRONLY);

	assert_int_equal(write(fd, "two", 3), 3);
	close(fd);
	assert_int_equal(utimensat(AT_FDCWD, file, old, 0), 0);
	assert_noted(notes, file, "two");
}

/* What was hashed in the tick in which it changed may change again in that tick. */
static void what_is_young_is_read_again(void **state)
{
	(void)state;
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	const char *notes_path = scratch_path(&scratch, "notes");
	const char *file = scratch_write(&scratch, "file", "one");
	_cleanup_(hashnotes_free) struct hashnotes notes = hashnotes_read(notes_path);
	struct digest digest;
	struct stat status;

	assert_int_equal(stat(file, &status), 0);
	notes.now = status.st_ctim;
	assert_true(hashnotes_digest(&notes, file, &status, &digest));
	hashnotes_write(&notes, notes_path);
	_cleanup_(hashnotes_free) struct hashnotes again = hashnotes_read(notes_path);

	assert_int_equal(again.count, 0);
}

/* Here it is shown that a note is believed: by one that is wrong. */
static void a_note_spares_the_reading(void **state)
{
	(void)state;
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	const char *notes = scratch_path(&scratch, "notes"),
		   *file = scratch_write(&scratch, "file", "one");
	struct digest right = sha256_of("one", 3), wrong = sha256_of("two", 3);

	wait_a_tick();
	assert_noted(notes, file, "one");
	struct text text = file_read(notes, 1000);
	_cleanup_free_ char *content = xalloc(text.length + 1, 1);

	memcpy(content, text.bytes, text.length);
	memcpy(memmem(content, text.length, right.hex, 64), wrong.hex, 64);
	file_write(notes, content, text.length);
	text_free(&text);
	assert_noted(notes, file, "two");
}

static void what_are_no_notes_is_none(void **state)
{
	(void)state;
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	const char *file = scratch_write(&scratch, "file", "one");

	for (const char *const *bad =
			(const char *const[]){"", "x", "hashnotes 1\n", "hashnotes 1\n1 2 3",
				"hashnotes 1\n3 1 1 1 1 zz file", "hashnotes 9\nwhat", NULL};
		*bad; bad++)
		assert_noted(scratch_write(&scratch, "notes", *bad), file, "one");
	_cleanup_(hashnotes_free) struct hashnotes notes = hashnotes_read(scratch.path);

	assert_int_equal(notes.count, 0);
}

static void what_cannot_be_read_has_no_hash(void **state)
{
	(void)state;
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	_cleanup_(hashnotes_free) struct hashnotes notes =
		hashnotes_read(scratch_path(&scratch, "notes"));
	struct digest digest;

	assert_false(hashnotes_digest(
		&notes, scratch_path(&scratch, "gone"), &(struct stat){0}, &digest));
	assert_int_equal(errno, ENOENT);
}

/* Notes that are damaged say nothing. */
static void what_is_no_hash(void **state)
{
	(void)state;
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	const char *notes = scratch_path(&scratch, "notes"),
		   *file = scratch_write(&scratch, "file", "one");
	struct digest digest = sha256_of("one", 3);

	wait_a_tick();
	assert_noted(notes, file, "one");
	_cleanup_(text_free) struct text text = file_read(notes, 1 << 16);
	char *hash = strstr(text.bytes, digest.hex);

	assert_non_null(hash);
	*hash = 'g';
	file_write(notes, text.bytes, text.length);
	assert_noted(notes, file, "one");
}

static void a_hash_may_be_known(void **state)
{
	(void)state;
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	const char *file = scratch_write(&scratch, "file", "one"),
		   *notes = scratch_path(&scratch, "notes");
	struct digest known = sha256_of("two", 3), digest;
	struct stat status;

	assert_int_equal(stat(file, &status), 0);
	_cleanup_(hashnotes_free) struct hashnotes first = hashnotes_read(notes);
	hashnotes_add(&first, file, &status, &known);
	hashnotes_write(&first, notes);
	_cleanup_(hashnotes_free) struct hashnotes second = hashnotes_read(notes);
	assert_true(hashnotes_digest(&second, file, &status, &digest));
	assert_string_equal(digest.hex, known.hex);
	/* told the same once more, the notes are what they are */
	hashnotes_add(&second, file, &status, &known);
	_cleanup_(text_free) struct text text = {0};
	assert_false(hashnotes_text(&second, &text));
	assert_int_equal(text.length, 0);
}

static void what_changed_in_this_tick_may_not_be_noted(void **state)
{
	(void)state;
	const struct hashnotes notes = {.now = {.tv_sec = 100, .tv_nsec = 5}};
	const struct stat before = {.st_ctim = {100, 4}}, same = {.st_ctim = {100, 5}},
			  after = {.st_ctim = {101, 0}};

	assert_true(hashnotes_may_note(&notes, &before));
	assert_false(hashnotes_may_note(&notes, &same));
	assert_false(hashnotes_may_note(&notes, &after));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hashes_are_those_of_the_content),
		cmocka_unit_test(the_modification_time_says_nothing),
		cmocka_unit_test(what_is_young_is_read_again),
		cmocka_unit_test(what_is_no_hash),
		cmocka_unit_test(a_hash_may_be_known),
		cmocka_unit_test(what_changed_in_this_tick_may_not_be_noted),
		cmocka_unit_test(a_note_spares_the_reading),
		cmocka_unit_test(what_are_no_notes_is_none),
		cmocka_unit_test(what_cannot_be_read_has_no_hash),
	};

	return run_unit(tests);
}
