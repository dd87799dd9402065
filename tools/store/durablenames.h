/* SPDX-License-Identifier: MIT */
/* durablenames.h: the names of a store's content that have to survive a power cut. They are brought
 * onto the disk together, when all content is there: the first directory that is synced takes the
 * others along on most file systems, and a directory with many names is synced once. */
#ifndef STORE_DURABLENAMES_H
#define STORE_DURABLENAMES_H

#include <stdatomic.h>

#include "lib/digest.h"

/* Zeroed in the beginning. Several threads may add at once. */
struct durablenames {
	atomic_bool any, directories[256]; /* by the first byte of the hash */
};

/* The content of that DIGEST, which has its name in the store. */
void durablenames_add(struct durablenames *names, const struct digest *digest);

/* Syncs the directories of the store ROOT that hold the names. Dies (EXIT_SYSTEM). */
void durablenames_sync(struct durablenames *names, const char *root);

#endif
