/* SPDX-License-Identifier: MIT */
/* binaryversion.h: the version that a program or library carries in itself, found while its bytes
 *stream by.
 *
 *	python3.N, libpython3.N.so.1.0	the string 3.N.M, as Py_GetVersion() begins with
 *	libc.so.6, libc-2.N.so		the highest GLIBC_2.N, the names of its version definitions
 *	ld-musl-*.so.1			the string 1.N.M, musl's __libc_version
 *
 * Nothing is run and no structure of the file is trusted: strings that end in a NUL, and begin
 *after one, are looked at. */
#ifndef ELF_BINARYVERSION_H
#define ELF_BINARYVERSION_H

#include <stdbool.h>
#include <stddef.h>

enum { BINARYVERSION_LONGEST = 31 };

struct binaryversion {
	char prefix[BINARYVERSION_LONGEST + 1]; /* what the wanted string begins with */
	bool highest; /* take the highest of all versions that are found, else the first */
	char string[BINARYVERSION_LONGEST + 1]; /* the bytes since the last NUL */
	size_t length; /* of it; more than BINARYVERSION_LONGEST: too long to count */
	char found[BINARYVERSION_LONGEST +
		   1]; /* the version, without a GLIBC_ before it; "" while none was found */
};

/* Begins to look for the version of the file PATH. Returns false when its name is none of those
 * above. */
bool binaryversion_begin(struct binaryversion *scan, const char *path);

/* The next bytes of the file. */
void binaryversion_add(struct binaryversion *scan, const void *bytes, size_t length);

#endif
