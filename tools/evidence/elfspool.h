/* SPDX-License-Identifier: MIT */
/* elfspool.h: the ELF files of a layer, one after the other, in a temporary file in which they are
 * looked into as a whole, since a layer is read as a stream.
 *
 *	struct elfspool spool = {0};
 *	for each file:
 *		elfspool_begin(&spool, size, bytes, length);
 *		for each piece: elfspool_add(&spool, bytes, length);
 *		elfspool_end(&spool, path, &items);
 *	elfspool_close(&spool); */
#ifndef EVIDENCE_ELFSPOOL_H
#define EVIDENCE_ELFSPOOL_H

#include "elf/fatbin.h"
#include "lib/tempfile.h"

struct elfspool {
	struct tempfile file; /* opened for the first ELF file */
	struct extent extent; /* the file that is read now; size 0: no ELF file */
	struct fatbin_stream stream;
	uint64_t at; /* bytes of it that came already */
};

/* A file of SIZE bytes begins with these. The three calls do nothing when it is no ELF file, or one
 * of more than 16 GiB. They die when the disk is full. */
void elfspool_begin(struct elfspool *spool, uint64_t size, const void *bytes, size_t length);

/* The next piece of it. The code for GPUs in it is not written. */
void elfspool_add(struct elfspool *spool, const unsigned char *bytes, size_t length);

/* It is complete: adds to ITEMS what elfevidence_write() says of it; PATH names it. */
void elfspool_end(struct elfspool *spool, const char *path, struct text *items);

void elfspool_close(struct elfspool *spool);

#endif
