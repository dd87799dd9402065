/* SPDX-License-Identifier: MIT */
/* ziplocal.h: the headers before the entries' bytes in a zip archive, and what stands between the
 * entries (PKWARE's APPNOTE 6.3, 4.3.7 to 4.3.9). */
#ifndef ZIP_ZIPLOCAL_H
#define ZIP_ZIPLOCAL_H

#include "zip/zip.h"

/* Finds where the data of each entry begins, and leaves the entries in the file's order. They have
 * to follow each other without gaps and overlaps, from the file's first byte to BEFORE, where the
 * central directory begins, and each local header has to say what the central one says. Dies with
 * EXIT_NO. */
void zip_local_check(struct zip *zip, uint64_t before);

/* The same of one ENTRY alone: finds where its data begins. */
void zip_local_find(const struct zip *zip, struct zip_entry *entry);

#endif
