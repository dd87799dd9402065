/* SPDX-License-Identifier: MIT */
#include "zip/ziplocal.h"

#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/littleendian.h"
#include "zip/zipextra.h"

enum { LOCAL_HEADER = 30, MAX_FIELDS = 2 * 65535 };

/* Whether a local header's field says VALUE, or leaves it to the data descriptor. */
static bool agrees(const struct zip_entry *entry, uint64_t field, uint64_t value)
{
	return field == value || (field == 0 && (entry->flags & ZIP_DESCRIPTOR));
}

/* Finds where the entry's data begins, and compares the header with the central one. BUFFER has
 * room for the longest header. */
static void read_local(const struct zip *zip, struct zip_entry *entry, char *buffer)
{
	char header[LOCAL_HEADER];

	zip_read(zip, entry->header, header, sizeof header);
	if (!zip_is(header, "\3\4"))
		zip_bad_entry(
			zip, entry, "there is no local header where the central directory says");
	size_t name = little16(header + 26), extra = little16(header + 28);

	zip_read(zip, entry->header + sizeof header, buffer, name + extra);
	if (name != strlen(entry->name) || memcmp(buffer, entry->name, name) != 0)
		zip_bad_entry(zip, entry, "has another name in its local header");
	if (little16(header + 6) != entry->flags || little16(header + 8) != entry->method)
		zip_bad_entry(zip, entry, "its local header has other flags or another method");
	struct zip_extra wide = zip_extra_of(zip, entry, buffer + name, extra);
	uint64_t size = zip_extra_wide(zip, entry, little32(header + 22), &wide);
	uint64_t compressed_size = zip_extra_wide(zip, entry, little32(header + 18), &wide);

	if (!agrees(entry, little32(header + 14), entry->crc) ||
		!agrees(entry, size, entry->size) ||
		!agrees(entry, compressed_size, entry->compressed_size))
		zip_bad_entry(zip, entry, "its local header has another size or CRC");
	entry->data = entry->header + sizeof header + name + extra;
}

void zip_local_find(const struct zip *zip, struct zip_entry *entry)
{
	_cleanup_free_ char *buffer = xalloc(MAX_FIELDS, 1);

	read_local(zip, entry, buffer);
}

/* Whether the LENGTH bytes at OFFSET are the entry's data descriptor, in one of its four forms. */
static bool is_descriptor(
	const struct zip *zip, const struct zip_entry *entry, uint64_t offset, uint64_t length)
{
	char bytes[24], *next = bytes;

	if (length != 12 && length != 16 && length != 20 && length != 24)
		return false;
	zip_read(zip, offset, bytes, (size_t)length);
	if (length % 8 == 0) {
		if (!zip_is(bytes, "\7\10"))
			return false;
		next += 4;
	}
	if (little32(next) != entry->crc)
		return false;
	if (length <= 16)
		return little32(next + 4) == entry->compressed_size &&
		       little32(next + 8) == entry->size;
	return little64(next + 4) == entry->compressed_size && little64(next + 12) == entry->size;
}

static int by_place(const void *a, const void *b)
{
	const struct zip_entry *x = a, *y = b;

	return x->header < y->header ? -1 : x->header > y->header;
}

void zip_local_check(struct zip *zip, uint64_t before)
{
	_cleanup_free_ char *buffer = xalloc(MAX_FIELDS, 1);

	if (zip->count > 0)
		qsort(zip->entries, zip->count, sizeof *zip->entries, by_place);
	if ((zip->count > 0 ? zip->entries[0].header : before) != 0)
		zip_bad(zip, "there are bytes before the first entry");
	for (size_t i = 0; i < zip->count; i++) {
		struct zip_entry *entry = &zip->entries[i];
		uint64_t next = i + 1 < zip->count ? entry[1].header : before;

		read_local(zip, entry, buffer);
		uint64_t end = entry->data + entry->compressed_size;

		if (end > next)
			zip_bad_entry(zip, entry, "overlaps what follows it");
		if (entry->flags & ZIP_DESCRIPTOR ? !is_descriptor(zip, entry, end, next - end)
						  : end != next)
			zip_bad_entry(zip, entry,
				"is followed by bytes that belong to no entry, or a wrong data "
				"descriptor");
	}
}
