/* SPDX-License-Identifier: MIT */
/* process: what the system says of running processes. */
#include "unit.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include "inputs/process.h"

/* A child that ends with this process, or when it is killed. */
static pid_t sleeping_child(void)
{
	pid_t parent = getpid(), child = fork();

	if (child == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		while (getppid() == parent)
			pause();
		_exit(0);
	}
	assert_true(child > 0);
	return child;
}

static void end(pid_t child)
{
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
}

static void parent_and_session_are_told(void **context)
{
	(void)context;
	struct process process;

	assert_true(process_read(getpid(), &process));
	assert_int_equal(process.pid, getpid());
	assert_int_equal(process.parent, getppid());
	assert_int_equal(process.session, getsid(0));
	assert_true(process.start > 0);
	assert_false(process_read(0x7fffffff, &process));
}

static void any_name_is_read(void **context)
{
	(void)context;
	struct process process;

	prctl(PR_SET_NAME, ") R 1 1 (");
	assert_true(process_read(getpid(), &process));
	assert_int_equal(process.parent, getppid());
}

static void a_child_descends_from_its_parent(void **context)
{
	(void)context;
	struct process self, other;
	pid_t child = sleeping_child();

	assert_true(process_read(getpid(), &self));
	assert_true(process_descends(child, &self));
	assert_true(process_descends(getpid(), &self));
	assert_true(process_read(child, &other));
	assert_false(process_descends(getpid(), &other));
	/* the PID of one that ended before */
	self.start--;
	assert_false(process_descends(child, &self));
	end(child);
}

static void environments_are_searched_for_a_whole_entry(void **context)
{
	(void)context;
	pid_t child = fork();

	if (child == 0) {
		execle("/bin/sleep", "sleep", "60", NULL,
			(char *[]){"other=1", "makelocktest=12.34", NULL});
		_exit(1);
	}
	while (process_with(getsid(0), "makelocktest=12.34") != child)
		usleep(1000);
	assert_int_equal(process_with(getsid(0), "makelocktest=12.3"), 0);
	assert_int_equal(process_with(getsid(0), "test=12.34"), 0);
	assert_int_equal(process_with(0x7fffffff, "makelocktest=12.34"), 0);
	end(child);
	assert_int_equal(process_with(getsid(0), "makelocktest=12.34"), 0);
}

static void the_end_is_waited_for(void **context)
{
	(void)context;
	pid_t child = sleeping_child();
	pid_t killer = fork();

	if (killer == 0) {
		usleep(50000);
		kill(child, SIGKILL);
		_exit(0);
	}
	process_wait(child);
	assert_int_equal(waitpid(child, NULL, WNOHANG), child);
	waitpid(killer, NULL, 0);
	process_wait(0x7fffffff);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parent_and_session_are_told),
		cmocka_unit_test(any_name_is_read),
		cmocka_unit_test(a_child_descends_from_its_parent),
		cmocka_unit_test(environments_are_searched_for_a_whole_entry),
		cmocka_unit_test(the_end_is_waited_for),
	};

	return run_unit(tests);
}
