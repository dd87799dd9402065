/* SPDX-License-Identifier: MIT */
/* supervise: runs a command whose time, memory, processes, disk and output are bounded, and leaves
 * no process of it behind. */
#ifndef WHEELS_SUPERVISE_H
#define WHEELS_SUPERVISE_H

#include <stdint.h>

#include "lib/stringlist.h"

struct limits {
	uint64_t seconds;
	uint64_t memory;                      /* bytes, of all processes together */
	uint64_t processes;                   /* at once */
	uint64_t disk;                        /* bytes that DIRECTORIES may have in the end */
	uint64_t output;                      /* bytes that are passed on */
	const struct stringlist *directories; /* where it writes */
};

/* Runs COMMAND (a NULL-terminated list), found by PATH, with ENVIRONMENT, in DIRECTORY, as its own
 * session, with no file open but standard input, which is empty, and both outputs. What it prints
 * on either appears on standard output, escaped; after LIMITS->output bytes the rest is left out.
 * Then a line says what time it took. Returns its exit status, 128 and the signal that ended it, or
 * EXIT_NO, with a message on standard output that says why, when it was ended for a limit. All that
 * it left is ended, too, also when this process is ended by a signal. */
int supervise(char *const command[], char *const environment[], const char *directory,
	const struct limits *limits);

#endif
