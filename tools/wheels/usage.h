/* SPDX-License-Identifier: MIT */
/* usage: what a command and all that it started take of this machine. */
#ifndef WHEELS_USAGE_H
#define WHEELS_USAGE_H

#include <stdint.h>
#include <sys/types.h>

struct process_usage {
	uint64_t count;  /* how many processes there are */
	uint64_t memory; /* bytes that are theirs alone: not those of files */
};

struct disk_usage {
	uint64_t bytes; /* on the disk; each entry of a directory counts, of empty files, too */
	unsigned depth; /* of directories */
};

/* The deepest directories that are looked into; what is deeper has no bytes. */
enum { USAGE_DEEPEST = 256 };

/* Of the processes that descend from PROCESS, as /proc shows them; PROCESS itself does not count.
 * Those that end meanwhile count or not. */
struct process_usage usage_of_processes(pid_t process);

/* Sends SIGKILL to each of them. Returns how many there were. */
uint64_t usage_kill(pid_t process);

/* Of what is in DIRECTORY, whatever its links say. What cannot be read does not count. */
struct disk_usage usage_of_directory(const char *directory);

#endif
