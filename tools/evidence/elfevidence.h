/* SPDX-License-Identifier: MIT */
/* elfevidence.h: what decides where an ELF file can be loaded, among the items of a layer's
 *evidence.
 *
 * So the file itself need not be read again. Behind the item of a file come those of its content:
 *
 *	e PATH JSON
 *		{"soname","rpath","runpath","needed":[],"dynamic":true,"program":true,"defines":[VERSION],
 *		"wants":[[LIBRARY,VERSION]],"cuda":{},"ptx":{"80":"8.3"},"numpy":1,"flaw"}
 *		what is empty, null or false is left out
 *	s PATH HASHES
 *		the symbols that it gives, 16 hexadecimal digits each, ascending (elfsymbols.h)
 *	u PATH NAMES
 *		the symbols without a version that it wants, each followed by a newline */
#ifndef EVIDENCE_ELFEVIDENCE_H
#define EVIDENCE_ELFEVIDENCE_H

#include "evidence/evidence.h"
#include "lib/json.h"

/* Appends the items of the ELF file BYTES. */
void elfevidence_write(const char *path, const void *bytes, size_t size, struct text *out);

/* What is known of an ELF file, read back. Strings are the evidence's. */
struct elfevidence {
	const char
		*digest; /* 64 digits, of the file's content; equal pointers are equal contents */
	json_t *json;
	const char *given, *wanted; /* names of symbols; "" when there are none */
	size_t given_count;
};

/* All files of all layers, ordered by the pointer `digest`. The caller frees each, and the list. */
struct elfevidence *elfevidence_read(
	const struct evidence *const *layers, size_t layer_count, size_t *count);
void elfevidence_free(struct elfevidence *elf);

/* The ELF file of the content DIGEST; NULL when there is none. */
const struct elfevidence *elfevidence_find(
	const struct elfevidence *list, size_t count, const char *digest);

/* Whether the file gives the symbol with the hash that is written as these 16 digits. */
bool elfevidence_gives(const struct elfevidence *elf, const char *digits);

#endif
