/* SPDX-License-Identifier: MIT */
/* distinfo: RECORD of an installed distribution, in an image of somebody else. */
#include "fuzz.h"

#include "pypa/distinfo.h"

void fuzz_one(const uint8_t *bytes, size_t size)
{
	_cleanup_(distinfo_end) struct distinfo_reader reader = {0};
	struct distinfo_row row;

	distinfo_begin(&reader, (const char *)bytes, size, "usr/lib/python3/dist-packages");
	while (distinfo_next(&reader, &row))
		fuzz_check(strlen(row.digest.hex) % 64 == 0);
}
