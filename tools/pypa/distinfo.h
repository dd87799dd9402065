/* SPDX-License-Identifier: MIT */
/* distinfo.h: what an installed distribution says of itself in its .dist-info directory (PyPA
 * "Recording installed projects"). All of it comes from outside and is read leniently, as Python's
 * own readers do: what is there is reported, not judged. */
#ifndef PYPA_DISTINFO_H
#define PYPA_DISTINFO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/text.h"
#include "pypa/record.h"

/* What a row of RECORD says. */
struct distinfo_row {
	const char
		*path; /* from the root of the image; the path as it stands when it leads outside */
	struct digest digest; /* "" when the row has no SHA-256 */
	uint64_t size;        /* UINT64_MAX when the row has none */
};

/* Reads a RECORD row by row. */
struct distinfo_reader {
	char *text; /* a copy, in which the rows are read */
	const char *site;
	struct record_rows rows;
	struct text path;
};

/* SITE is the directory that the paths are relative to, itself relative to the root. Bytes and SITE
 * are borrowed.
 */
void distinfo_begin(
	struct distinfo_reader *reader, const char *bytes, size_t length, const char *site);

/* The next row; ROW is valid until the next call. Returns false at the end. */
bool distinfo_next(struct distinfo_reader *reader, struct distinfo_row *row);

/* How many bytes of the RECORD have been read. */
size_t distinfo_offset(const struct distinfo_reader *reader);

void distinfo_end(struct distinfo_reader *reader);

#endif
