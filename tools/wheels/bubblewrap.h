/* SPDX-License-Identifier: MIT */
/* bubblewrap: what a confined command sees, as a command line of bwrap(1). */
#ifndef WHEELS_BUBBLEWRAP_H
#define WHEELS_BUBBLEWRAP_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/stringlist.h"

/* PLACE=DEST of the first two: a file or directory of this machine, and where the command sees it,
 * an absolute path each. */
struct confinement {
	struct stringlist reads;     /* read-only */
	struct stringlist writes;    /* directories that it may write in */
	struct stringlist variables; /* NAME=VALUE */
	const char *root;            /* its root directory; NULL is this machine's /usr, without
					the rest */
	const char *directory;       /* where it is run */
	uint64_t temporary;          /* bytes that /tmp, /build and /dev/shm may take, each */
	bool network;                /* it has this machine's */
};

/* Appends to WORDS a command line of bwrap up to and with `--`: everything unshared, no capability,
 * no environment but VARIABLES; of /proc its own processes, read-only; a /dev of its own, /tmp and
 * /build in memory; and FILTER, an open file of system calls. */
void bubblewrap_words(const struct confinement *confinement, int filter, struct stringlist *words);

#endif
