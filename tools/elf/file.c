/* SPDX-License-Identifier: MIT */
#include "elf/file.h"

#include <endian.h>
#include <gelf.h>
#include <string.h>

#include "lib/die.h"
#include "lib/unconst.h"

/* libelf takes memory for each section, and of some files for each segment. */
enum { MAX_SECTIONS = 65535, MAX_SEGMENTS = 65535 };

uint16_t elffile_u16(const struct elffile *file, const void *bytes)
{
	uint16_t value;

	memcpy(&value, bytes, sizeof value);
	return file->big_endian ? be16toh(value) : le16toh(value);
}

uint32_t elffile_u32(const struct elffile *file, const void *bytes)
{
	uint32_t value;

	memcpy(&value, bytes, sizeof value);
	return file->big_endian ? be32toh(value) : le32toh(value);
}

uint64_t elffile_u64(const struct elffile *file, const void *bytes)
{
	uint64_t value;

	memcpy(&value, bytes, sizeof value);
	return file->big_endian ? be64toh(value) : le64toh(value);
}

bool elffile_is(const void *bytes, size_t length)
{
	return length >= SELFMAG && memcmp(bytes, ELFMAG, SELFMAG) == 0;
}

static bool is_inside(const struct elffile *file, uint64_t offset, uint64_t size)
{
	return offset <= file->size && size <= file->size - offset;
}

/* How many sections libelf will find: where the header says 0, the first section's size says it.
 * The file is as large as its header. */
static uint64_t section_count(const struct elffile *file)
{
	bool wide = file->elf_class == 64;
	uint16_t count = elffile_u16(file, file->bytes + (wide ? offsetof(Elf64_Ehdr, e_shnum)
							       : offsetof(Elf32_Ehdr, e_shnum)));
	uint64_t table = wide ? elffile_u64(file, file->bytes + offsetof(Elf64_Ehdr, e_shoff))
			      : elffile_u32(file, file->bytes + offsetof(Elf32_Ehdr, e_shoff));

	if (count > 0 || table == 0 ||
		!is_inside(file, table, wide ? sizeof(Elf64_Shdr) : sizeof(Elf32_Shdr)))
		return count;
	return wide ? elffile_u64(file, file->bytes + table + offsetof(Elf64_Shdr, sh_size))
		    : elffile_u32(file, file->bytes + table + offsetof(Elf32_Shdr, sh_size));
}

/* What can be said before libelf sees the file. */
static const char *read_identity(struct elffile *file)
{
	const unsigned char *identity = (const unsigned char *)file->bytes;

	if (!elffile_is(file->bytes, file->size))
		return "not an ELF file";
	if (file->size < EI_NIDENT ||
		(identity[EI_CLASS] != ELFCLASS32 && identity[EI_CLASS] != ELFCLASS64) ||
		(identity[EI_DATA] != ELFDATA2LSB && identity[EI_DATA] != ELFDATA2MSB) ||
		identity[EI_VERSION] != EV_CURRENT)
		return "its class, byte order or version is none of ELF";
	file->elf_class = identity[EI_CLASS] == ELFCLASS64 ? 64 : 32;
	file->big_endian = identity[EI_DATA] == ELFDATA2MSB;
	if (file->size < (file->elf_class == 64 ? sizeof(Elf64_Ehdr) : sizeof(Elf32_Ehdr)))
		return "it ends within its header";
	return section_count(file) > MAX_SECTIONS ? "it has more than 65535 sections" : NULL;
}

static const char *read_header(struct elffile *file)
{
	GElf_Ehdr header;

	if (!file->elf || elf_kind(file->elf) != ELF_K_ELF || !gelf_getehdr(file->elf, &header))
		return "its header cannot be read";
	file->type = header.e_type;
	file->machine = header.e_machine;
	/* libelf silently counts less when a table lies outside. */
	if (elf_getshdrnum(file->elf, &file->sections) != 0 || file->sections < section_count(file))
		return "its table of sections lies outside of it";
	if (elf_getphdrnum(file->elf, &file->segments) != 0 ||
		(header.e_phnum != PN_XNUM && file->segments < header.e_phnum))
		return "its table of segments lies outside of it";
	if (file->segments > MAX_SEGMENTS)
		return "it has more than 65535 segments";
	for (size_t i = 0; i < file->segments; i++) {
		GElf_Phdr segment;

		if (!gelf_getphdr(file->elf, (int)i, &segment))
			return "its table of segments lies outside of it";
	}
	return NULL;
}

