/* SPDX-License-Identifier: MIT */
/* unpack.h: tar archives from outside, read by libarchive: names into memory, contents into a
 * spool. */
#ifndef DEBIAN_UNPACK_H
#define DEBIAN_UNPACK_H

#include <archive.h>

#include "layers/tar.h"
#include "lib/tempfile.h"

/* An entry of a tar archive. */
struct unpacked {
	enum tar_type type;
	unsigned mode, uid, gid;
	char *path; /* checked by tree_path_fault, without `./` before and `/` after it; "" is the
		       root */
	char *link; /* of a symbolic link, as it stands; of a hard link, a path like PATH; else NULL
		     */
	struct extent content; /* the content of a regular file */
};

void unpacked_free(struct unpacked *entry);

/* A reader for archives in tar format, compressed in any way that libarchive reads without another
 * program. Dies. Names that are not ASCII need LC_CTYPE to be a UTF-8 locale. */
struct archive *unpack_reader(void);

/* For _cleanup_. */
void unpack_reader_free(struct archive **archive);

/* Reads all entries of ARCHIVE, which was opened, and calls VISIT for each in their order; VISIT
 * owns the entry's strings. NAME is what messages begin with. Contents go to SPOOL. Bad input (what
 * libarchive does not read without a warning, a path that leads out, sockets, contents of more than
 * LIMIT bytes together) dies. Extended attributes are left out. Returns what is left of LIMIT.
 * Several threads may do this at once, each with its own archive. */
typedef void unpack_visit(void *context, struct unpacked *entry);
uint64_t unpack(struct archive *archive, const char *name, struct tempfile *spool, uint64_t limit,
	unpack_visit *visit, void *context);

/* How much may come out of SIZE compressed bytes: far more than any honest archive holds, and
 * little enough that a bomb fills no disk. */
uint64_t unpack_limit(uint64_t size);

/* Ends the program when STATUS of a call of libarchive is not ARCHIVE_OK. NAME is what the message
 * begins with. */
void unpack_check(int status, struct archive *archive, const char *name);

#endif
