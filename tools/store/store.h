/* SPDX-License-Identifier: MIT */
/* store.h: the content-addressed store that projects share.
 *
 *	ROOT/sha256/<2 hex>/<64 hex>	content, mode 0444, modified at STORE_TIME
 *	ROOT/stat/<2 hex>/<64 hex>	"SIZE MTIME INODE SEAL" of the content when it was last
 *hashed ROOT/keys/<stage>/<key>.json	what a stage made from inputs with that key ROOT/tmp/
 *files being written
 *
 * Anything in it may be deleted at any time. Content of this user is trusted while its size,
 *modification time and inode are the recorded ones, under the user's seal (seal.h); else it is
 *hashed again. Content that does not match its name is
 *a miss: said aloud, and removed. */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/digest.h"
#include "lib/file.h"

/* 1980-01-01 00:00:00 UTC. A blob is never newer than what Make derived from it. */
enum { STORE_TIME = 315532800 };

struct store {
	char *root;
	struct durablenames *durable; /* private to store.c */
};

/* ROOT need not exist yet. Dies when others can write it (access.h); "" is no store. */
struct store store_open(const char *root);

/* Before it frees, the names of durable content are brought onto the disk: all at once, as the
 * first directory that is synced takes the others along on most file systems. Dies. */
void store_close(struct store *store);

/* Whether there can be more in it. Where its file system is read-only, that is said, once: what was
 * found out and could be found out again is not kept then. */
bool store_keeps(const struct store *store);

/* Where the content is or would be; the caller frees. */
char *store_path(const struct store *store, const struct digest *digest);

/* Where the result of STAGE for KEY is or would be; the caller frees. */
char *store_key_path(const struct store *store, const char *stage, const char *key);

/* Whether the content is there and right. SIZE may be NULL; it receives the size in bytes. */
bool store_has(const struct store *store, const struct digest *digest, uint64_t *size);

/* The content, if it is there, is hashed again before it is used. */
void store_forget(const struct store *store, const struct digest *digest);

/* Where files are on the way into the store ROOT: on its file system, or on that of $TMPDIR where
 * nothing can be written there. The caller frees. */
char *store_temporary(const char *root);

/* A new file, in store_temporary, to be written and committed (or abandoned). Dies. */
struct newfile store_create(const struct store *store);

/* Makes FILE the content of that DIGEST, which the caller computed from the bytes that were
 * written. When right content is already there, it stays: so a read-only store can say that it has
 * what was made. DURABLE: on the disk before it has its
 * name, and with its name when the store is closed; for what would have to be downloaded again.
 * Dies. */
void store_commit(
	const struct store *store, struct newfile *file, const struct digest *digest, bool durable);

/* That content, which was synced before it was committed, is durable. */
void store_settle(const struct store *store, const struct digest *digest);

/* The file FROM, of which the caller computed DIGEST, becomes content by reflink, else hard link,
 * else copy. Dies. */
void store_take(const struct store *store, const struct digest *digest, const char *from);

/* The same by copy alone: FROM may change later. Nothing is done when the content is there. Dies
 * with EXIT_SYSTEM when FROM has other bytes by now. */
void store_copy(const struct store *store, const struct digest *digest, const char *from);

/* BYTES become content. Returns their digest. Dies. */
struct digest store_put(const struct store *store, const void *bytes, size_t length);

/* Makes PATH a file with that content, complete or not at all, by reflink, else hard link, else
 * copy. What was at PATH is replaced, unless it is that very file already. Returns false when the
 * store has no such content. Dies when it cannot be written. */
bool store_export(const struct store *store, const struct digest *digest, const char *path);

/* The same from any file with content that the caller vouches for. Dies. */
void file_clone(const char *from, const char *path);

#endif
