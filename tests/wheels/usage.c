/* SPDX-License-Identifier: MIT */
/* usage: what processes and directories take; the disk as du counts it. */
#include "fixture.h"

#include <signal.h>
#include <sys/mman.h>

#include "wheels/usage.h"

/* A child that has BYTES of memory of its own and a child of its own, as its line says. */
static pid_t start(size_t bytes, int line)
{
	pid_t child = fork();

	if (child != 0)
		return child;
	char *memory =
		mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	memset(memory, 1, bytes);
	if (fork() > 0 && write(line, "x", 1) != 1)
		abort();
	for (;;)
		pause();
}

static void processes_count_with_their_children(void **state)
{
	(void)state;
	const size_t bytes = 32 << 20;
	int line[2];
	char byte;

	assert_int_equal(pipe(line), 0);
	assert_int_equal(usage_of_processes(getpid()).count, 0);
	pid_t child = start(bytes, line[1]);

	assert_int_equal(read(line[0], &byte, 1), 1);
	const struct process_usage usage = usage_of_processes(getpid());

	assert_int_equal(usage.count, 2);
	assert_true(usage.memory >= bytes && usage.memory < 4 * bytes);
	assert_int_equal(usage_of_processes(child).count, 1);
	assert_int_equal(usage_kill(getpid()), 2);
	assert_int_equal(waitpid(child, NULL, 0), child);
	assert_int_equal(usage_of_processes(getpid()).memory, 0);
}

static void directories_count_what_is_in_them(void **state)
{
	(void)state;
	_cleanup_(text_free) struct text blocks =
		shell("mkdir -p d/a/b; head -c 3000000 /dev/zero >d/a/b/f; : >d/empty; "
		      "ln -s /usr d/link; mkdir outside; head -c 9000000 /dev/zero >outside/x; "
		      "ln -s ../outside d/other; chmod 0 d/empty; du -sB1 d | cut -f1");
	const struct disk_usage usage = usage_of_directory("d");
	const uint64_t du = strtoull(text_string(&blocks), NULL, 10);

	/* Six entries count a little more; the directory itself does not. */
	assert_true(usage.bytes + 8192 >= du && usage.bytes <= du + 6 * 512);
	assert_int_equal(usage.depth, 2);
	assert_int_equal(usage_of_directory("nowhere").bytes, 0);
	assert_int_equal(usage_of_directory("d/other").bytes, 0);
}

static void depth_is_bounded(void **state)
{
	(void)state;
	_cleanup_(text_free) struct text out =
		shell("cd d && i=0; while [ $i -lt 400 ]; do mkdir n && cd n; i=$((i+1)); done");

	assert_string_equal(text_string(&out), "");
	assert_int_equal(usage_of_directory("d").depth, USAGE_DEEPEST);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(processes_count_with_their_children),
		cmocka_unit_test(directories_count_what_is_in_them),
		cmocka_unit_test(depth_is_bounded)};

	return run_in_directory(tests);
}
