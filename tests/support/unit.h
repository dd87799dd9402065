/* SPDX-License-Identifier: MIT */
/* unit.h: what every unit test includes: cmocka, TAP output, and a way to test functions that die.
 */
#ifndef UNIT_H
#define UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "lib/die.h"

/* Ends main: runs the tests and prints TAP. */
#define run_unit(tests) \
	(cmocka_set_message_output(CM_OUTPUT_TAP), cmocka_run_group_tests(tests, NULL, NULL))

/* Runs STATEMENT in a child process and checks that it ends with STATUS and says something that
 * holds MESSAGE. */
#define assert_dies(status, message, statement)                                 \
	do {                                                                    \
		struct unit_child _child = unit_fork();                         \
		if (_child.pid == 0) {                                          \
			statement;                                              \
			_exit(0);                                               \
		}                                                               \
		unit_check_child(&_child, status, message, __FILE__, __LINE__); \
	} while (0)

struct unit_child {
	pid_t pid;
	int said;
};

static inline struct unit_child unit_fork(void)
{
	int ends[2];
	struct unit_child child;

	fflush(NULL);
	if (pipe(ends) < 0)
		abort();
	child.pid = fork();
	if (child.pid == 0) {
		dup2(ends[1], STDERR_FILENO);
		close(ends[0]);
	}
	close(ends[1]);
	child.said = ends[0];
	return child;
}

static inline void unit_check_child(
	struct unit_child *child, int status, const char *message, const char *file, int line)
{
	char said[4096];
	size_t length = 0;
	ssize_t got;
	int ended;

	while (length < sizeof said - 1 &&
		(got = read(child->said, said + length, sizeof said - 1 - length)) > 0)
		length += (size_t)got;
	said[length] = '\0';
	close(child->said);
	waitpid(child->pid, &ended, 0);
	if (!WIFEXITED(ended) || WEXITSTATUS(ended) != status || !strstr(said, message)) {
		print_error("%s:%d: wanted status %d and '%s', got %x and '%s'\n", file, line,
			status, message, ended, said);
		_fail(file, line);
	}
}

#endif
