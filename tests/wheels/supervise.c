/* SPDX-License-Identifier: MIT */
/* supervise: exit statuses, what is passed on, and what ends a command. */
#include "fixture.h"

#include "lib/unconst.h"
#include "wheels/supervise.h"

static const struct limits large = {.seconds = 60,
	.memory = (uint64_t)1 << 30,
	.processes = 100,
	.disk = (uint64_t)1 << 30,
	.output = 1 << 20,
	.directories = &(const struct stringlist){0}};

/* What is printed by SCRIPT, and at its end what supervise returns. */
static char *said(const char *script, const struct limits *limits)
{
	char *command[] = {(char[]){"sh"}, (char[]){"-c"}, xstrdup(script), NULL};
	char *environment[] = {(char[]){"PATH=/usr/bin:/bin"}, (char[]){"A=b"}, NULL};
	struct text out = {0};
	char bytes[4096];
	int pipes[2];

	fflush(NULL);
	assert_int_equal(pipe(pipes), 0);
	pid_t child = fork();

	if (child == 0) {
		dup2(pipes[1], 1);
		close(pipes[0]);
		printf("=%d\n", supervise(command, environment, "/", limits));
		fflush(NULL);
		_exit(0);
	}
	close(pipes[1]);
	for (ssize_t length; (length = read(pipes[0], bytes, sizeof bytes)) > 0;)
		text_add(&out, bytes, (size_t)length);
	close(pipes[0]);
	waitpid(child, NULL, 0);
	free(command[2]);
	return text_take(&out);
}

#define assert_said(script, limits, wanted)                          \
	do {                                                         \
		_cleanup_free_ char *_said = said(script, limits);   \
		if (!strstr(_said, wanted))                          \
			fail_msg("'%s' has no '%s'", _said, wanted); \
	} while (0)

static void commands_end_as_they_do(void **state)
{
	(void)state;
	assert_said("exit 0", &large, "=0\n");
	assert_said("exit 7", &large, "=7\n");
	assert_said("kill -9 $$", &large, "=137\n");
	assert_said("env | sort; pwd", &large, "A=b\n");
	assert_said("cat; echo end", &large, "end\n");
	assert_said("exec nothing-of-this-name", &large, "=127\n");
}

static void output_is_escaped_and_bounded(void **state)
{
	(void)state;
	struct limits few = large;

	few.output = 10;
	assert_said("printf '\\033[1m\\302\\233x\\303\\251\\177\\n'", &large,
		"\\x1b[1m\xc2\\x9bx\xc3\xa9\\x7f\n");
	assert_said("echo 01234567890123; echo x >&2", &few,
		"0123456789\nconfine: the rest of what it prints is left out\n+");
}

static void too_much_ends_it(void **state)
{
	(void)state;
	struct limits limits = large;
	char *places[] = {fixture_directory};
	const struct stringlist here = {1, places};

	limits.seconds = 1;
	assert_said("sleep 60", &limits, "PYLOCK_BUILD_TIMEOUT gives it, and was ended\n=1\n");
	limits = large;
	limits.processes = 3;
	assert_said("sleep 60 & sleep 60 & sleep 60 & sleep 60 & wait", &limits, "processes");
	limits = large;
	limits.memory = 64 << 20;
	/* Two that have less than the limit each. */
	assert_said("python3 -c 'import os, time; os.fork(); a = b\"x\" * (40 << 20); "
		    "time.sleep(60)'",
		&limits, "PYLOCK_BUILD_MEMORY gives it, and was ended\n=1\n");
	assert_said("python3 -c 'a = bytearray(900 << 20)'", &limits, "MemoryError");
	limits = large;
	limits.disk = 1 << 20;
	limits.directories = &here;
	_cleanup_free_ char *script = xprintf("cd %s; for i in 1 2 3 4; do "
					      "head -c 900000 /dev/zero >f$i; done",
		fixture_directory);

	assert_said(script, &limits, "the disk that there is for it, and was ended\n=1\n");
	_cleanup_free_ char *large_file =
		xprintf("cd %s; rm f*; head -c 2000000 /dev/zero >f", fixture_directory);

	assert_said(large_file, &limits, "File size limit exceeded");
}

static void nothing_is_left(void **state)
{
	(void)state;
	assert_said("setsid sh -c 'sleep 77.7 & sleep 77.7' >/dev/null 2>&1 & sleep 0.2", &large,
		"=0\n");
	_cleanup_(text_free) struct text left = shell("pgrep -fx 'sleep 77.7' || echo none");

	assert_string_equal(text_string(&left), "none\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(commands_end_as_they_do),
		cmocka_unit_test(output_is_escaped_and_bounded), cmocka_unit_test(too_much_ends_it),
		cmocka_unit_test(nothing_is_left)};

	return run_in_directory(tests);
}
