/* SPDX-License-Identifier: MIT */
#include "elf/symbols.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"

/* libtorch_cpu has 200,000 of them, with names of up to 10,000 bytes. Since many symbols may have
 * one name, its bytes count for each: those that are hashed, and those that are kept. */
enum {
	MOST_SYMBOLS = 1 << 21,
	MOST_WANTED = 1 << 17,
	LONGEST_NAME = 1 << 16,
	MOST_BYTES = 256 << 20,
	MOST_WANTED_BYTES = 16 << 20,
};

static const char outside[] = "its symbols lie outside of it, or are more than any";

/* One symbol, of 32 or 64 bits. */
struct symbol {
	uint32_t name;
	unsigned binding, section;
	bool visible;
};

/* The symbols, each of SIZE bytes. */
struct table {
	struct elfspan bytes, versions;
	size_t size, count;
	size_t name_bytes, wanted_bytes; /* bytes of the names so far */
};

uint64_t elfsymbols_hash(const char *name)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);

	for (; *name; name++)
		hash = (hash ^ (unsigned char)*name) * UINT64_C(0x100000001b3);
	return hash;
}

static struct symbol symbol_at(const struct elffile *file, const struct table *table, size_t index)
{
	const char *bytes = table->bytes.bytes + index * table->size;
	bool wide = file->elf_class == 64;
	unsigned info = (unsigned char)
		bytes[wide ? offsetof(Elf64_Sym, st_info) : offsetof(Elf32_Sym, st_info)];
	unsigned other = (unsigned char)
		bytes[wide ? offsetof(Elf64_Sym, st_other) : offsetof(Elf32_Sym, st_other)];

	return (struct symbol){
		.name = elffile_u32(file, bytes),
		.binding = ELF64_ST_BIND(info),
		.section = elffile_u16(file, bytes + (wide ? offsetof(Elf64_Sym, st_shndx)
							   : offsetof(Elf32_Sym, st_shndx))),
		.visible = ELF64_ST_VISIBILITY(other) == STV_DEFAULT ||
			   ELF64_ST_VISIBILITY(other) == STV_PROTECTED,
	};
}

/* How many symbols the GNU hash table reaches: the last chain of its highest bucket ends with the
 * last one.
 */
static size_t count_by_gnu_hash(const struct elffile *file, struct elfspan hash)
{
	if (hash.size < 16)
		return 0;
	uint64_t buckets = elffile_u32(file, hash.bytes), first = elffile_u32(file, hash.bytes + 4);
	uint64_t skip = 16 + (uint64_t)elffile_u32(file, hash.bytes + 8) * (file->elf_class / 8);
	uint64_t last = 0;

	if (skip > hash.size || buckets > (hash.size - skip) / 4)
		return 0;
	for (uint64_t i = 0; i < buckets; i++) {
		uint64_t bucket = elffile_u32(file, hash.bytes + skip + 4 * i);

		last = bucket > last ? bucket : last;
	}
	if (last < first)
		return first;
	for (skip += 4 * buckets; (last - first) < (hash.size - skip) / 4; last++)
		if (elffile_u32(file, hash.bytes + skip + 4 * (last - first)) & 1)
			return last + 1;
	return 0;
}

/* The table is as long as its section says, if there is one, else as a hash table reaches. */
static size_t count_symbols(
	const struct elffile *file, const struct elfdynamic *dynamic, const struct table *table)
{
	size_t index = 1;
	const char *flaw = NULL;
	struct elfspan section = elffile_section(file, ".dynsym", &index, &flaw);

	if (section.bytes && section.bytes == table->bytes.bytes)
		return section.size / table->size;
	struct elfspan hash = elffile_at(file, dynamic->hash);

	if (dynamic->hash && hash.size >= 8)
		return elffile_u32(file, hash.bytes + 4);
	return dynamic->gnu_hash ? count_by_gnu_hash(file, elffile_at(file, dynamic->gnu_hash)) : 0;
}

/* Whether the symbol is bound to the version of some library. */
static bool has_version(const struct elffile *file, const struct table *table, size_t index)
{
	return index < table->versions.size / 2 &&
	       (elffile_u16(file, table->versions.bytes + 2 * index) & 0x7fff) > VER_NDX_GLOBAL;
}

static const char *add_symbol(const struct elffile *file, const struct elfdynamic *dynamic,
	struct table *table, size_t index, struct elfsymbols *symbols)
{
	struct symbol symbol = symbol_at(file, table, index);

	if (symbol.binding != STB_GLOBAL && symbol.binding != STB_WEAK &&
		symbol.binding != STB_GNU_UNIQUE)
		return NULL;
	if (symbol.section == SHN_UNDEF &&
		(symbol.binding == STB_WEAK || has_version(file, table, index)))
		return NULL;
	const char *name = elfspan_string(dynamic->strings, symbol.name, LONGEST_NAME);

	if (!name || (symbol.section == SHN_UNDEF && symbols->wanted.count == MOST_WANTED))
		return outside;
	size_t length = strlen(name) + 1;

	table->name_bytes += length;
	table->wanted_bytes += symbol.section == SHN_UNDEF ? length : 0;
	if (table->name_bytes > MOST_BYTES || table->wanted_bytes > MOST_WANTED_BYTES)
		return outside;
	if (symbol.section == SHN_UNDEF)
		stringlist_add(&symbols->wanted, xstrdup(name));
	else if (symbol.visible)
		symbols->given[symbols->given_count++] = elfsymbols_hash(name);
	return NULL;
}

static int compare(const void *a, const void *b)
{
	uint64_t first = *(const uint64_t *)a, second = *(const uint64_t *)b;

	return (first > second) - (first < second);
}

static void sort_given(struct elfsymbols *symbols)
{
	size_t kept = 0;

	if (symbols->given_count > 0)
		qsort(symbols->given, symbols->given_count, sizeof *symbols->given, compare);
	for (size_t i = 0; i < symbols->given_count; i++)
		if (kept == 0 || symbols->given[kept - 1] != symbols->given[i])
			symbols->given[kept++] = symbols->given[i];
	symbols->given_count = kept;
}

const char *elfsymbols_read(
	const struct elffile *file, const struct elfdynamic *dynamic, struct elfsymbols *symbols)
{
	struct table table = {
		.bytes = elffile_at(file, dynamic->symbols),
		.size = file->elf_class == 64 ? sizeof(Elf64_Sym) : sizeof(Elf32_Sym),
	};
	const char *flaw = NULL;

	if (!dynamic->symbols)
		return NULL;
	if (dynamic->symbol_versions)
		table.versions = elffile_at(file, dynamic->symbol_versions);
	table.count = count_symbols(file, dynamic, &table);
	if (table.count > table.bytes.size / table.size || table.count > MOST_SYMBOLS)
		return outside;
	symbols->given = xalloc(table.count + 1, sizeof *symbols->given);
	for (size_t i = 1; !flaw && i < table.count; i++)
		flaw = add_symbol(file, dynamic, &table, i, symbols);
	sort_given(symbols);
	return flaw;
}

void elfsymbols_free(struct elfsymbols *symbols)
{
	cleanup_free(&symbols->given);
	symbols->given_count = 0;
	stringlist_free(&symbols->wanted);
}
