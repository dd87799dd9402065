/* SPDX-License-Identifier: MIT */
/* versions.h: the symbol versions of an ELF file one by one: those that it defines, and those that
 * it needs of which library (the "Symbol Versioning" of the Linux Standard Base). The loader
 * refuses a file when the library that it finds defines versions and not those. */
#ifndef ELF_VERSIONS_H
#define ELF_VERSIONS_H

#include "elf/dynamic.h"
#include "lib/stringlist.h"

struct elfversions {
	struct stringlist defined;   /* names of versions that the file defines; the first is mostly
					its own name */
	struct stringlist libraries; /* for each of `needed`, the library that has it */
	struct stringlist needed;    /* references that are marked weak are left out */
};

/* Returns NULL, or what is wrong. */
const char *elfversions_read(
	const struct elffile *file, const struct elfdynamic *dynamic, struct elfversions *versions);
void elfversions_free(struct elfversions *versions); /* for _cleanup_ */

#endif