const char *elffile_open(struct elffile *file, const void *bytes, size_t size)
{
	*file = (struct elffile){.bytes = bytes, .size = size};
	const char *flaw = read_identity(file);

	if (flaw)
		return flaw;
	if (elf_version(EV_CURRENT) == EV_NONE)
		die(EXIT_SYSTEM, "libelf is too old");
	file->elf = elf_memory(unconst(bytes), size); /* libelf does not write into the bytes */
	flaw = read_header(file);
	if (flaw)
		elffile_close(file);
	return flaw;
}

void elffile_close(struct elffile *file)
{
	elf_end(file->elf);
	file->elf = NULL;
}

static struct elfspan span_of(const struct elffile *file, uint64_t offset, uint64_t size)
{
	if (size == 0 || !is_inside(file, offset, size))
		return (struct elfspan){0};
	return (struct elfspan){.bytes = file->bytes + offset, .size = size};
}

struct elfspan elffile_segment(const struct elffile *file, unsigned type, const char **flaw)
{
	GElf_Phdr segment;

	for (size_t i = 0; i < file->segments && gelf_getphdr(file->elf, (int)i, &segment); i++) {
		if (segment.p_type != type)
			continue;
		if (!is_inside(file, segment.p_offset, segment.p_filesz))
			*flaw = "one of its segments lies outside of it";
		return span_of(file, segment.p_offset, segment.p_filesz);
	}
	return (struct elfspan){0};
}

struct elfspan elffile_at(const struct elffile *file, uint64_t address)
{
	GElf_Phdr segment;

	for (size_t i = 0; i < file->segments && gelf_getphdr(file->elf, (int)i, &segment); i++) {
		uint64_t skip = address - segment.p_vaddr;

		if (segment.p_type != PT_LOAD || address < segment.p_vaddr ||
			skip >= segment.p_filesz)
			continue;
		struct elfspan span = span_of(file, segment.p_offset, segment.p_filesz);

		if (span.bytes) {
			span.bytes += skip;
			span.size -= skip;
		}
		return span;
	}
	return (struct elfspan){0};
}

/* The sections' names. libelf's own access would unpack them where the file says that they are
 * compressed, to whatever size it says. */
static struct elfspan section_names(const struct elffile *file)
{
	GElf_Shdr header;
	size_t index;

	if (elf_getshdrstrndx(file->elf, &index) != 0 ||
		!gelf_getshdr(elf_getscn(file->elf, index), &header) ||
		header.sh_type == SHT_NOBITS)
		return (struct elfspan){0};
	return span_of(file, header.sh_offset, header.sh_size);
}

struct elfspan elffile_section(
	const struct elffile *file, const char *name, size_t *index, const char **flaw)
{
	struct elfspan names = section_names(file);
	GElf_Shdr header;

	for (; *index < file->sections; ++*index) {
		if (!gelf_getshdr(elf_getscn(file->elf, *index), &header)) {
			*flaw = "its table of sections lies outside of it";
			break;
		}
		const char *found = elfspan_string(names, header.sh_name, strlen(name));

		if (header.sh_type == SHT_NOBITS || header.sh_size == 0 || !found ||
			strcmp(found, name) != 0)
			continue;
		++*index;
		struct elfspan span = span_of(file, header.sh_offset, header.sh_size);

		if (!span.bytes)
			*flaw = "one of its sections lies outside of it";
		return span;
	}
	return (struct elfspan){0};
}

const char *elfspan_string(struct elfspan span, uint64_t offset, size_t longest)
{
	if (!span.bytes || offset >= span.size)
		return NULL;
	size_t room = span.size - offset;

	if (room > longest + 1)
		room = longest + 1;
	return memchr(span.bytes + offset, '\0', room) ? span.bytes + offset : NULL;
}
