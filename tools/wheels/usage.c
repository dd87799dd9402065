/* SPDX-License-Identifier: MIT */
#include "wheels/usage.h"

#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/die.h"

/* --- processes --- */

struct process {
	pid_t number, parent;
	uint64_t memory;
	bool below; /* descends from the one that is asked for */
};

struct processes {
	struct process *items;
	size_t count, room;
};

static void processes_free(struct processes *processes)
{
	free(processes->items);
	*processes = (struct processes){0};
}

static void close_directory(DIR **directory)
{
	if (*directory)
		closedir(*directory);
}

/* The first line of a file of a process in LINE; false when the process has ended. */
static bool read_line(const char *number, const char *name, char line[], int size)
{
	_cleanup_free_ char *path = xprintf("/proc/%s/%s", number, name);
	_cleanup_fclose_ FILE *file = fopen(path, "re");

	return file && fgets(line, size, file);
}

static uint64_t memory_of(const char *number)
{
	char line[256];
	unsigned long long resident, shared;

	if (!read_line(number, "statm", line, sizeof line) ||
		sscanf(line, "%*u %llu %llu", &resident, &shared) != 2 || resident < shared)
		return 0;
	return (resident - shared) * (uint64_t)sysconf(_SC_PAGESIZE);
}

static void add_process(struct processes *processes, const char *number)
{
	char line[1024];
	int parent;

	/* The name, in parentheses, may hold any character. */
	if (!read_line(number, "stat", line, sizeof line) || !strrchr(line, ')') ||
		sscanf(strrchr(line, ')') + 1, " %*c %d", &parent) != 1)
		return;
	if (processes->count == processes->room) {
		processes->room = processes->room ? 2 * processes->room : 256;
		processes->items =
			xrealloc(processes->items, processes->room, sizeof *processes->items);
	}
	processes->items[processes->count++] =
		(struct process){.number = atoi(number), .parent = parent};
}

static int by_number(const void *a, const void *b)
{
	const struct process *one = a, *other = b;

	return (one->number > other->number) - (one->number < other->number);
}

/* Marks those that descend from PROCESS. */
static void mark(struct processes *processes, pid_t process)
{
	for (bool more = true; more;) {
		more = false;
		for (size_t i = 0; i < processes->count; i++) {
			struct process *item = &processes->items[i], key = {.number = item->parent};
			const struct process *parent = bsearch(&key, processes->items,
				processes->count, sizeof *processes->items, by_number);

			if (!item->below && (item->parent == process || (parent && parent->below)))
				item->below = more = true;
		}
	}
}

static struct processes processes_below(pid_t process)
{
	struct processes processes = {0};
	_cleanup_(close_directory) DIR *directory = opendir("/proc");

	if (!directory)
		die(EXIT_SYSTEM, "/proc:");
	for (const struct dirent *entry; (entry = readdir(directory));)
		if (isdigit((unsigned char)*entry->d_name))
			add_process(&processes, entry->d_name);
	if (processes.count > 0)
		qsort(processes.items, processes.count, sizeof *processes.items, by_number);
	mark(&processes, process);
	return processes;
}

struct process_usage usage_of_processes(pid_t process)
{
	_cleanup_(processes_free) struct processes processes = processes_below(process);
	struct process_usage usage = {0};

	for (size_t i = 0; i < processes.count; i++) {
		char number[16];

		if (!processes.items[i].below)
			continue;
		snprintf(number, sizeof number, "%d", processes.items[i].number);
		usage.count++;
		usage.memory += memory_of(number);
	}
	return usage;
}

uint64_t usage_kill(pid_t process)
{
	_cleanup_(processes_free) struct processes processes = processes_below(process);
	uint64_t count = 0;

	for (size_t i = 0; i < processes.count; i++)
		if (processes.items[i].below && kill(processes.items[i].number, SIGKILL) == 0)
			count++;
	return count;
}

/* --- disk --- */

static void add_directory(struct disk_usage *usage, int parent, const char *name, unsigned depth)
{
	int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
	_cleanup_(close_directory) DIR *directory = fd < 0 ? NULL : fdopendir(fd);

	if (!directory && fd >= 0)
		close(fd);
	if (depth > usage->depth)
		usage->depth = depth;
	if (!directory || depth >= USAGE_DEEPEST)
		return;
	for (const struct dirent *entry; (entry = readdir(directory));) {
		struct stat status;

		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0 ||
			fstatat(fd, entry->d_name, &status, AT_SYMLINK_NOFOLLOW) < 0)
			continue;
		usage->bytes += 512 * (uint64_t)status.st_blocks + 512;
		if (S_ISDIR(status.st_mode))
			add_directory(usage, fd, entry->d_name, depth + 1);
	}
}

struct disk_usage usage_of_directory(const char *directory)
{
	struct disk_usage usage = {0};

	add_directory(&usage, AT_FDCWD, directory, 0);
	return usage;
}
