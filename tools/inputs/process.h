/* SPDX-License-Identifier: MIT */
/* process.h: what the system says of running processes, for whoever must know if a make, or
 * something that it started, still runs (proc(5)). */
#ifndef INPUTS_PROCESS_H
#define INPUTS_PROCESS_H

#include <stdbool.h>
#include <sys/types.h>

struct process {
	pid_t pid, parent, session;
	unsigned long long start; /* in clock ticks since the system started: tells two apart that
				     had the same PID, one after the other */
};

/* Fills PROCESS with what /proc says of PID. False when there is no such process. */
bool process_read(pid_t pid, struct process *process);

/* Whether PID, or a process that it descends from, has the PID and the start of WANTED. */
bool process_descends(pid_t pid, const struct process *wanted);

/* The PID of a process of SESSION, other than this one, whose environment has ENTRY, `NAME=VALUE`;
 * 0 when there is none. Processes of other users, whose environment cannot be read, do not count;
 * neither do those that left the session, as servers do. */
pid_t process_with(pid_t session, const char *entry);

/* Returns when PID has ended. */
void process_wait(pid_t pid);

#endif
