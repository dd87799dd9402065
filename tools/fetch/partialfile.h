/* SPDX-License-Identifier: MIT */
/* partialfile.h: content on its way into the store, which goes on after a failure where it ended.
 *
 *	ROOT/partial/<64 hex>	the first bytes of what may become the content with that digest
 *
 * Whoever writes it has it locked (flock), so that two processes do not download the same file. */
#ifndef FETCH_PARTIALFILE_H
#define FETCH_PARTIALFILE_H

#include <stdbool.h>
#include <stdint.h>

#include "store/store.h"

struct partialfile {
	struct newfile file;
	int lock; /* -1 while it is closed */
	struct sha256 hash;
	uint64_t length, written, written_back;
	char *block; /* the last bytes, not yet in the file */
	size_t block_length;
};

/* Opens or creates the file for DIGEST, locks it and hashes what is there. Returns false when
 * another process is at it. Whoever gets true looks into the store again: the other one may just
 * have finished. Dies. */
bool partialfile_open(
	struct partialfile *partial, const struct store *store, const struct digest *digest);

/* Appends. Dies (a full disk is EXIT_SYSTEM); what was written stays. */
void partialfile_add(struct partialfile *partial, const void *bytes, size_t length);

/* Forgets all bytes. Dies. */
void partialfile_restart(struct partialfile *partial);

/* Of all bytes so far. */
struct digest partialfile_digest(const struct partialfile *partial);

/* Makes it content of the store, when it is on the disk. Dies. */
void partialfile_commit(struct partialfile *partial, const struct store *store);

/* Ends without a commit: the file stays, for another time, unless it is empty. Does nothing when it
 * is closed already. For _cleanup_. */
void partialfile_close(struct partialfile *partial);

#endif
