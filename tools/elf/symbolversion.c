/* SPDX-License-Identifier: MIT */
#include "elf/symbolversion.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"

enum { MOST_REFERENCES = 65536, MOST_NAMES = 256 };

static const char digits[] = "0123456789";

/* Takes the first number off the text at *NEXT, and the separator behind it. */
static void take_number(const char **next, const char **number, size_t *length)
{
	*next += strspn(*next, "0");
	*number = *next;
	*length = strspn(*next, digits);
	*next += *length;
	*next += strspn(*next, "._");
}

int symbolversion_compare(const char *a, const char *b)
{
	while (*a && *b) {
		const char *first, *second;
		size_t first_length, second_length;

		take_number(&a, &first, &first_length);
		take_number(&b, &second, &second_length);
		if (first_length != second_length)
			return first_length < second_length ? -1 : 1;
		int order = strncmp(first, second, first_length);

		if (order != 0)
			return order;
	}
	return (*a != '\0') - (*b != '\0');
}

/* Where the number of VERSION begins, after the underscore; at its end when it has none. */
static const char *number_of(const char *version)
{
	const char *end = version + strlen(version);

	for (const char *at = version; (at = strchr(at, '_')); at++)
		if (at > version && at[1] && strchr(digits, at[1]) &&
			at + 1 + strspn(at + 1, "0123456789._") == end)
			return at + 1;
	return end;
}

static struct symbolversion *find(
	const struct symbolversions *versions, const char *name, size_t length)
{
	for (size_t i = 0; i < versions->count; i++)
		if (strncmp(versions->list[i].name, name, length) == 0 &&
			!versions->list[i].name[length])
			return &versions->list[i];
	return NULL;
}

void symbolversions_add(struct symbolversions *versions, const char *version)
{
	const char *number = number_of(version);
	size_t length = (size_t)(number - version) - (*number != '\0');
	struct symbolversion *known = find(versions, version, length);

	if (!known) {
		versions->list =
			xrealloc(versions->list, versions->count + 1, sizeof *versions->list);
		versions->list[versions->count++] = (struct symbolversion){
			.name = xstrndup(version, length), .number = xstrdup(number)};
	} else if (symbolversion_compare(number, known->number) > 0) {
		free(known->number);
		known->number = xstrdup(number);
	}
}

const char *symbolversions_find(const struct symbolversions *versions, const char *name)
{
	const struct symbolversion *found = find(versions, name, strlen(name));

	return found ? found->number : NULL;
}

void symbolversions_free(struct symbolversions *versions)
{
	for (size_t i = 0; i < versions->count; i++) {
		free(versions->list[i].name);
		free(versions->list[i].number);
	}
	free(versions->list);
	*versions = (struct symbolversions){0};
}

static const char outside[] = "its needed versions lie outside of it, or are more than any";

/* The versions needed of one library, whose record is at OFFSET; of 32 and 64 bits alike. */
static const char *read_library(const struct elffile *file, const struct elfdynamic *dynamic,
	uint64_t offset, size_t *references, struct symbolversions *versions)
{
	struct elfspan span = dynamic->versions;
	const char *library = span.bytes + offset;
	unsigned count = elffile_u16(file, library + offsetof(Elf64_Verneed, vn_cnt));

	offset += elffile_u32(file, library + offsetof(Elf64_Verneed, vn_aux));
	for (unsigned i = 0; i < count; i++) {
		if (offset > span.size || span.size - offset < sizeof(Elf64_Vernaux) ||
			--*references == 0)
			return outside;
		const char *bytes = span.bytes + offset;
		const char *name = elfspan_string(dynamic->strings,
			elffile_u32(file, bytes + offsetof(Elf64_Vernaux, vna_name)),
			ELFDYNAMIC_LONGEST_NAME);
		uint32_t next = elffile_u32(file, bytes + offsetof(Elf64_Vernaux, vna_next));

		if (!name)
			return outside;
		if (!(elffile_u16(file, bytes + offsetof(Elf64_Vernaux, vna_flags)) & VER_FLG_WEAK))
			symbolversions_add(versions, name);
		if (versions->count > MOST_NAMES)
			return outside;
		if (next == 0)
			break;
		offset += next;
	}
	return NULL;
}

const char *symbolversions_read(const struct elffile *file, const struct elfdynamic *dynamic,
	struct symbolversions *versions)
{
	struct elfspan span = dynamic->versions;
	size_t references = MOST_REFERENCES;
	uint64_t offset = 0;

	for (uint64_t i = 0; i < dynamic->version_count; i++) {
		if (offset > span.size || span.size - offset < sizeof(Elf64_Verneed) ||
			--references == 0)
			return outside;
		uint32_t next =
			elffile_u32(file, span.bytes + offset + offsetof(Elf64_Verneed, vn_next));
		const char *flaw = read_library(file, dynamic, offset, &references, versions);

		if (flaw)
			return flaw;
		if (next == 0)
			break;
		offset += next;
	}
	return NULL;
}
