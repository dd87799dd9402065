/* SPDX-License-Identifier: MIT */
#include "elf/versions.h"

#include <elf.h>
#include <string.h>

#include "lib/die.h"

/* Of each kind: thirty times what the largest libraries have. Several libraries may share records,
 * so that references count, also those that are left out. */
enum { MOST_VERSIONS = 8192, MOST_REFERENCES = 65536 };

static const char outside[] = "its symbol versions lie outside of it, or are more than any";

/* A record of SIZE bytes at OFFSET; NULL when it is not within the table. */
static const char *record_at(struct elfspan table, uint64_t offset, size_t size)
{
	return offset <= table.size && table.size - offset >= size ? table.bytes + offset : NULL;
}

static bool add_name(struct stringlist *list, const struct elffile *file,
	const struct elfdynamic *dynamic, const char *field)
{
	const char *name =
		elfspan_string(dynamic->strings, elffile_u32(file, field), ELFDYNAMIC_LONGEST_NAME);

	if (!name || list->count == MOST_VERSIONS)
		return false;
	stringlist_add(list, xstrdup(name));
	return true;
}

/* Both tables have the same shape in files of 32 and 64 bits. */
static const char *read_defined(
	const struct elffile *file, const struct elfdynamic *dynamic, struct elfversions *versions)
{
	struct elfspan table = elffile_at(file, dynamic->definitions);
	uint64_t offset = 0;

	for (uint64_t i = 0; i < dynamic->definition_count; i++) {
		const char *definition = record_at(table, offset, sizeof(Elf64_Verdef));

		if (!definition)
			return outside;
		const char *name = record_at(table,
			offset + elffile_u32(file, definition + offsetof(Elf64_Verdef, vd_aux)),
			sizeof(Elf64_Verdaux));
		uint32_t next = elffile_u32(file, definition + offsetof(Elf64_Verdef, vd_next));

		if (!name || !add_name(&versions->defined, file, dynamic,
				     name + offsetof(Elf64_Verdaux, vda_name)))
			return outside;
		if (next == 0)
			break;
		offset += next;
	}
	return NULL;
}

/* The versions needed of the library whose record is at OFFSET. */
static const char *read_library(const struct elffile *file, const struct elfdynamic *dynamic,
	uint64_t offset, size_t *references, struct elfversions *versions)
{
	const char *library = dynamic->versions.bytes + offset;
	unsigned count = elffile_u16(file, library + offsetof(Elf64_Verneed, vn_cnt));

	offset += elffile_u32(file, library + offsetof(Elf64_Verneed, vn_aux));
	for (unsigned i = 0; i < count; i++) {
		const char *version = record_at(dynamic->versions, offset, sizeof(Elf64_Vernaux));

		if (!version || (*references)++ == MOST_REFERENCES)
			return outside;
		uint32_t next = elffile_u32(file, version + offsetof(Elf64_Vernaux, vna_next));

		if (!(elffile_u16(file, version + offsetof(Elf64_Vernaux, vna_flags)) &
			    VER_FLG_WEAK) &&
			(!add_name(&versions->libraries, file, dynamic,
				 library + offsetof(Elf64_Verneed, vn_file)) ||
				!add_name(&versions->needed, file, dynamic,
					version + offsetof(Elf64_Vernaux, vna_name))))
			return outside;
		if (next == 0)
			break;
		offset += next;
	}
	return NULL;
}

const char *elfversions_read(
	const struct elffile *file, const struct elfdynamic *dynamic, struct elfversions *versions)
{
	const char *flaw = read_defined(file, dynamic, versions);
	size_t references = 0;
	uint64_t offset = 0;

	for (uint64_t i = 0; !flaw && i < dynamic->version_count; i++) {
		const char *library = record_at(dynamic->versions, offset, sizeof(Elf64_Verneed));

		if (!library || references++ == MOST_REFERENCES)
			return outside;
		uint32_t next = elffile_u32(file, library + offsetof(Elf64_Verneed, vn_next));

		flaw = read_library(file, dynamic, offset, &references, versions);
		if (next == 0)
			break;
		offset += next;
	}
	return flaw;
}

void elfversions_free(struct elfversions *versions)
{
	stringlist_free(&versions->defined);
	stringlist_free(&versions->libraries);
	stringlist_free(&versions->needed);
}
