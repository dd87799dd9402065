/* SPDX-License-Identifier: MIT */
/* hashnotes.h: the hashes of files, noted so that a file that did not change is not read again.
 *
 * A file is the one that was hashed while its size, inode, device and time of change (ctime, which
 * no program can set) are those of its note; its modification time, which any program can set, says
 * nothing. A file that changed in the same tick of the clock in which it was hashed, or later, may
 * change once more without a later time: it gets no note, and is read again the next time.
 *
 * Calling sequence: hashnotes_read, hashnotes_digest for each file, hashnotes_write,
 * hashnotes_free. */
#ifndef INPUTS_HASHNOTES_H
#define INPUTS_HASHNOTES_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>
#include <time.h>

#include "lib/digest.h"
#include "lib/text.h"

struct hashnote {
	const char *path;
	struct stat status; /* of which size, inode, device and ctime are noted */
	struct digest digest;
	bool used;
};

struct hashnotes {
	struct text content;  /* of the file of notes; what `old` points into */
	struct hashnote *old; /* sorted by path */
	size_t count, used;
	struct text new;     /* the notes of this run that are not among them */
	struct timespec now; /* when this run began */
};

/* The notes in the file PATH. One that is not there, or is none of ours, is as one without notes.
 */
struct hashnotes hashnotes_read(const char *path);
void hashnotes_free(struct hashnotes *notes);

/* Makes DIGEST the hash of the content of the file PATH, whose STATUS the caller just read. Returns
 * false, with errno set, when it cannot be read. */
bool hashnotes_digest(struct hashnotes *notes, const char *path, const struct stat *status,
	struct digest *digest);

/* Notes, without reading it, that the file PATH of STATUS has DIGEST. */
void hashnotes_add(struct hashnotes *notes, const char *path, const struct stat *status,
	const struct digest *digest);

/* Whether a file of STATUS may be noted: not when it changed in this tick of the clock, or later.
 */
bool hashnotes_may_note(const struct hashnotes *notes, const struct stat *status);

/* Appends what the file of notes is to be to TEXT. Returns false, and appends nothing, when that is
 * what it is already. */
bool hashnotes_text(const struct hashnotes *notes, struct text *text);

/* Writes the notes of the files that hashnotes_digest and hashnotes_add were asked for to the file
 * PATH, unless it has them. */
void hashnotes_write(const struct hashnotes *notes, const char *path);

#endif
