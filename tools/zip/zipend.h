/* SPDX-License-Identifier: MIT */
/* zipend.h: the records at a zip archive's end (PKWARE's APPNOTE 6.3, 4.3.14 to 4.3.16). */
#ifndef ZIP_ZIPEND_H
#define ZIP_ZIPEND_H

#include "zip/zip.h"

/* Where the central directory is. It ends right before the end records. */
struct zip_end {
	uint64_t count, offset, size;
	uint64_t after; /* offset + size */
};

/* The last end record counts, as for other readers, and what follows it has to be the comment that
 * it announces. Dies with EXIT_NO when the records do not agree, or announce more than 100,000
 * entries or 16 MiB. */
struct zip_end zip_end_of(const struct zip *zip);

#endif
