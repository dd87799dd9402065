/* SPDX-License-Identifier: MIT */
/* layerrows.h: layers.<target>.lock: what is known of an image's layers apart from their bytes.
 *
 * A line for each layer, sorted by name, in which a blank stands between
 *
 *	NAME KEY DIGEST DIFFID SIZE UNCOMPRESSED RECORD
 *
 * NAME is that of its group, `skeleton` or the like; KEY the hash of all that the layer is made of;
 * DIGEST and DIFFID, with `sha256:`, and SIZE and UNCOMPRESSED, in bytes, what it is (OCI
 * image-spec 1.1); RECORD the digest of what else is known of it (record.h). UNCOMPRESSED and
 * RECORD may be `-`: not known. Lines that begin with `#` are for people. */
#ifndef RECORDS_LAYERROWS_H
#define RECORDS_LAYERROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/digest.h"
#include "lib/text.h"

struct layer_row {
	char *name;
	struct digest key, digest, diff_id;
	struct digest record;      /* "" when there is none */
	uint64_t size;             /* bytes */
	int64_t uncompressed_size; /* bytes; -1: not known */
};

struct layer_lock {
	size_t count;
	struct layer_row *rows;
};

/* The lock in the file PATH; without a row when there is none. What is no such file is bad input:
 * dies. */
struct layer_lock layer_lock_read(const char *path);
void layer_lock_free(struct layer_lock *lock); /* for _cleanup_ */

/* The row of that NAME and KEY, or NULL. Owned by LOCK. */
const struct layer_row *layer_lock_find(
	const struct layer_lock *lock, const char *name, const struct digest *key);

/* Adds a row, whose name belongs to LOCK from now on. */
void layer_lock_add(struct layer_lock *lock, const struct layer_row *row);

/* Sorts the rows and writes the file PATH, unless it is that already. Dies. */
void layer_lock_write(struct layer_lock *lock, const char *path);

/* The name of a layer by the file that describes it: `six` of layers/six-0123456789ab.json. The
 * caller frees. */
char *layer_row_name(const char *path);

#endif
