/* SPDX-License-Identifier: MIT */
/* inflate.h: what an entry of a zip archive stands for, together with the deflate stream (RFC 1951)
 *that says it.
 *
 *	inflate_begin(inflate, zip, entry);
 *	while (inflate_next(inflate, &piece))
 *		...
 *
 * Memory does not grow with the entry. Sizes, CRC-32 and the stream's end are checked on the way;
 *anything wrong dies with EXIT_NO. */
#ifndef ZIP_INFLATE_H
#define ZIP_INFLATE_H

#include "lib/text.h"
#include "zip/zip.h"

struct inflate;

/* What came next: bytes of the deflate stream, bytes that they stand for, or both; valid until the
 * next call. A stored entry's stream is made here, of stored blocks. */
struct inflate_piece {
	const void *raw, *plain;
	size_t raw_length, plain_length;
};

struct inflate *inflate_new(void);

/* For _cleanup_. */
void inflate_free(struct inflate **inflate);

/* Goes to the start of ENTRY, wherever INFLATE was before. Both arguments have to live on. */
void inflate_begin(struct inflate *inflate, const struct zip *zip, const struct zip_entry *entry);

/* Returns false at the end, when all was found right. */
bool inflate_next(struct inflate *inflate, struct inflate_piece *piece);

/* All that ENTRY stands for. More than LIMIT bytes are bad input. */
struct text inflate_read(struct inflate *inflate, const struct zip *zip,
	const struct zip_entry *entry, size_t limit);

#endif
