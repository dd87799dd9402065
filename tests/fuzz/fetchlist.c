/* SPDX-License-Identifier: MIT */
/* fetchlist: the LIST of files that fetch reads. */
#include "fuzz.h"

#include "fetch/fetchlist.h"

void fuzz_one(const uint8_t *bytes, size_t size)
{
	_cleanup_(fetchlist_free) struct fetchlist list = fetchlist_read(fuzz_file(bytes, size));

	for (size_t i = 0; i < list.count; i++)
		fuzz_check(fetchlist_filename_is_good(list.files[i].filename));
}
