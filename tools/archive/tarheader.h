/* SPDX-License-Identifier: MIT */
/* tarheader.h: the headers of a tar archive (POSIX pax, ustar, and what GNU tar and tar of Unix V7
 * write), read strictly: what two readers could read differently is bad input.
 *
 * A member has one header, before which others may stand that hold what does not fit in it:
 *
 *	struct tarheader header;
 *	while (tarheader_read(&header, block)) {
 *		... read header.body bytes, rounded up to TARHEADER_BLOCK ...
 *		tarheader_extend(&header, body, length);
 *		... read the next block ...
 *	}
 */
#ifndef ARCHIVE_TARHEADER_H
#define ARCHIVE_TARHEADER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "lib/text.h"

enum { TARHEADER_BLOCK = 512 };

struct tarheader {
	const char *what;      /* what messages begin with; the caller's */
	struct text name;      /* as it stands, without slashes at its end */
	struct text link;      /* of a symbolic or hard link */
	char type;             /* the type flag; '0' for all that are files, '5' for directories */
	unsigned mode;         /* permission bits */
	uint64_t size;         /* of a file, in bytes; else 0 */
	uint64_t body;         /* of a header that stands before it, in bytes */
	struct timespec mtime; /* when it was changed */
	/* What headers before this one said of the member. */
	bool has_name, has_link, has_size, has_mtime;
};

void tarheader_free(struct tarheader *header);

/* Forgets the last member. */
void tarheader_clear(struct tarheader *header);

/* Whether BLOCK is of zeros alone: the end of the archive. */
bool tarheader_is_end(const unsigned char block[TARHEADER_BLOCK]);

/* Takes what BLOCK says into HEADER. Returns true when it is the header of no member but of a body
 * of header->body bytes, that tarheader_extend wants. Dies with EXIT_NO. */
bool tarheader_read(struct tarheader *header, const unsigned char block[TARHEADER_BLOCK]);

/* Takes what such a BODY says of the member to come. Dies with EXIT_NO. */
void tarheader_extend(struct tarheader *header, const char *body, size_t length);

#endif
