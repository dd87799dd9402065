/* SPDX-License-Identifier: MIT */
/* beneath.h: paths from outside, followed in a directory that they must not leave.
 *
 * The kernel follows no link here: each part of a path is opened by itself, and what a symbolic
 * link says is followed in the same way. So it holds for what is there when it is asked, whatever
 * the order in which it came to be, and at any length. */
#ifndef ARCHIVE_BENEATH_H
#define ARCHIVE_BENEATH_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/text.h"

/* The longest path that is made, in bytes, the directory's own included; the most links over which
 * one path may lead; and the most parts that are followed in all. */
enum { BENEATH_LONGEST = 4000, BENEATH_LINKS = 40, BENEATH_STEPS = 20000000 };

/* For a fence: the directory is a root. Absolute links begin there, and at it `..` stays. */
static const unsigned BENEATH_ROOT = ~0U;

struct beneath {
	const char *directory; /* the caller's */
	int fd;
	unsigned fence; /* how many names at the beginning of a path no `..` takes away */
	uint64_t steps; /* parts of paths that were followed */
};

/* Where a path leads. */
struct spot {
	struct text path; /* relative to the directory, without links and `..` */
	int fd;           /* the deepest directory on it that is there */
	size_t there;     /* how many bytes of the path lead to that one */
	bool dangles;     /* a link on the path leads to what is not there */
	bool is_file;     /* the one part behind them is a file that is there */
};

/* Opens DIRECTORY, which is made when it is not there. With a FENCE of 1, a path that leaves the
 * first directory of its own, even to come back, leads out. Dies with EXIT_SYSTEM. */
struct beneath beneath_open(const char *directory, unsigned fence);
void beneath_close(struct beneath *beneath);

/* Follows PATH. What is not there is taken as it is written. Returns false when it is absolute,
 * leads out, which no path does of a root, is too long, or over too many links. Dies with
 * EXIT_SYSTEM. */
bool beneath_follow(struct beneath *beneath, const char *path, struct spot *spot);
void spot_free(struct spot *spot);

/* Whether NAME below SPOT is a path that is not too long. */
bool beneath_has_room(const struct beneath *beneath, const struct spot *spot, const char *name);

/* Makes what is missing of SPOT as directories, and enters it. Returns 0 or an errno. */
int spot_make(struct spot *spot);

#endif
