/* SPDX-License-Identifier: MIT */
#include "evidence/elfspool.h"

#include <unistd.h>

#include "elf/file.h"
#include "evidence/elfevidence.h"
#include "lib/die.h"

/* No ELF file that is larger is looked into. */
static const uint64_t largest_elf = UINT64_C(16) << 30;

void elfspool_begin(struct elfspool *spool, uint64_t size, const void *bytes, size_t length)
{
	spool->extent = (struct extent){0};
	spool->stream = (struct fatbin_stream){0};
	spool->at = 0;
	if (!elffile_is(bytes, length) || size > largest_elf)
		return;
	if (spool->file.fd <= 0)
		tempfile_open(&spool->file, temporary_directory());
	if (size > spool->file.length) {
		if (ftruncate(spool->file.fd, (off_t)size) < 0)
			die(EXIT_SYSTEM, "temporary file: cannot write:");
		spool->file.length = size;
	}
	spool->extent = (struct extent){.fd = spool->file.fd, .size = size};
}

/* What is known to be of no interest is left out: in its place is a hole, or what was there
 * before. */
void elfspool_add(struct elfspool *spool, const unsigned char *bytes, size_t length)
{
	while (spool->extent.size > 0 && length > 0) {
		bool payload;
		size_t run = fatbin_run(&spool->stream, bytes, length, spool->at, &payload);

		if (!payload)
			extent_write(&spool->extent, spool->at, bytes, run);
		spool->at += run;
		bytes += run;
		length -= run;
	}
}

void elfspool_end(struct elfspool *spool, const char *path, struct text *items)
{
	if (spool->extent.size == 0)
		return;
	struct mapping mapping = extent_map(&spool->extent);

	elfevidence_write(path, mapping.bytes, mapping.size, items);
	extent_unmap(&mapping);
	spool->extent = (struct extent){0};
}

void elfspool_close(struct elfspool *spool)
{
	tempfile_close(&spool->file);
}
