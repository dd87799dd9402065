/* SPDX-License-Identifier: MIT */
/* symbolversion.h: the versions of symbols that an ELF file needs (the "Symbol Versioning" of the
 * Linux Standard Base), the highest per name.
 *
 * GLIBC_2.17 is number 2.17 of GLIBC, OPENSSL_1_1_0 number 1_1_0 of OPENSSL. What has no number,
 * such as GLIBC_PRIVATE or libcublas.so.12, is a name of its own with the number "". References
 * that are marked weak do not count: the loader lets them pass. */
#ifndef ELF_SYMBOLVERSION_H
#define ELF_SYMBOLVERSION_H

#include "elf/dynamic.h"

struct symbolversion {
	char *name, *number;
};

struct symbolversions {
	size_t count;
	struct symbolversion *list; /* names and their highest versions, in the order in which names
				       were first seen */
};

/* Adds what FILE needs. Returns NULL, or what is wrong. */
const char *symbolversions_read(const struct elffile *file, const struct elfdynamic *dynamic,
	struct symbolversions *versions);
void symbolversions_free(struct symbolversions *versions); /* for _cleanup_ */

/* Adds one version, such as GLIBC_2.17. */
void symbolversions_add(struct symbolversions *versions, const char *version);

/* The highest number of NAME; NULL when it is not there. */
const char *symbolversions_find(const struct symbolversions *versions, const char *name);

/* Which of two numbers is the higher: below, above or equal to 0. Numbers between dots or
 * underscores are compared one after the other; 2.17 is above 2.9 and below 2.17.1. Neither has any
 * other character. */
int symbolversion_compare(const char *a, const char *b);

#endif
