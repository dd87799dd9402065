/* SPDX-License-Identifier: MIT */
#include "inputs/process.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/die.h"

enum {
	MAX_STAT = 4096,
	MAX_ENVIRONMENT = 4 << 20, /* more than execve takes by default */
	MAX_DEPTH = 1000,
	LOOK_AGAIN_NS = 20000000,
};

/* Up to SIZE bytes of /proc/PID/NAME; -1 when it cannot be read. */
static ssize_t read_of(pid_t pid, const char *name, char *buffer, size_t size)
{
	char path[64];
	size_t length = 0;

	snprintf(path, sizeof path, "/proc/%d/%s", pid, name);
	_cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -1;
	while (length < size) {
		ssize_t got = read(fd, buffer + length, size - length);
		if (got < 0)
			return -1;
		if (got == 0)
			break;
		length += (size_t)got;
	}
	return (ssize_t)length;
}

bool process_read(pid_t pid, struct process *process)
{
	char buffer[MAX_STAT + 1];
	ssize_t length = read_of(pid, "stat", buffer, MAX_STAT);

	if (length <= 0)
		return false;
	buffer[length] = '\0';
	/* The name, the second field, stands in parentheses and may have any in it. */
	char *rest = strrchr(buffer, ')');
	*process = (struct process){.pid = pid};
	return rest &&
	       sscanf(rest + 1,
		       " %*c %9d %*d %9d %*d %*d %*u %*u %*u %*u %*u %*u %*u %*d %*d %*d %*d %*d "
		       "%*d %19llu",
		       &process->parent, &process->session, &process->start) == 3;
}

bool process_descends(pid_t pid, const struct process *wanted)
{
	struct process process;

	for (int depth = 0; depth < MAX_DEPTH && pid > 0; depth++) {
		if (!process_read(pid, &process))
			return false;
		if (process.pid == wanted->pid)
			return process.start == wanted->start;
		pid = process.parent;
	}
	return false;
}

static bool environment_has(pid_t pid, const char *entry, char *buffer)
{
	ssize_t length = read_of(pid, "environ", buffer, MAX_ENVIRONMENT);

	if (length <= 0)
		return false;
	buffer[length] = '\0';
	for (char *at = buffer; at < buffer + length; at += strlen(at) + 1)
		if (strcmp(at, entry) == 0)
			return true;
	return false;
}

pid_t process_with(pid_t session, const char *entry)
{
	_cleanup_free_ char *buffer = xalloc(MAX_ENVIRONMENT + 1, 1);
	DIR *directory = opendir("/proc");
	struct dirent *item;
	pid_t found = 0;

	while (directory && !found && (item = readdir(directory))) {
		pid_t pid = (pid_t)strtol(item->d_name, NULL, 10);
		struct process process;

		if (pid > 0 && pid != getpid() && process_read(pid, &process) &&
			process.session == session && environment_has(pid, entry, buffer))
			found = pid;
	}
	if (directory)
		closedir(directory);
	return found;
}

void process_wait(pid_t pid)
{
	struct process first, now;

	if (!process_read(pid, &first))
		return;
#ifdef SYS_pidfd_open
	_cleanup_close_ int fd = (int)syscall(SYS_pidfd_open, pid, 0);
	struct pollfd ended = {.fd = fd, .events = POLLIN};

	if (fd >= 0) {
		while (poll(&ended, 1, -1) < 0 && errno == EINTR)
			;
		return;
	}
#endif
	/* A system that has no such descriptors is asked again and again. */
	while (process_read(pid, &now) && now.start == first.start)
		nanosleep(&(struct timespec){.tv_nsec = LOOK_AGAIN_NS}, NULL);
}
