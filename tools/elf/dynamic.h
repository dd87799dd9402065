/* SPDX-License-Identifier: MIT */
/* dynamic.h: what an ELF file tells the dynamic loader: its name, the libraries that it needs and
 * where to look for them (System V ABI, chapter 5). Found through the segments, as the loader does;
 * sections may be stripped. */
#ifndef ELF_DYNAMIC_H
#define ELF_DYNAMIC_H

#include "elf/file.h"
#include "lib/tempfile.h"

enum {
	ELFDYNAMIC_LONGEST_NAME = 255,
	ELFDYNAMIC_LONGEST_PATH = 4095,
	ELFDYNAMIC_MOST_NEEDED = 1000
};

struct elfdynamic {
	bool present;                         /* whether the file has such a segment */
	const char *soname, *rpath, *runpath; /* in the file's bytes; NULL: none */
	const char **needed;                  /* the libraries that it needs, in the file's order */
	size_t needed_count;
	struct elfspan strings;  /* its string table */
	struct elfspan versions; /* where its needed versions begin (symbolversion.h) */
	uint64_t version_count;  /* how many libraries are there, as the file says */
	/* Addresses, 0 when it has no such table: symbols, their versions, the versions that it
	 * defines itself, and the hash tables, which alone say how many symbols there are. */
	uint64_t symbols, symbol_versions, definitions, hash, gnu_hash;
	uint64_t definition_count;
};

/* Returns NULL, or what is wrong; then there is nothing to free. */
const char *elfdynamic_read(const struct elffile *file, struct elfdynamic *dynamic);
void elfdynamic_free(struct elfdynamic *dynamic); /* for _cleanup_ */

/* Whether FILE is a shared object (ET_DYN with a dynamic segment) of 64 bits, little-endian, for
 * MACHINE (an EM_ number). SONAME receives its DT_SONAME, which the caller frees, or NULL when it
 * has none. Damaged files are no shared objects.
 */
bool elfdynamic_is_library(const struct extent *file, unsigned machine, char **soname);

#endif
