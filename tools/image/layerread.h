/* SPDX-License-Identifier: MIT */
/* layerread.h: an OCI layer while it is read: decompressed, hashed (layerstream.h) and taken apart,
 * in bounded memory.
 *
 * A layer is a changeset (OCI image-spec 1.1, layer.md): a tar archive. What is none, an entry
 * outside the root, a longer path or name than Linux knows, files of more than 64 GiB together, and
 * sparse files that are read and hardly anything but holes, are bad input: the program dies, the
 * layer named. */
#ifndef IMAGE_LAYERREAD_H
#define IMAGE_LAYERREAD_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "image/layerstream.h"

enum layer_kind {
	LAYER_FILE,
	LAYER_DIRECTORY,
	LAYER_SYMLINK,
	LAYER_HARDLINK, /* link is a path as path is */
	LAYER_OTHER,    /* anything else, such as a device or a fifo */
	LAYER_WHITEOUT, /* a whiteout of path in the layers below */
	LAYER_OPAQUE,   /* a whiteout of all that the layers below have in the directory path */
};

struct layer_entry {
	enum layer_kind kind;
	const char *path; /* relative, without "." and "..", components joined by single slashes; ""
			     is the root. At most LAYER_LONGEST_PATH bytes, of any value. Owned by
			     the reader. */
	const char *link; /* what a symbolic or hard link points to, else "" */
	unsigned mode;    /* permission, set-id and sticky bits */
	uint32_t uid, gid;
	struct timespec mtime; /* when it was changed */
	uint64_t size;         /* the size of a file's data in bytes, else 0 */
};

enum { LAYER_LONGEST_PATH = 4095, LAYER_LONGEST_NAME = 255 };

struct layer_reader;

/* Begins to read the file BLOB, which is of an OCI media type for layers. WHERE, what messages
 * begin with, is kept, not copied. */
struct layer_reader *layer_open(const char *blob, const char *media_type, const char *where);

/* To be called before the first entry: what layer_finish() says is not wanted. */
void layer_skip_hashes(struct layer_reader *reader);

/* The next entry, true; or, false, the end of the archive. Data of the last entry that were not
 * read are passed over. */
bool layer_next(struct layer_reader *reader, struct layer_entry *entry);

/* Reads data of the last entry. Returns how many bytes, 0 at their end. */
size_t layer_read(struct layer_reader *reader, void *buffer, size_t length);

/* Reads to the end of the blob and says what it is. */
struct layer_descriptor layer_finish(struct layer_reader *reader);

/* For _cleanup_. */
void layer_close(struct layer_reader **reader);

#endif
