/* SPDX-License-Identifier: MIT */
/* symbols.h: the symbols that an ELF file gives to others when it is loaded, and those that it
 * wants of them (System V ABI, chapter 5, "Symbol Table"). */
#ifndef ELF_SYMBOLS_H
#define ELF_SYMBOLS_H

#include "elf/dynamic.h"
#include "lib/stringlist.h"

struct elfsymbols {
	uint64_t *given; /* hashes of the names, sorted, each once */
	size_t given_count;
	struct stringlist
		wanted; /* undefined, not weak, and without a version; in the file's order */
};

/* Returns NULL, or what is wrong. */
const char *elfsymbols_read(
	const struct elffile *file, const struct elfdynamic *dynamic, struct elfsymbols *symbols);
void elfsymbols_free(struct elfsymbols *symbols); /* for _cleanup_ */

/* What stands for a name in `given` (64-bit FNV-1a): two names that share it are one in a billion
 * billion. */
uint64_t elfsymbols_hash(const char *name);

#endif
