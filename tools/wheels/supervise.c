/* SPDX-License-Identifier: MIT */
#include "wheels/supervise.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "wheels/usage.h"

enum {
	LOOK_EVERY = 100, /* milliseconds between two looks at processes and memory */
	DISK_SHARE = 20,  /* looks at the disk take at most this part of the time */
	FILES = 4096,     /* that a process may have open */
};

struct watch {
	const struct limits *limits;
	pid_t child;
	int output;
	uint64_t passed;    /* bytes that were passed on */
	bool odd;           /* the last byte began a character that may control a terminal */
	double begin, disk; /* when it began, and when the disk is looked at again */
	const char *exceeded;
};

static volatile sig_atomic_t asked_to_end;

static void ask_to_end(int signal_number)
{
	if (signal_number != SIGCHLD)
		asked_to_end = signal_number;
}

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* --- the command --- */

static void limit(int resource, uint64_t most)
{
	const struct rlimit limit = {most, most};

	setrlimit((__rlimit_resource_t)resource, &limit);
}

_Noreturn static void become(char *const command[], char *const environment[],
	const char *directory, const struct limits *limits, int output)
{
	int empty = open("/dev/null", O_RDONLY | O_CLOEXEC);

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	limit(RLIMIT_CORE, 0);
	limit(RLIMIT_FSIZE, limits->disk);
	limit(RLIMIT_DATA, limits->memory);
	limit(RLIMIT_NOFILE, FILES);
	signal(SIGXFSZ, SIG_DFL);
	setsid();
	if (empty < 0 || dup2(empty, 0) < 0 || dup2(output, 1) < 0 || dup2(output, 2) < 0)
		_exit(EXIT_SYSTEM);
	if (chdir(directory) < 0)
		dprintf(2, "%s: %s\n", directory, strerror(errno));
	else if (execvpe(command[0], command, environment) < 0)
		dprintf(2, "%s: %s\n", command[0], strerror(errno));
	_exit(127);
}

/* --- its output --- */

/* Whether C, after the byte before it, may be shown on a terminal as it is. */
static bool is_shown(struct watch *watch, unsigned char c)
{
	bool control = (c < 0x20 && c != '\n' && c != '\t') || c == 0x7f ||
		       (watch->odd && c >= 0x80 && c < 0xa0);

	watch->odd = c == 0xc2;
	return !control;
}

static void pass_on(struct watch *watch, const char bytes[], size_t length)
{
	uint64_t most = watch->limits->output;

	for (size_t i = 0; i < length && watch->passed < most; i++, watch->passed++)
		if (is_shown(watch, (unsigned char)bytes[i]))
			putchar(bytes[i]);
		else
			printf("\\x%02x", (unsigned char)bytes[i]);
	if (watch->passed == most) {
		watch->passed++;
		puts("\nconfine: the rest of what it prints is left out");
	}
	fflush(stdout);
}

/* Passes on what is there. Returns false at the end of it. */
static bool read_output(struct watch *watch)
{
	char bytes[1 << 16];
	ssize_t length = read(watch->output, bytes, sizeof bytes);

	if (length > 0)
		pass_on(watch, bytes, (size_t)length);
	return length > 0 || (length < 0 && (errno == EAGAIN || errno == EINTR));
}

/* --- the limits --- */

static void look_at_disk(struct watch *watch)
{
	struct disk_usage all = {0};
	double begin = now();

	for (size_t i = 0; i < watch->limits->directories->count; i++) {
		const char *directory = watch->limits->directories->items[i];
		struct disk_usage usage = usage_of_directory(directory);

		all.bytes += usage.bytes;
		all.depth = usage.depth > all.depth ? usage.depth : all.depth;
	}
	if (all.bytes > watch->limits->disk)
		watch->exceeded = "the disk that there is for it";
	else if (all.depth >= USAGE_DEEPEST)
		watch->exceeded = "directories nested as deep as any package";
	watch->disk = now() + 1 + DISK_SHARE * (now() - begin);
}

static void look(struct watch *watch)
{
	struct process_usage usage = usage_of_processes(getpid());

	if (usage.memory > watch->limits->memory)
		watch->exceeded = "the memory that PYLOCK_BUILD_MEMORY gives it";
	else if (usage.count > watch->limits->processes)
		watch->exceeded = "the processes that there are for it";
	else if (now() - watch->begin > (double)watch->limits->seconds)
		watch->exceeded = "the seconds that PYLOCK_BUILD_TIMEOUT gives it";
	else if (now() > watch->disk)
		look_at_disk(watch);
}

/* Until the command has ended, or shall end. Returns whether it has, with its STATUS. */
static bool watch_it(struct watch *watch, int *status)
{
	struct pollfd output = {.fd = watch->output, .events = POLLIN};
	double next = 0;

	while (!watch->exceeded && !asked_to_end) {
		if (poll(&output, 1, LOOK_EVERY) > 0 && !read_output(watch))
			output.fd = -1;
		if (waitpid(watch->child, status, WNOHANG) == watch->child)
			return true;
		if (now() >= next) {
			look(watch);
			next = now() + LOOK_EVERY / 1000.0;
		}
	}
	return false;
}

/* Ends all that is left. */
static void end_all(void)
{
	while (usage_kill(getpid()) > 0 || waitpid(-1, NULL, WNOHANG) >= 0) {
		while (waitpid(-1, NULL, WNOHANG) > 0)
			;
		usleep(1000);
	}
}

static double seconds(struct timeval time)
{
	return (double)time.tv_sec + (double)time.tv_usec / 1e6;
}

/* What is to be returned for a command that ended with STATUS. */
static int report(const struct watch *watch, int status)
{
	struct rusage usage = {0};

	getrusage(RUSAGE_CHILDREN, &usage);
	printf("+ %.3f s of the user, %.3f s of the system, %.3f s in all\n",
		seconds(usage.ru_utime), seconds(usage.ru_stime), now() - watch->begin);
	if (watch->exceeded)
		printf("confine: it takes more than %s, and was ended\n", watch->exceeded);
	fflush(stdout);
	if (watch->exceeded)
		return EXIT_NO;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static void catch_signals(void)
{
	const struct sigaction action = {.sa_handler = ask_to_end};

	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGHUP, &action, NULL);
	sigaction(SIGCHLD, &action, NULL); /* ends a wait */
}

int supervise(char *const command[], char *const environment[], const char *directory,
	const struct limits *limits)
{
	struct watch watch = {.limits = limits, .begin = now()};
	int pipes[2], status = 0;

	prctl(PR_SET_CHILD_SUBREAPER, 1);
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	catch_signals();
	if (pipe2(pipes, O_CLOEXEC) < 0 || (watch.child = fork()) < 0)
		die(EXIT_SYSTEM, "a process cannot be made:");
	if (watch.child == 0)
		become(command, environment, directory, limits, pipes[1]);
	close(pipes[1]);
	watch.output = pipes[0];
	fcntl(watch.output, F_SETFL, O_NONBLOCK);
	bool ended = watch_it(&watch, &status);
	struct pollfd output = {.fd = watch.output, .events = POLLIN};

	end_all();
	if (ended && !watch.exceeded)
		look_at_disk(&watch);
	while (poll(&output, 1, 0) > 0 && read_output(&watch))
		;
	close(watch.output);
	if (asked_to_end) {
		signal(asked_to_end, SIG_DFL);
		raise(asked_to_end);
	}
	return report(&watch, status);
}
