/* SPDX-License-Identifier: MIT */
#include "debian/ldcache.h"

#include <ctype.h>
#include <endian.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"

static const uint32_t extension_magic = 0xeaa42174;

int ldcache_compare(const char *a, const char *b)
{
	while (*a) {
		if (isdigit((unsigned char)*a) && isdigit((unsigned char)*b)) {
			uint32_t x = 0, y = 0;

			while (isdigit((unsigned char)*a))
				x = x * 10 + (uint32_t)(*a++ - '0');
			while (isdigit((unsigned char)*b))
				y = y * 10 + (uint32_t)(*b++ - '0');
			if (x != y)
				return (int32_t)x < (int32_t)y ? -1 : 1;
		} else if (isdigit((unsigned char)*a)) {
			return 1;
		} else if (isdigit((unsigned char)*b)) {
			return -1;
		} else if (*a != *b) {
			return *a - *b;
		} else {
			a++;
			b++;
		}
	}
	return *a - *b;
}

/* Sonames falling; equal ones in the order in which they were found, which is that of their
 * addresses. */
static int compare_libraries(const void *a, const void *b)
{
	const struct ldcache_library *x = *(const struct ldcache_library *const *)a;
	const struct ldcache_library *y = *(const struct ldcache_library *const *)b;
	int order = ldcache_compare(y->soname, x->soname);

	return order ? order : (x > y) - (x < y);
}

struct string {
	const char *bytes;
	size_t length;
	uint32_t *offset; /* where its offset in the table is to be */
};

/* By the strings read backwards, in falling order, so that a string comes after those that end in
 * it. */
static int compare_strings(const void *a, const void *b)
{
	const struct string *x = a, *y = b;

	for (size_t i = 1; i <= x->length && i <= y->length; i++) {
		unsigned char cx = (unsigned char)x->bytes[x->length - i];
		unsigned char cy = (unsigned char)y->bytes[y->length - i];

		if (cx != cy)
			return cy - cx;
	}
	return (x->length < y->length) - (x->length > y->length);
}

/* Places COUNT strings in TABLE; one that another ends in shares its bytes. */
static void place_strings(struct string *strings, size_t count, struct text *table)
{
	qsort(strings, count, sizeof *strings, compare_strings);
	for (size_t i = 0; i < count; i++) {
		const struct string *before = &strings[i ? i - 1 : 0];

		if (i > 0 && ends_with(before->bytes, strings[i].bytes)) {
			*strings[i].offset =
				*before->offset + (uint32_t)(before->length - strings[i].length);
			continue;
		}
		*strings[i].offset = (uint32_t)table->length;
		text_add(table, strings[i].bytes, strings[i].length + 1);
	}
}

static void add_u32(struct text *out, uint32_t value)
{
	const uint32_t bytes = htole32(value);

	text_add(out, &bytes, sizeof bytes);
}

static void add_extension(struct text *out, const char *generator)
{
	enum { GENERATOR_TAG = 0, HEADER = 8 + 16 };
	uint32_t start = (uint32_t)out->length;

	add_u32(out, extension_magic);
	add_u32(out, 1);
	add_u32(out, GENERATOR_TAG);
	add_u32(out, 0);
	add_u32(out, start + HEADER);
	add_u32(out, (uint32_t)strlen(generator));
	text_add_string(out, generator);
}

static void add_header(struct text *out, size_t count, size_t table_length, uint32_t extension)
{
	enum { LITTLE_ENDIAN_FLAG = 2 };

	text_add_string(out, "glibc-ld.so.cache1.1");
	add_u32(out, (uint32_t)count);
	add_u32(out, (uint32_t)table_length);
	add_u32(out, LITTLE_ENDIAN_FLAG);
	add_u32(out, extension);
	for (size_t i = 0; i < 3; i++)
		add_u32(out, 0);
}

struct text ldcache_format(const struct ldcache_library *libraries, size_t count, uint32_t flags,
	const char *generator)
{
	enum { HEADER = 48, ENTRY = 24 };
	_cleanup_free_ const struct ldcache_library **sorted = xalloc(count, sizeof *sorted);
	_cleanup_free_ struct string *strings = xalloc(2 * count, sizeof *strings);
	_cleanup_free_ uint32_t *offsets = xalloc(2 * count, sizeof *offsets);
	_cleanup_(text_free) struct text table = {0};
	uint32_t base = (uint32_t)(HEADER + ENTRY * count);
	struct text out = {0};

	for (size_t i = 0; i < count; i++) {
		const struct ldcache_library *library = &libraries[i];

		sorted[i] = library;
		strings[2 * i] =
			(struct string){library->soname, strlen(library->soname), &offsets[2 * i]};
		strings[2 * i + 1] =
			(struct string){library->path, strlen(library->path), &offsets[2 * i + 1]};
	}
	qsort(sorted, count, sizeof *sorted, compare_libraries);
	place_strings(strings, 2 * count, &table);
	add_header(&out, count, table.length, (base + (uint32_t)table.length + 3) & ~3U);
	for (size_t i = 0; i < count; i++) {
		const uint32_t *offset = &offsets[2 * (sorted[i] - libraries)];

		add_u32(&out, flags);
		add_u32(&out, base + offset[0]);
		add_u32(&out, base + offset[1]);
		for (size_t j = 0; j < 3; j++)
			add_u32(&out, 0);
	}
	text_add(&out, table.bytes, table.length);
	while (out.length % 4)
		text_add_char(&out, '\0');
	add_extension(&out, generator);
	return out;
}
