/* SPDX-License-Identifier: MIT */
/* command.h: another program, run to its end. */
#ifndef LIB_COMMAND_H
#define LIB_COMMAND_H

#include <stdbool.h>

#include "lib/text.h"

struct command {
	const char *const *words; /* NULL-terminated; the first is found by PATH */
	const char *directory;    /* where it runs; NULL: where this process does */
	char *const *environment; /* NULL-terminated; NULL: this process's */
	const char *input;        /* what it reads; NULL: nothing */
	struct text *output;      /* gets what it prints; NULL: it goes where this process's does */
	struct text *errors;      /* the same of standard error */
	bool plain_umask;         /* 022, whatever this process has */
	bool may_lack;            /* 127 is returned when it cannot be run */
};

/* Runs COMMAND, which ends with this process at the latest. Returns its exit status, or 128 and the
 * signal that ended it. Dies with EXIT_SYSTEM when it cannot be run, with EXIT_NO when it prints
 * more than 64 MiB of what is to be kept. */
int command_run(const struct command *command);

#endif
