/* SPDX-License-Identifier: MIT */
/* syscallfilter: what the kernel answers under the filter. */
#include "unit.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include "wheels/syscallfilter.h"

static struct sock_filter lines[512];

/* Puts this process, a child, under the filter. */
static void come_under(void)
{
	int fd = syscallfilter_open();
	ssize_t size = read(fd, lines, sizeof lines);
	struct sock_fprog program = {(unsigned short)((size_t)size / sizeof *lines), lines};

	if (size <= 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ||
		prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) < 0)
		_exit(99);
}

/* The error of CALL in a child that is under the filter; 0 when there is none. */
#define error_of(call)                                          \
	({                                                      \
		pid_t _child = fork();                          \
		int _status = 0;                                \
                                                                \
		if (_child == 0) {                              \
			come_under();                           \
			_exit((call) < 0 ? errno : 0);          \
		}                                               \
		waitpid(_child, &_status, 0);                   \
		WIFEXITED(_status) ? WEXITSTATUS(_status) : -1; \
	})

static void what_builds_do_without_is_refused(void **state)
{
	(void)state;
	assert_int_equal(error_of(unshare(CLONE_NEWUSER)), EPERM);
	assert_int_equal(error_of(syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, 0, 0, 0, 0)), EPERM);
	assert_int_equal(error_of(syscall(SYS_clone3, NULL, 0)), ENOSYS);
	assert_int_equal(error_of(syscall(SYS_memfd_create, "x", 0)), ENOSYS);
	assert_int_equal(error_of(syscall(SYS_mount, "a", "/", "tmpfs", 0, NULL)), EPERM);
	assert_int_equal(error_of(syscall(SYS_io_uring_setup, 1, NULL)), EPERM);
	assert_int_equal(error_of(syscall(SYS_keyctl, 0, 0, 0, 0, 0)), EPERM);
	assert_int_equal(error_of(syscall(SYS_bpf, 0, NULL, 0)), EPERM);
	assert_int_equal(error_of(socket(AF_VSOCK, SOCK_STREAM, 0)), EAFNOSUPPORT);
	assert_int_equal(error_of(socket(AF_PACKET, SOCK_RAW, 0)), EAFNOSUPPORT);
#ifdef __x86_64__
	assert_int_equal(error_of(syscall(0x40000000 | SYS_getpid)), ENOSYS);
#endif
}

static void what_they_need_is_not(void **state)
{
	(void)state;
	int pair[2];

	assert_int_equal(error_of(socket(AF_UNIX, SOCK_STREAM, 0)), 0);
	assert_int_equal(error_of(socket(AF_INET, SOCK_STREAM, 0)), 0);
	assert_int_equal(error_of(socketpair(AF_UNIX, SOCK_STREAM, 0, pair)), 0);
	assert_int_equal(error_of(mkdir("/tmp", 0755)), EEXIST);
	assert_int_equal(error_of(getpid()), 0);
	assert_int_equal(error_of(fork() == 0 ? 0 : waitpid(-1, NULL, 0)), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(what_builds_do_without_is_refused),
		cmocka_unit_test(what_they_need_is_not)};

	return run_unit(tests);
}
