/* SPDX-License-Identifier: MIT */
/* zip: the directory of a zip archive. */
#include "fuzz.h"

#include "lib/path.h"
#include "zip/zip.h"

void fuzz_one(const uint8_t *bytes, size_t size)
{
	_cleanup_(zip_close) struct zip zip = zip_open(fuzz_file(bytes, size), "it");

	for (size_t i = 0; i < zip.count; i++) {
		const struct zip_entry *entry = &zip.entries[i];

		fuzz_check(zip_find(&zip, entry->name) == entry);
		fuzz_check(entry->data <= size && entry->compressed_size <= size - entry->data);
		fuzz_check(zip_is_directory(entry) || !path_flaw(entry->name));
	}
}
