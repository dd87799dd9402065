/* SPDX-License-Identifier: MIT */
#include "elf/dynamic.h"

#include <elf.h>
#include <stdlib.h>

#include "lib/cleanup.h"
#include "lib/die.h"

enum { MOST_ENTRIES = 65536 };

struct entry {
	int64_t tag;
	uint64_t value;
};

/* The entry INDEX; false at the end. */
static bool get_entry(
	const struct elffile *file, struct elfspan segment, size_t index, struct entry *entry)
{
	size_t size = file->elf_class == 64 ? sizeof(Elf64_Dyn) : sizeof(Elf32_Dyn);

	if (index >= segment.size / size)
		return false;
	const char *bytes = segment.bytes + index * size;

	if (file->elf_class == 64)
		*entry = (struct entry){
			(int64_t)elffile_u64(file, bytes), elffile_u64(file, bytes + 8)};
	else
		*entry = (struct entry){
			(int32_t)elffile_u32(file, bytes), elffile_u32(file, bytes + 4)};
	return entry->tag != DT_NULL;
}

/* Where the tables are whose addresses are kept as they are; NULL for other tags. */
static uint64_t *table_of(struct elfdynamic *dynamic, int64_t tag)
{
	switch (tag) {
	case DT_SYMTAB:
		return &dynamic->symbols;
	case DT_VERSYM:
		return &dynamic->symbol_versions;
	case DT_VERDEF:
		return &dynamic->definitions;
	case DT_VERDEFNUM:
		return &dynamic->definition_count;
	case DT_VERNEEDNUM:
		return &dynamic->version_count;
	case DT_HASH:
		return &dynamic->hash;
	case DT_GNU_HASH:
		return &dynamic->gnu_hash;
	default:
		return NULL;
	}
}

/* The tables that entries refer to. */
static const char *find_tables(
	const struct elffile *file, struct elfspan segment, struct elfdynamic *dynamic)
{
	uint64_t strings = 0, strings_size = UINT64_MAX, versions = 0;
	struct entry entry;

	for (size_t i = 0; get_entry(file, segment, i, &entry); i++) {
		uint64_t *table = table_of(dynamic, entry.tag);

		if (i >= MOST_ENTRIES)
			return "its dynamic section is larger than any";
		if (table)
			*table = entry.value;
		else if (entry.tag == DT_STRTAB)
			strings = entry.value;
		else if (entry.tag == DT_STRSZ)
			strings_size = entry.value;
		else if (entry.tag == DT_VERNEED)
			versions = entry.value;
		else if (entry.tag == DT_NEEDED)
			dynamic->needed_count++;
	}
	if (dynamic->needed_count > ELFDYNAMIC_MOST_NEEDED)
		return "it needs more than 1000 libraries";
	dynamic->strings = elffile_at(file, strings);
	if (dynamic->strings.size > strings_size)
		dynamic->strings.size = strings_size;
	if (dynamic->version_count > 0) {
		dynamic->versions = elffile_at(file, versions);
		if (!dynamic->versions.bytes)
			return "its needed versions lie outside of it";
	}
	return NULL;
}

static bool get_string(const struct elfdynamic *dynamic, const struct entry *entry, size_t longest,
	const char **string)
{
	*string = elfspan_string(dynamic->strings, entry->value, longest);
	return *string;
}

static const char *read_strings(
	const struct elffile *file, struct elfspan segment, struct elfdynamic *dynamic)
{
	size_t needed = 0;
	bool good = true;
	struct entry entry;

	for (size_t i = 0; good && get_entry(file, segment, i, &entry); i++) {
		if (entry.tag == DT_SONAME)
			good = get_string(
				dynamic, &entry, ELFDYNAMIC_LONGEST_NAME, &dynamic->soname);
		else if (entry.tag == DT_NEEDED)
			good = get_string(dynamic, &entry, ELFDYNAMIC_LONGEST_NAME,
				&dynamic->needed[needed++]);
		else if (entry.tag == DT_RPATH)
			good = get_string(
				dynamic, &entry, ELFDYNAMIC_LONGEST_PATH, &dynamic->rpath);
		else if (entry.tag == DT_RUNPATH)
			good = get_string(
				dynamic, &entry, ELFDYNAMIC_LONGEST_PATH, &dynamic->runpath);
	}
	return good ? NULL
		    : "a name in its dynamic section lies outside of it, or is longer than any";
}

const char *elfdynamic_read(const struct elffile *file, struct elfdynamic *dynamic)
{
	const char *flaw = NULL;
	struct elfspan segment = elffile_segment(file, PT_DYNAMIC, &flaw);

	*dynamic = (struct elfdynamic){.present = segment.bytes};
	if (!dynamic->present)
		return flaw;
	flaw = find_tables(file, segment, dynamic);
	if (!flaw) {
		dynamic->needed = xalloc(dynamic->needed_count, sizeof *dynamic->needed);
		flaw = read_strings(file, segment, dynamic);
	}
	if (flaw) {
		elfdynamic_free(dynamic);
		dynamic->present = true;
	}
	return flaw;
}

void elfdynamic_free(struct elfdynamic *dynamic)
{
	free(dynamic->needed);
	*dynamic = (struct elfdynamic){0};
}

static bool is_library(const struct elffile *file, unsigned machine, char **soname)
{
	_cleanup_(elfdynamic_free) struct elfdynamic dynamic;

	if (elfdynamic_read(file, &dynamic) || !dynamic.present || file->type != ET_DYN ||
		file->machine != machine || file->elf_class != 64 || file->big_endian)
		return false;
	if (dynamic.soname && *dynamic.soname)
		*soname = xstrdup(dynamic.soname);
	return true;
}

bool elfdynamic_is_library(const struct extent *extent, unsigned machine, char **soname)
{
	struct mapping mapping = extent_map(extent);
	struct elffile file;
	bool found = false;

	*soname = NULL;
	if (!elffile_open(&file, mapping.bytes, mapping.size)) {
		found = is_library(&file, machine, soname);
		elffile_close(&file);
	}
	extent_unmap(&mapping);
	return found;
}
