/* SPDX-License-Identifier: MIT */
/* temporary: what is removed when a process ends, however it does. */
#include "unit.h"

#include <signal.h>

#include "lib/temporary.h"
#include "scratch.h"

static bool is_there(const char *path)
{
	return access(path, F_OK) == 0;
}

/* Makes a directory with something in it, in a child that then ends by HOW. Returns whether it is
 * there afterwards. */
static bool stays(struct scratch *scratch, void (*how)(void))
{
	const char *told = scratch_path(scratch, "told");
	pid_t child = fork();

	if (child == 0) {
		char *directory = temporary_make_directory();
		_cleanup_free_ char *file = xprintf("%s/deep/file", directory);

		file_write(file, "x", 1);
		file_write(told, directory, strlen(directory));
		how();
		_exit(0);
	}
	waitpid(child, NULL, 0);
	_cleanup_(text_free) struct text directory = file_read(told, 4096);

	return is_there(text_string(&directory));
}

static void give_up(void)
{
	close(STDERR_FILENO);
	die(EXIT_NO, "it is over");
}

static void leave(void)
{
	exit(0);
}

static void interrupt(void)
{
	raise(SIGTERM);
}

static void it_goes_with_the_process(void **state)
{
	(void)state;
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();

	setenv("TMPDIR", scratch.path, 1);
	assert_false(stays(&scratch, give_up));
	assert_false(stays(&scratch, leave));
	assert_false(stays(&scratch, interrupt));
	unsetenv("TMPDIR");
}

static void it_goes_when_it_is_removed(void **state)
{
	(void)state;
	char *directory = temporary_make_directory();
	_cleanup_free_ char *path = xstrdup(directory), *link = xprintf("%s/link", directory),
			    *file = xprintf("%s/a/b/c", directory);
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	const char *other = scratch_write(&scratch, "other", "x");

	file_write(file, "x", 1);
	assert_int_equal(symlink(scratch.path, link), 0);
	temporary_remove_directory(&directory);
	assert_null(directory);
	assert_false(is_there(path));
	assert_true(is_there(other));
	temporary_remove_directory(&directory);
}

static void what_is_forgotten_stays(void **state)
{
	(void)state;
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	const char *kept = scratch_write(&scratch, "kept", "x");
	const char *gone = scratch_write(&scratch, "gone", "x");
	pid_t child = fork();

	if (child == 0) {
		_cleanup_free_ char *one = xstrdup(kept), *other = xstrdup(gone);

		temporary_remember(one);
		temporary_remember(other);
		temporary_forget(one);
		exit(0);
	}
	waitpid(child, NULL, 0);
	assert_true(is_there(kept));
	assert_false(is_there(gone));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_goes_with_the_process),
		cmocka_unit_test(it_goes_when_it_is_removed),
		cmocka_unit_test(what_is_forgotten_stays),
	};
	return run_unit(tests);
}
