/* SPDX-License-Identifier: MIT */
/* layerread: a layer of an image: plain, or, by the first byte, compressed by gzip or zstd. */
#include "fuzz.h"

#include "image/layerread.h"

FUZZ_MUTATE_TAR

void fuzz_one(const uint8_t *bytes, size_t size)
{
	static const char *const types[] = {
		"application/vnd.oci.image.layer.v1.tar",
		"application/vnd.oci.image.layer.v1.tar+gzip",
		"application/vnd.oci.image.layer.v1.tar+zstd",
	};
	const char *type = types[fuzz_choice(&bytes, &size) % 3];
	_cleanup_(layer_close) struct layer_reader *reader =
		layer_open(fuzz_file(bytes, size), type, "it");
	struct layer_entry entry;
	char data[4096];

	while (layer_next(reader, &entry)) {
		fuzz_check(entry.path[0] != '/' && strlen(entry.path) <= LAYER_LONGEST_PATH);
		layer_read(reader, data, sizeof data);
	}
	fuzz_check(layer_finish(reader).size == size);
}
