/* SPDX-License-Identifier: MIT */
/* inflate: an entry of a zip archive. The first nine bytes are the method, what the directory says
 * of the size, and the CRC-32. */
#include "fuzz.h"

#include "lib/littleendian.h"
#include "zip/inflate.h"

#include <fcntl.h>

enum { LIMIT = 1 << 20 };

void fuzz_one(const uint8_t *bytes, size_t size)
{
	const bool stored = fuzz_choice(&bytes, &size) & 1;

	if (size < 8)
		return;
	_cleanup_(zip_close) struct zip zip = {
		.subject = xstrdup("it"),
		.fd = open(fuzz_file(bytes, size), O_RDONLY | O_CLOEXEC),
		.size = size,
	};
	const struct zip_entry entry = {
		.name = "a",
		.data = 8,
		.compressed_size = size - 8,
		.size = little32(bytes),
		.crc = little32(bytes + 4),
		.method = stored ? ZIP_STORED : ZIP_DEFLATED,
	};
	_cleanup_(inflate_free) struct inflate *inflate = inflate_new();
	_cleanup_(text_free) struct text plain = inflate_read(inflate, &zip, &entry, LIMIT);

	fuzz_check(plain.length == entry.size);
}
