/* SPDX-License-Identifier: MIT */
/* tarheader.h: a header of a tar archive, strictly: fields that all readers take for the same
 * (POSIX.1-2024, pax, "ustar Interchange Format"; GNU tar's manual, "Basic Tar Format"). */
#ifndef IMAGE_TARHEADER_H
#define IMAGE_TARHEADER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { TARCHECK_BLOCK = 512 };

/* Where the fields of a header are. */
enum {
	TAR_NAME_AT = 0,
	TAR_NAME_LENGTH = 100,
	TAR_SIZE_AT = 124,
	TAR_TYPE_AT = 156,
	TAR_SPARSE_MORE_AT = 482, /* of a GNU sparse file: a block of its map follows */
	TAR_MAP_MORE_AT = 504     /* of such a block: another one does */
};

bool tarheader_is_zero(const unsigned char *bytes, size_t length);

/* The number in a FIELD of LENGTH bytes: blanks, octal digits, blanks or NULs; or, in base 256, one
 * that is not negative. Returns whether it is one. */
bool tarheader_number(const unsigned char *field, size_t length, uint64_t *number);

/* What is wrong with the header BLOCK, of TARCHECK_BLOCK bytes that are not all zeros, or NULL:
 * its checksum, its format, a field that is not a number. */
const char *tarheader_fault(const unsigned char *block);

#endif
