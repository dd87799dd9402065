/* SPDX-License-Identifier: MIT */
/* zipextra.h: the extra fields of a zip archive's headers (PKWARE's APPNOTE 6.3, 4.5): sizes and
 * offsets of more than 32 bits, and other names, which are refused. */
#ifndef ZIP_ZIPEXTRA_H
#define ZIP_ZIPEXTRA_H

#include "zip/zip.h"

/* What is left of an entry's zip64 field; LENGTH 0: nothing, or it has none. */
struct zip_extra {
	const char *next;
	size_t length;
};

/* In the LENGTH bytes at FIELDS of one of the headers of ENTRY, which are borrowed. Dies with
 * EXIT_NO when the fields are damaged or give the entry another name. */
struct zip_extra zip_extra_of(
	const struct zip *zip, const struct zip_entry *entry, const char *fields, size_t length);

/* VALUE, of a 32-bit field of the header, or the next value of the zip64 field when that says so.
 * To be asked in the order size, compressed size, offset. Dies with EXIT_NO when there is none. */
uint64_t zip_extra_wide(const struct zip *zip, const struct zip_entry *entry, uint32_t value,
	struct zip_extra *extra);

#endif
