/* SPDX-License-Identifier: MIT */
#include "lib/tempfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/file.h"

const char *temporary_directory(void)
{
	const char *directory = getenv("TMPDIR");

	return directory && *directory ? directory : "/tmp";
}

void tempfile_open(struct tempfile *spool, const char *directory)
{
	_cleanup_free_ char *path = xprintf("%s/.spool.XXXXXX", directory);

	make_parents(path);
	spool->length = 0;
	spool->fd = mkostemp(path, O_CLOEXEC);
	if (spool->fd < 0 || unlink(path) < 0)
		die(EXIT_SYSTEM, "%s: cannot create a temporary file:", directory);
}

void tempfile_close(struct tempfile *spool)
{
	if (spool->fd > 0)
		close(spool->fd);
	spool->fd = 0;
}

struct extent tempfile_reserve(struct tempfile *spool, uint64_t size)
{
	return (struct extent){
		.fd = spool->fd, .offset = atomic_fetch_add(&spool->length, size), .size = size};
}

struct extent tempfile_add(struct tempfile *spool, const void *bytes, size_t length)
{
	struct extent extent = tempfile_reserve(spool, length);

	extent_write(&extent, 0, bytes, length);
	return extent;
}

void extent_write(const struct extent *extent, uint64_t offset, const void *bytes, size_t length)
{
	const char *next = bytes;

	offset += extent->offset;
	while (length > 0) {
		ssize_t wrote = pwrite(extent->fd, next, length, (off_t)offset);

		if (wrote < 0 && errno == EINTR)
			continue;
		if (wrote < 0)
			die(EXIT_SYSTEM, "temporary file: cannot write:");
		offset += (size_t)wrote;
		next += wrote;
		length -= (size_t)wrote;
	}
}

void extent_read(const struct extent *extent, uint64_t offset, void *buffer, size_t length)
{
	char *next = buffer;

	offset += extent->offset;
	while (length > 0) {
		ssize_t got = pread(extent->fd, next, length, (off_t)offset);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			die(EXIT_SYSTEM, "temporary file: cannot read:");
		offset += (size_t)got;
		next += got;
		length -= (size_t)got;
	}
}

struct text extent_text(const struct extent *extent, size_t limit, const char *subject)
{
	struct text text = {0};

	if (extent->size > limit)
		die(EXIT_NO, "%s: larger than the %zu bytes that are allowed", subject, limit);
	extent_read(extent, 0, text_reserve(&text, extent->size), extent->size);
	text.length = extent->size;
	text.bytes[text.length] = '\0';
	return text;
}

struct mapping extent_map(const struct extent *extent)
{
	uint64_t skip = extent->offset % (uint64_t)sysconf(_SC_PAGESIZE);
	struct mapping mapping = {.size = extent->size, .length = extent->size + skip};

	if (extent->size == 0)
		return (struct mapping){0};
	mapping.start = mmap(NULL, mapping.length, PROT_READ, MAP_PRIVATE, extent->fd,
		(off_t)(extent->offset - skip));
	if (mapping.start == MAP_FAILED)
		die(EXIT_SYSTEM, "temporary file: cannot map:");
	mapping.bytes = (char *)mapping.start + skip;
	return mapping;
}

void extent_unmap(struct mapping *mapping)
{
	if (mapping->start)
		munmap(mapping->start, mapping->length);
	*mapping = (struct mapping){0};
}
