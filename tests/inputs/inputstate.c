/* SPDX-License-Identifier: MIT */
/* inputstate: what counts of files and directories, and what does not. */
#include "unit.h"

#include <fcntl.h>

#include "inputs/inputstate.h"
#include "scratch.h"

/* The state of PATH; the caller frees. */
static char *state_of(struct scratch *scratch, const char *path)
{
	_cleanup_(hashnotes_free) struct hashnotes notes =
		hashnotes_read(scratch_path(scratch, "no notes"));
	_cleanup_(stringlist_free) struct stringlist entries = {0};
	struct text state = {0};

	inputstate_add(&(struct inputs){&entries, &notes, ""}, path);
	inputstate_join(&entries, &state);
	return state.bytes ? text_take(&state) : xstrdup("");
}

static void a_state_is_kind_mode_content_and_path(void **context)
{
	(void)context;
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	const char *tree = scratch_path(&scratch, "tree"),
		   *link = scratch_path(&scratch, "tree/link");

	scratch_write(&scratch, "tree/a\nb\\c", "one");
	assert_int_equal(symlink("a", link), 0);
	assert_int_equal(chmod(tree, 0755), 0);
	_cleanup_free_ char *state = state_of(&scratch, tree);
	_cleanup_free_ char *wanted =
		xprintf("d 0755 - %s\nf 0644 %s %s/a\\nb\\\\c\nl 0777 1:a %s\n", tree,
			sha256_of("one", 3).hex, tree, link);

	assert_string_equal(state, wanted);
}

static void times_do_not_count(void **context)
{
	(void)context;
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	const char *file = scratch_write(&scratch, "file", "one");
	_cleanup_free_ char *before = state_of(&scratch, file);

	assert_int_equal(
		utimensat(AT_FDCWD, file, (struct timespec[2]){{.tv_sec = 1}, {.tv_sec = 1}}, 0),
		0);
	_cleanup_free_ char *after = state_of(&scratch, file);

	assert_string_equal(before, after);
}

static void each_change_is_another_state(void **context)
{
	(void)context;
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	const char *tree = scratch_path(&scratch, "tree"),
		   *file = scratch_write(&scratch, "tree/file", "one");
	_cleanup_(stringlist_free) struct stringlist states = {0};

	stringlist_add(&states, state_of(&scratch, tree));
	file_write(file, "two", 3);
	stringlist_add(&states, state_of(&scratch, tree));
	assert_int_equal(chmod(file, 0755), 0);
	stringlist_add(&states, state_of(&scratch, tree));
	unlink(file);
	stringlist_add(&states, state_of(&scratch, tree));
	assert_int_equal(mkdir(file, 0755), 0);
	stringlist_add(&states, state_of(&scratch, tree));
	rmdir(file);
	assert_int_equal(symlink("two", file), 0);
	stringlist_add(&states, state_of(&scratch, tree));
	unlink(file);
	assert_int_equal(mkfifo(file, 0644), 0);
	stringlist_add(&states, state_of(&scratch, tree));
	unlink(file);
	rmdir(tree);
	stringlist_add(&states, state_of(&scratch, tree));
	stringlist_sort_unique(&states);
	assert_int_equal(states.count, 8);
}

static void a_given_link_is_followed(void **context)
{
	(void)context;
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	const char *link = scratch_path(&scratch, "link");
	_cleanup_free_ char *wanted = xprintf("f 0644 %s %s\n", sha256_of("one", 3).hex, link);

	scratch_write(&scratch, "file", "one");
	assert_int_equal(symlink("file", link), 0);
	_cleanup_free_ char *state = state_of(&scratch, link);

	assert_string_equal(state, wanted);
}

static void what_python_writes_is_left_out(void **context)
{
	(void)context;
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	const char *tree = scratch_path(&scratch, "tree");

	scratch_write(&scratch, "tree/a.py", "one");
	_cleanup_free_ char *before = state_of(&scratch, tree);

	scratch_write(&scratch, "tree/__pycache__/a.pyc", "two");
	_cleanup_free_ char *after = state_of(&scratch, tree);

	assert_string_equal(before, after);
}

static void a_source_is_without_what_goes_into_no_image(void **context)
{
	(void)context;
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	_cleanup_(hashnotes_free) struct hashnotes notes =
		hashnotes_read(scratch_path(&scratch, "no notes"));
	_cleanup_(stringlist_free) struct stringlist entries = {0}, excludes = {0};
	const char *tree = scratch_path(&scratch, "tree");
	_cleanup_(text_free) struct text state = {0};

	scratch_write(&scratch, "tree/a.py", "one");
	scratch_write(&scratch, "tree/.git/HEAD", "two");
	scratch_write(&scratch, "tree/a.log", "three");
	const struct inputs inputs = {&entries, &notes, scratch.path};

	assert_int_equal(chmod(tree, 0755), 0);
	stringlist_add(&excludes, xstrdup("*.log"));
	inputstate_add_source(&inputs, tree, &excludes);
	inputstate_add_source(&inputs, scratch_path(&scratch, "gone"), &excludes);
	inputstate_join(&entries, &state);
	_cleanup_free_ char *wanted = xprintf(
		"- 0000 2 /gone\nd 0755 - /tree\nf 0644 %s /tree/a.py\n", sha256_of("one", 3).hex);

	assert_string_equal(text_string(&state), wanted);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_state_is_kind_mode_content_and_path),
		cmocka_unit_test(times_do_not_count),
		cmocka_unit_test(each_change_is_another_state),
		cmocka_unit_test(a_given_link_is_followed),
		cmocka_unit_test(what_python_writes_is_left_out),
		cmocka_unit_test(a_source_is_without_what_goes_into_no_image),
	};

	return run_unit(tests);
}
