/* SPDX-License-Identifier: MIT */
/* tarcheck.h: whether a tar archive means one thing to all who read it.
 *
 * Runtimes read a layer with Go's archive/tar, this program with libarchive, and where the two
 * differ an image would not be what was looked at. So what they read differently is bad input: a
 * POSIX header (pax) with a NUL in it, an empty path, or a path twice; a GNU long name beside a pax
 * path, or with something behind its NUL; two headers of one kind for one entry; global headers
 * that would change entries; directories and links with content, which may hold headers; fields
 * that are no numbers, or of another format than the header says; types that runtimes do not know;
 * and what follows the end of the archive. POSIX.1-2024, pax; GNU tar's manual, "Basic Tar Format".
 */
#ifndef IMAGE_TARCHECK_H
#define IMAGE_TARCHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "image/tarheader.h"
#include "lib/text.h"

struct tarcheck {
	const char *where; /* what messages begin with; the caller's */
	unsigned char block[TARCHECK_BLOCK];
	size_t filled;          /* bytes of the block that have come */
	uint64_t data, padding; /* bytes of content, and behind it, that are to come */
	char meta;              /* the type of the header that the content is of; 0: of a file */
	struct text content;    /* of such a header */
	bool pax, long_name, long_link; /* headers that came before the entry */
	bool has_path, has_link, has_size;
	struct text path; /* as such a header has it */
	uint64_t size;
	bool extended;  /* a block of GNU's map of a sparse file is to come */
	unsigned zeros; /* blocks of zeros at the end */
};

/* The next LENGTH BYTES of the archive. Dies with EXIT_NO. */
void tarcheck_add(struct tarcheck *check, const void *bytes, size_t length);

/* That was all. Dies with EXIT_NO when something is missing. */
void tarcheck_end(const struct tarcheck *check);
void tarcheck_free(struct tarcheck *check); /* for _cleanup_ */

#endif
