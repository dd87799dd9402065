/* SPDX-License-Identifier: MIT */
/* distinfo: RECORD of an installed distribution, in an image of somebody else. */
#include "fuzz.h"

#include "pypa/distinfo.h"

void fuzz_one(const uint8_t *bytes, size_t size)
{
	_cleanup_(record_end) struct record_reader reader = {0};
	struct record_row row;

	record_begin(&reader, (const char *)bytes, size, "usr/lib/python3/dist-packages");
	while (record_next(&reader, &row))
		fuzz_check(strlen(row.digest.hex) % 64 == 0);
}
