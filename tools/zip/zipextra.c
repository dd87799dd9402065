/* SPDX-License-Identifier: MIT */
#include "zip/zipextra.h"

#include "lib/littleendian.h"

enum { EXTRA_ZIP64 = 1, EXTRA_UNICODE_NAME = 0x7075 };

static const uint32_t absent =
	UINT32_MAX; /* in a 32-bit field: the value is in the zip64 extra field */

struct zip_extra zip_extra_of(
	const struct zip *zip, const struct zip_entry *entry, const char *fields, size_t left)
{
	struct zip_extra extra = {0};

	while (left > 0) {
		if (left < 4 || little16(fields + 2) > left - 4)
			zip_bad_entry(zip, entry, "bad extra field");
		size_t size = little16(fields + 2);

		if (little16(fields) == EXTRA_UNICODE_NAME)
			zip_bad_entry(zip, entry, "an extra field gives it another name");
		if (little16(fields) == EXTRA_ZIP64) {
			if (extra.next)
				zip_bad_entry(zip, entry, "two zip64 fields");
			extra = (struct zip_extra){fields + 4, size};
		}
		fields += 4 + size;
		left -= 4 + size;
	}
	return extra;
}

uint64_t zip_extra_wide(const struct zip *zip, const struct zip_entry *entry, uint32_t value,
	struct zip_extra *extra)
{
	if (value != absent)
		return value;
	if (extra->length < 8)
		zip_bad_entry(zip, entry, "its zip64 field is missing or too short");
	extra->next += 8;
	extra->length -= 8;
	return little64(extra->next - 8);
}
