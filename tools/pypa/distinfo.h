/* SPDX-License-Identifier: MIT */
/* distinfo.h: what an installed distribution says of itself in its .dist-info directory (PyPA
 * "Recording installed projects"). All of it comes from outside and is read leniently, as Python's
 * own readers do: what is there is reported, not judged. */
#ifndef PYPA_DISTINFO_H
#define PYPA_DISTINFO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/digest.h"
#include "lib/text.h"

/* Of a row in RECORD. */
struct record_row {
	const char
		*path; /* from the root of the image; the path as it stands when it leads outside */
	struct digest digest; /* "" when the row has no SHA-256 */
	uint64_t size;        /* UINT64_MAX when the row has none */
};

/* Reads a RECORD row by row. */
struct record_reader {
	const char *next, *end;
	const char *site;
	struct text fields[3], path;
};

/* SITE is the directory that the paths are relative to, itself relative to the root. Bytes and SITE
 * are borrowed.
 */
void record_begin(struct record_reader *reader, const char *bytes, size_t length, const char *site);

/* The next row; ROW is valid until the next call. Returns false at the end. */
bool record_next(struct record_reader *reader, struct record_row *row);
void record_end(struct record_reader *reader);

#endif
