/* SPDX-License-Identifier: MIT */
/* hashedblobs.h: which files were hashed before, so that they are not hashed again while nobody
 * touched them.
 *
 * A file is the one that was hashed while its device, inode, size, time of modification and time of
 * change are as they were. Nobody can set the time of change (st_ctime): whatever is done to a
 * file, its content or any of its times, sets it to the clock. A file that changed less than two
 * seconds before it was hashed is not remembered: a clock has only so many ticks. Who can set the
 * clock, or write the disk below its file system, is root. What is remembered has the user's seal.
 */
#ifndef IMAGE_HASHEDBLOBS_H
#define IMAGE_HASHEDBLOBS_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "lib/digest.h"
#include "lib/stringlist.h"

struct hashedblobs {
	struct stringlist known; /* lines of the last time, sorted */
	struct stringlist now;   /* those of this time */
	pthread_mutex_t lock;
};

/* What the file PATH remembers; nothing when it is missing, damaged, another user's, or PATH is
 * NULL. */
struct hashedblobs hashedblobs_read(const char *path);

/* Whether the file BLOB has that SIZE in bytes and DIGEST; a directory, or a link, has not. May be
 * called by several threads. Dies when it cannot be read. */
bool hashedblobs_check(
	struct hashedblobs *blobs, const struct digest *digest, uint64_t size, const char *blob);

/* Writes what was found right. Dies. */
void hashedblobs_write(struct hashedblobs *blobs, const char *path);
void hashedblobs_free(struct hashedblobs *blobs); /* for _cleanup_ */

#endif
