/* SPDX-License-Identifier: MIT */
#include "zip/zipend.h"

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/littleendian.h"

/* Sizes of the records, and limits of ours. */
enum {
	END = 22,
	END64 = 56,
	LOCATOR64 = 20,
	MAX_COMMENT = 65535,
	MAX_DIRECTORY = 16 << 20,
	MAX_ENTRIES = 100000,
};

/* Where the end record begins. The last signature counts, as for other readers, and what follows it
 * has to be the comment that it announces. */
static uint64_t find_end(const struct zip *zip)
{
	_cleanup_free_ char *tail = NULL;
	size_t length = zip->size < END + MAX_COMMENT ? (size_t)zip->size : END + MAX_COMMENT;

	if (length < END)
		zip_bad(zip, "not a zip archive");
	tail = xalloc(length, 1);
	zip_read(zip, zip->size - length, tail, length);
	for (size_t at = length - END + 1; at-- > 0;) {
		if (!zip_is(tail + at, "\5\6"))
			continue;
		if (at + END + little16(tail + at + 20) != length)
			zip_bad(zip, "there are bytes after the end of the archive");
		return zip->size - length + at;
	}
	zip_bad(zip, "not a zip archive, or cut off: there is no central directory");
}

/* The zip64 end record, found by the LOCATOR; it stands right before it. OLD are the fields of the
 * plain end record. */
static void read_end64(
	const struct zip *zip, const char *locator, const struct zip_end *old, struct zip_end *end)
{
	char record[END64];
	uint64_t at = little64(locator + 8);

	if (little32(locator + 4) != 0 || little32(locator + 16) != 1)
		zip_bad(zip, "the archive is spread over several disks");
	if (end->after < END64 || at != end->after - END64)
		zip_bad(zip, "the zip64 end record is not where it has to be");
	zip_read(zip, at, record, sizeof record);
	if (!zip_is(record, "\6\6") || little64(record + 4) != END64 - 12)
		zip_bad(zip, "bad zip64 end record");
	if (little32(record + 16) != 0 || little32(record + 20) != 0 ||
		little64(record + 24) != little64(record + 32))
		zip_bad(zip, "the archive is spread over several disks");
	end->count = little64(record + 32);
	end->size = little64(record + 40);
	end->offset = little64(record + 48);
	end->after = at;
	if ((old->count != UINT16_MAX && old->count != end->count) ||
		(old->size != UINT32_MAX && old->size != end->size) ||
		(old->offset != UINT32_MAX && old->offset != end->offset))
		zip_bad(zip, "the two end records disagree");
}

struct zip_end zip_end_of(const struct zip *zip)
{
	uint64_t at = find_end(zip);
	char record[END], locator[LOCATOR64];
	struct zip_end end = {.after = at};

	zip_read(zip, at, record, sizeof record);
	if (little16(record + 4) != 0 || little16(record + 6) != 0 ||
		little16(record + 8) != little16(record + 10))
		zip_bad(zip, "the archive is spread over several disks");
	end.count = little16(record + 10);
	end.size = little32(record + 12);
	end.offset = little32(record + 16);
	if (at >= LOCATOR64) {
		zip_read(zip, at - LOCATOR64, locator, sizeof locator);
		if (zip_is(locator, "\6\7")) {
			const struct zip_end old = end;

			end.after = at - LOCATOR64;
			read_end64(zip, locator, &old, &end);
		}
	}
	if (end.size > end.after || end.offset != end.after - end.size)
		zip_bad(zip, "the central directory is not where the end record says");
	if (end.size > MAX_DIRECTORY || end.count > MAX_ENTRIES)
		zip_bad(zip, "more entries than are allowed");
	return end;
}
