/* SPDX-License-Identifier: MIT */
/* tempfile.h: bytes on the side: an unlinked temporary file that only grows, so that contents of
 * any size need no memory.
 *
 * Several threads may use one spool at once. */
#ifndef LIB_TEMPFILE_H
#define LIB_TEMPFILE_H

#include <stdatomic.h>
#include <stdint.h>

#include "lib/text.h"

struct tempfile {
	int fd;
	_Atomic uint64_t length; /* bytes in it */
};

/* A run of bytes in a spool that is still open. */
struct extent {
	int fd;
	uint64_t offset, size;
};

/* $TMPDIR, or /tmp. */
const char *temporary_directory(void);

/* An empty spool on the file system of DIRECTORY, which is created when it is missing. Dies. */
void tempfile_open(struct tempfile *spool, const char *directory);
void tempfile_close(struct tempfile *spool);

/* A run of SIZE bytes that nothing else uses. Its bytes are to be written before they are read. */
struct extent tempfile_reserve(struct tempfile *spool, uint64_t size);

/* A run that holds BYTES. Dies (a full disk is EXIT_SYSTEM). */
struct extent tempfile_add(struct tempfile *spool, const void *bytes, size_t length);

/* Copies LENGTH bytes to or from OFFSET within EXTENT, where there must be room for them. Dies. */
void extent_write(const struct extent *extent, uint64_t offset, const void *bytes, size_t length);
void extent_read(const struct extent *extent, uint64_t offset, void *buffer, size_t length);

/* All of EXTENT. One of more than LIMIT bytes is bad input: dies, naming SUBJECT. */
struct text extent_text(const struct extent *extent, size_t limit, const char *subject);

/* All of EXTENT, to be read only, in memory that is the file's, until it is unmapped. Dies. */
struct mapping {
	void *bytes; /* NULL when EXTENT is empty */
	size_t size;
	void *start; /* of the pages */
	size_t length;
};

struct mapping extent_map(const struct extent *extent);
void extent_unmap(struct mapping *mapping);

#endif
