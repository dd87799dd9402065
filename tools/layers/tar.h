/* SPDX-License-Identifier: MIT */
/* tar.h: tar headers in the pax interchange format (POSIX.1-2001), as OCI layers want them. */
#ifndef LAYERS_TAR_H
#define LAYERS_TAR_H

#include <stdint.h>

#include "lib/text.h"

enum { TAR_BLOCK = 512 };

/* The type flags that are used. */
enum tar_type {
	TAR_FILE = '0',
	TAR_HARDLINK = '1',
	TAR_SYMLINK = '2',
	TAR_CHARACTER = '3',
	TAR_BLOCK_DEVICE = '4',
	TAR_DIRECTORY = '5',
	TAR_FIFO = '6',
};

struct tar_entry {
	const char *path; /* UTF-8, relative, without `.` and `..`; a directory's has no slash at
			     its end */
	const char *link; /* what a link points to; else NULL */
	enum tar_type type;
	unsigned mode, uid, gid; /* mode: permission bits, set-id bits and the sticky bit */
	unsigned major, minor;   /* the numbers of a device */
	uint64_t size;           /* the size of a file's data in bytes, else 0 */
};

/* The time of every entry: 1980-01-01, the first that zip archives know. */
enum { TAR_TIME = 315532800 };

/* Appends the entry's header, with a pax header before it when a value does not fit. Equal entries
 * give equal bytes. */
void tar_add_header(struct text *out, const struct tar_entry *entry);

/* How many zero bytes follow SIZE bytes of data. */
unsigned tar_padding(uint64_t size);

#endif
