/* SPDX-License-Identifier: MIT */
/* makelock: one make at a time in a directory.
 *
 * Make cannot hold a lock itself. This program, which Make runs while it reads its makefiles,
 * leaves a process behind that holds it until that make has ended, and what it started, too. */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "inputs/madefiles.h"
#include "inputs/process.h"
#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/file.h"
#include "lib/options.h"
#include "store/seal.h"

static const char usage[] =
	"usage: makelock DIRECTORY NAME\n"
	"\n"
	"Waits until no other make works in DIRECTORY, holds its lock until the process that "
	"started\n"
	"this program has ended, and prints whose lock it is, which that process exports as NAME.\n"
	"\n"
	"  -h, --help  this text\n";

enum { MAX_HOLDER = 64 };

/* The holder's process as the lock file tells it. */
static bool read_holder(int fd, struct process *holder)
{
	char text[MAX_HOLDER + 1];
	ssize_t length = pread(fd, text, MAX_HOLDER, 0);

	if (length <= 0)
		return false;
	text[length] = '\0';
	*holder = (struct process){0};
	return sscanf(text, "%9d.%19llu", &holder->pid, &holder->start) == 2 && holder->pid > 0;
}

/* Whether the file that PATH names is the one that is open as FD: it may have been removed while
 * this process waited for it. */
static bool still_there(const char *path, int fd)
{
	struct stat opened, named;

	return fstat(fd, &opened) == 0 && stat(path, &named) == 0 &&
	       opened.st_ino == named.st_ino && opened.st_dev == named.st_dev;
}

static void say_waiting(const char *directory, int fd)
{
	struct process holder, alive;

	if (read_holder(fd, &holder) && process_read(holder.pid, &alive) &&
		alive.start == holder.start)
		warn("%s: another make works here (process %d): waiting until it has ended",
			directory, (int)holder.pid);
	else
		warn("%s: what a make started that was killed still works here: waiting until it "
		     "has "
		     "ended",
			directory);
}

/* Locks FD, the file PATH. If that takes longer than another make needs to note what it made, the
 * wait for DIRECTORY, if any, is spoken of. */
static void wait_for(int fd, const char *path, const char *directory)
{
	static const struct timespec moment = {.tv_nsec = 3000000};
	enum { MOMENTS = 100 };

	for (int i = 0; i < MOMENTS; i++) {
		nanosleep(&moment, NULL);
		if (flock(fd, LOCK_EX | LOCK_NB) == 0)
			return;
	}
	if (directory)
		say_waiting(directory, fd);
	while (flock(fd, LOCK_EX) < 0)
		if (errno != EINTR)
			die(EXIT_SYSTEM, "%s:", path);
}

/* The lock's file, open and locked; -1 when MAKE descends from its holder, which becomes *HOLDER.
 */
static int take_lock(const char *directory, const char *path, pid_t make, struct process *holder)
{
	bool said = false;

	for (;;) {
		int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
		if (fd < 0)
			die(EXIT_SYSTEM, "%s:", path);
		if (flock(fd, LOCK_EX | LOCK_NB) < 0) {
			if (errno != EWOULDBLOCK)
				die(EXIT_SYSTEM, "%s:", path);
			if (read_holder(fd, holder) && process_descends(make, holder)) {
				close(fd);
				return -1;
			}
			wait_for(fd, path, said ? NULL : directory);
			said = true;
		}
		if (still_there(path, fd))
			return fd;
		close(fd);
	}
}

/* Holds the lock until MAKE has ended and nothing of it runs whose environment has ENTRY. */
static void hold(int lock, int notes, const struct process *make, const char *entry)
{
	static const struct timespec look_again = {.tv_nsec = 50000000},
				     next_tick = {.tv_nsec = 10000000};

	setsid();
	if (dup2(lock, STDIN_FILENO) < 0 || dup2(notes, STDOUT_FILENO) < 0)
		return;
	/* Whoever reads what Make prints, or waits for its jobs, must not wait for this process. */
	closefrom(STDOUT_FILENO + 1);
	process_wait(make->pid);
	while (process_with(make->session, entry))
		nanosleep(&look_again, NULL);
	while (!madefiles_note(STDOUT_FILENO))
		nanosleep(&next_tick, NULL);
}

/* Leaves the process behind that holds the lock for MAKE, whose recipes have the variable NAME. */
static void leave_holder(int lock, const struct process *make, const char *name)
{
	_cleanup_free_ char *turn = xprintf("%d.%llu\n", (int)make->pid, make->start);
	_cleanup_free_ char *entry = xprintf("%s=%d.%llu", name, (int)make->pid, make->start);

	if (ftruncate(lock, 0) < 0 || pwrite(lock, turn, strlen(turn), 0) < 0)
		die(EXIT_SYSTEM, "the lock:");
	_cleanup_close_ int notes = madefiles_open();
	if (notes < 0)
		die(EXIT_SYSTEM, ".made:");
	pid_t child = fork();
	if (child < 0)
		die(EXIT_SYSTEM, "fork:");
	if (child == 0) {
		hold(lock, notes, make, entry);
		_exit(EXIT_YES);
	}
}

int main(int argc, char *argv[])
{
	struct process make, holder = {0};

	options_begin(&argc, &argv, usage);
	if (getopt_long(argc, argv, "", (const struct option[]){{0}}, NULL) >= 0)
		option_error(argv);
	if (argc - optind != 2)
		usage_error("a directory and the name of a variable are wanted");
	const char *directory = argv[optind], *name = argv[optind + 1];
	if (!process_read(getppid(), &make))
		die(EXIT_SYSTEM, "/proc: process %d is not there", (int)getppid());
	seal_begin();
	_cleanup_free_ char *path = xprintf("%s/.lock", directory);
	make_parents(path);
	_cleanup_close_ int lock = take_lock(directory, path, make.pid, &holder);
	if (lock >= 0) {
		if (chdir(directory) < 0)
			die(EXIT_SYSTEM, "%s:", directory);
		madefiles_mend(directory);
		holder = make;
		leave_holder(lock, &make, name);
	}
	printf("%d.%llu\n", (int)holder.pid, holder.start);
	return EXIT_YES;
}
