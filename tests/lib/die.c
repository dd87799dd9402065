/* SPDX-License-Identifier: MIT */
/* die: the last words of a process are one line, whatever its threads do. */
#include "unit.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>

enum { THREADS = 8 };

static pthread_barrier_t together;

static void *end_all(void *data)
{
	pthread_barrier_wait(&together);
	die(EXIT_SYSTEM, "the disk is full");
	return data;
}

static void threads_speak_with_one_voice(void **state)
{
	(void)state;
	struct unit_child child = unit_fork();

	if (child.pid == 0) {
		pthread_t threads[THREADS];

		pthread_barrier_init(&together, NULL, THREADS);
		for (size_t i = 0; i < THREADS; i++)
			pthread_create(&threads[i], NULL, end_all, NULL);
		pthread_join(threads[0], NULL);
		_exit(0);
	}
	char said[4096] = "";
	ssize_t got;
	size_t length = 0;
	int ended;

	while ((got = read(child.said, said + length, sizeof said - 1 - length)) > 0)
		length += (size_t)got;
	close(child.said);
	assert_int_equal(waitpid(child.pid, &ended, 0), child.pid);
	assert_true(WIFEXITED(ended));
	assert_int_equal(WEXITSTATUS(ended), EXIT_SYSTEM);
	assert_string_equal(said, "pylock: the disk is full\n");
}

static void errno_s_text_comes_after_a_colon(void **state)
{
	(void)state;
	assert_dies(EXIT_NO, "pylock: a\\x1bb: cannot open: No such file or directory\n", {
		errno = ENOENT;
		die(EXIT_NO, "a\033b: cannot open:");
	});
}

/* The Unicode standard's names: LINE SEPARATOR, RIGHT-TO-LEFT OVERRIDE, POP DIRECTIONAL ISOLATE,
 * RIGHT-TO-LEFT MARK; an accent, a dash and an ellipsis are text. */
static void what_misleads_is_escaped(void **state)
{
	(void)state;
	assert_dies(EXIT_NO,
		"pylock: "
		"\\xe2\\x80\\xa8\\xe2\\x80\\xae\\xe2\\x81\\xa9\\xe2\\x80\\x8f\\xc2\\x85\\x7f\n",
		die(EXIT_NO, "\u2028\u202e\u2069\u200f\xc2\x85\x7f"));
	assert_dies(EXIT_NO, "pylock: \u00e9\u2013\u2026\n", die(EXIT_NO, "\u00e9\u2013\u2026"));
	assert_dies(EXIT_NO, "pylock: \\xe2\\x80\n", die(EXIT_NO, "\xe2\x80"));
}

static void addresses_have_no_password(void **state)
{
	(void)state;
	assert_dies(EXIT_NO, "pylock: 'a @ https://****@h/\\x1b' http://****@i\n",
		die(EXIT_NO, "'a @ https://u:p@h/\033' http://t@i"));
}

#if defined(__OPTIMIZE__) && !defined(__SANITIZE_ADDRESS__)
/* What is written behind memory of xalloc() ends the program, where its size is known at run time.
 */
static void sizes_are_looked_at(void **state)
{
	volatile size_t size = 24, written = 25;
	int ended;

	(void)state;
	struct unit_child child = unit_fork();

	if (child.pid == 0) {
		char *memory = xalloc(1, size);

		memset(memory, 1, written);
		_exit(memory[0]);
	}
	assert_int_equal(waitpid(child.pid, &ended, 0), child.pid);
	close(child.said);
	assert_true(WIFSIGNALED(ended));
	assert_int_equal(WTERMSIG(ended), SIGABRT);
}
#else
static void sizes_are_looked_at(void **state)
{
	(void)state;
}
#endif

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses_have_no_password),
		cmocka_unit_test(sizes_are_looked_at),
		cmocka_unit_test(what_misleads_is_escaped),
		cmocka_unit_test(threads_speak_with_one_voice),
		cmocka_unit_test(errno_s_text_comes_after_a_colon),
	};
	return run_unit(tests);
}
