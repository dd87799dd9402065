/* SPDX-License-Identifier: MIT */
/* file.h: an ELF file in memory (libelf), of any machine, class and byte order.
 *
 * Nothing in it is trusted: what lies outside the file, or is larger than any linker makes it, is a
 * flaw, given in words that follow the file's name in a message. */
#ifndef ELF_FILE_H
#define ELF_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct elffile {
	void *elf; /* libelf's handle */
	const char *bytes;
	size_t size;
	unsigned type, machine; /* the file's type and machine, ET_ and EM_ numbers */
	unsigned elf_class;     /* the word size of its class, 32 or 64 bits */
	bool big_endian;
	size_t segments, sections;
};

/* A run of the file's bytes. */
struct elfspan {
	const char *bytes; /* the first byte; NULL when the run is empty */
	size_t size;
};

/* Whether a file that begins with these bytes is to be an ELF file. */
bool elffile_is(const void *bytes, size_t length);

/* BYTES have to live until the file is closed. Returns NULL, or what is wrong; then there is
 * nothing to close.
 */
const char *elffile_open(struct elffile *file, const void *bytes, size_t size);
void elffile_close(struct elffile *file); /* for _cleanup_ */

/* The bytes of the first segment of TYPE (PT_) that are in the file; none when there is no such
 * segment, or it has no bytes. One that lies outside the file has the flaw. */
struct elfspan elffile_segment(const struct elffile *file, unsigned type, const char **flaw);

/* The bytes that the loaded program has from ADDRESS on, as far as one segment of the file gives
 * them. */
struct elfspan elffile_at(const struct elffile *file, uint64_t address);

/* The next section NAME that has bytes, beginning with section *INDEX, which is moved behind it: 1
 * to begin with. None when there is no more; one that lies outside the file has the flaw. */
struct elfspan elffile_section(
	const struct elffile *file, const char *name, size_t *index, const char **flaw);

/* The string at OFFSET of SPAN; NULL when it has no end there, or LONGEST bytes do not hold it. */
const char *elfspan_string(struct elfspan span, uint64_t offset, size_t longest);

/* Numbers out of the file's bytes. */
uint16_t elffile_u16(const struct elffile *file, const void *bytes);
uint32_t elffile_u32(const struct elffile *file, const void *bytes);
uint64_t elffile_u64(const struct elffile *file, const void *bytes);

#endif
