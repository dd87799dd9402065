/* SPDX-License-Identifier: MIT */
#include "debian/unpack.h"

#include <archive_entry.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "layers/tree.h"
#include "lib/cleanup.h"
#include "lib/die.h"

enum { BUFFER = 1 << 17 };

void unpacked_free(struct unpacked *entry)
{
	cleanup_free(&entry->path);
	cleanup_free(&entry->link);
}

struct archive *unpack_reader(void)
{
	struct archive *archive = archive_read_new();

	if (!archive || archive_read_support_format_tar(archive) != ARCHIVE_OK ||
		archive_read_support_filter_gzip(archive) != ARCHIVE_OK ||
		archive_read_support_filter_bzip2(archive) != ARCHIVE_OK ||
		archive_read_support_filter_xz(archive) != ARCHIVE_OK ||
		archive_read_support_filter_lzma(archive) != ARCHIVE_OK ||
		archive_read_support_filter_lzip(archive) != ARCHIVE_OK ||
		archive_read_support_filter_lz4(archive) != ARCHIVE_OK ||
		archive_read_support_filter_zstd(archive) != ARCHIVE_OK)
		die(EXIT_SYSTEM, "libarchive lacks a compression format");
	return archive;
}

void unpack_reader_free(struct archive **archive)
{
	archive_read_free(*archive);
	*archive = NULL;
}

uint64_t unpack_limit(uint64_t size)
{
	const uint64_t ratio = 256, at_least = 64 << 20;

	return size > (UINT64_MAX - at_least) / ratio ? UINT64_MAX : at_least + ratio * size;
}

void unpack_check(int status, struct archive *archive, const char *name)
{
	if (status == ARCHIVE_OK)
		return;
	if (archive_errno(archive) == ENOMEM)
		die(EXIT_SYSTEM, "%s: out of memory", name);
	if (archive_errno(archive) == EIO)
		die(EXIT_SYSTEM, "%s: cannot be read: %s", name, strerror(EIO));
	die(EXIT_NO, "%s: cannot be read: %s", name,
		archive_error_string(archive) ? archive_error_string(archive) : "damaged");
}

/* A copy of a path in the archive, in our form. */
static char *take_path(const char *name, const char *path)
{
	if (!path)
		die(EXIT_NO, "%s: holds a path that is not UTF-8", name);
	const char *fault = tree_path_fault(path);

	if (fault)
		die(EXIT_NO, "%s: %s: the path %s", name, path, fault);
	while (starts_with(path, "./"))
		path += 2 + strspn(path + 2, "/");
	size_t length = strlen(path);

	while (length > 0 && path[length - 1] == '/')
		length--;
	return length == 1 && *path == '.' ? xstrdup("") : xstrndup(path, length);
}

static enum tar_type type_of(struct archive_entry *entry, const char *name, const char *path)
{
	if (archive_entry_hardlink(entry))
		return TAR_HARDLINK;
	switch (archive_entry_filetype(entry)) {
	case AE_IFREG:
		return TAR_FILE;
	case AE_IFLNK:
		return TAR_SYMLINK;
	case AE_IFDIR:
		return TAR_DIRECTORY;
	case AE_IFCHR:
		return TAR_CHARACTER;
	case AE_IFBLK:
		return TAR_BLOCK_DEVICE;
	case AE_IFIFO:
		return TAR_FIFO;
	default:
		die(EXIT_NO, "%s: %s: neither a file, a link, a directory nor a device", name,
			path);
	}
}

static char *take_symlink(struct archive_entry *entry, const char *name, const char *path)
{
	const char *target = archive_entry_symlink_utf8(entry);
	const char *fault = target ? tree_link_fault(target) : "is not UTF-8";

	if (fault)
		die(EXIT_NO, "%s: %s: the symbolic link's target %s", name, path, fault);
	return xstrdup(target);
}

static void take_content(struct archive *archive, const char *name, const struct unpacked *entry)
{
	_cleanup_free_ char *buffer = xalloc(BUFFER, 1);
	uint64_t done = 0;
	la_ssize_t got;

	while ((got = archive_read_data(archive, buffer, BUFFER)) > 0) {
		if ((uint64_t)got > entry->content.size - done)
			break;
		extent_write(&entry->content, done, buffer, (size_t)got);
		done += (uint64_t)got;
	}
	if (got < 0)
		unpack_check((int)got, archive, name);
	if (got > 0 || done < entry->content.size)
		die(EXIT_NO, "%s: %s: the data are not as long as the header says", name,
			entry->path);
}

/* Room for the data of an entry of SIZE bytes, at most LIMIT. */
static struct extent reserve(
	struct tempfile *spool, la_int64_t size, uint64_t limit, const char *name)
{
	if (size < 0 || (uint64_t)size > limit)
		die(EXIT_NO, "%s: unpacks to far more than its size allows", name);
	return tempfile_reserve(spool, (uint64_t)size);
}

static struct unpacked take_entry(struct archive_entry *from, const char *name)
{
	struct unpacked entry = {.path = take_path(name, archive_entry_pathname_utf8(from))};

	entry.type = type_of(from, name, entry.path);
	entry.mode = archive_entry_perm(from) & 07777;
	if (archive_entry_uid(from) < 0 || archive_entry_uid(from) > UINT32_MAX ||
		archive_entry_gid(from) < 0 || archive_entry_gid(from) > UINT32_MAX)
		die(EXIT_NO, "%s: %s: the owner is out of range", name, entry.path);
	entry.uid = (unsigned)archive_entry_uid(from);
	entry.gid = (unsigned)archive_entry_gid(from);
	if (entry.type == TAR_SYMLINK)
		entry.link = take_symlink(from, name, entry.path);
	if (entry.type == TAR_HARDLINK)
		entry.link = take_path(name, archive_entry_hardlink_utf8(from));
	return entry;
}

uint64_t unpack(struct archive *archive, const char *name, struct tempfile *spool, uint64_t limit,
	unpack_visit *visit, void *context)
{
	struct archive_entry *from;
	int status;

	while ((status = archive_read_next_header(archive, &from)) == ARCHIVE_OK) {
		struct unpacked entry = take_entry(from, name);

		if (entry.type == TAR_FILE) {
			entry.content = reserve(spool, archive_entry_size(from), limit, name);
			take_content(archive, name, &entry);
			limit -= entry.content.size;
		}
		visit(context, &entry);
	}
	if (status != ARCHIVE_EOF)
		unpack_check(status, archive, name);
	return limit;
}
