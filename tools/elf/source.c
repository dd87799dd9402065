/* SPDX-License-Identifier: MIT */
#include "elf/source.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "elf/file.h"
#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/file.h"
#include "lib/tempfile.h"
#include "lib/unconst.h"
#include "zip/inflate.h"

/* No object of an archive may be larger. */
static const uint64_t max_object = UINT64_C(16) << 30;

struct visit {
	elfsource_take *take;
	void *data;
};

/* --- directories ------------------------------------------------------------- */

/* Whether the file that is open as FD begins as an ELF file does. */
static bool is_elf(int fd, const char *path)
{
	char magic[4];
	ssize_t got = pread(fd, magic, sizeof magic, 0);

	if (got < 0)
		die(EXIT_SYSTEM, "%s: cannot read:", path);
	return elffile_is(magic, (size_t)got);
}

/* Takes the file at PATH, if it is an ELF file, under NAME. Returns whether it is. */
static bool visit_file(const struct visit *visit, const char *path, const char *name)
{
	_cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat status;

	if (fd < 0 || fstat(fd, &status) < 0)
		die(errno == ENOENT ? EXIT_NO : EXIT_SYSTEM, "%s: cannot open:", path);
	if (!S_ISREG(status.st_mode) || !is_elf(fd, path))
		return false;
	size_t size = (size_t)status.st_size;
	void *bytes = mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0);

	if (bytes == MAP_FAILED)
		die(EXIT_SYSTEM, "%s: cannot map:", path);
	visit->take(visit->data, name, bytes, size);
	munmap(bytes, size);
	return true;
}

static int by_name(const FTSENT **a, const FTSENT **b)
{
	return strcmp((*a)->fts_name, (*b)->fts_name);
}

static void visit_directory(const struct visit *visit, const char *root)
{
	char *const roots[] = {unconst(root), NULL};
	FTS *walk = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR | FTS_XDEV, by_name);
	FTSENT *entry;

	if (!walk)
		die(EXIT_SYSTEM, "%s: cannot read:", root);
	for (errno = 0; (entry = fts_read(walk)); errno = 0) {
		const char *name = entry->fts_path + strlen(root);

		if (entry->fts_info == FTS_ERR || entry->fts_info == FTS_DNR ||
			entry->fts_info == FTS_NS) {
			errno = entry->fts_errno;
			die(EXIT_SYSTEM, "%s: cannot read:", entry->fts_path);
		}
		if (entry->fts_info == FTS_F)
			visit_file(visit, entry->fts_path, name + strspn(name, "/"));
	}
	if (errno)
		die(EXIT_SYSTEM, "%s: cannot read:", root);
	fts_close(walk);
}

/* --- archives ---------------------------------------------------------------- */

static void take_all(
	const struct visit *visit, const struct zip_entry *entry, const struct extent *extent)
{
	struct mapping mapping = extent_map(extent);

	if (elffile_is(mapping.bytes, mapping.size))
		visit->take(visit->data, entry->name, mapping.bytes, mapping.size);
	extent_unmap(&mapping);
}

/* ENTRY, of which PIECE came already, goes to the side as a whole. */
static void visit_elf(const struct visit *visit, struct inflate *inflate, const struct zip *zip,
	const struct zip_entry *entry, struct inflate_piece *piece)
{
	_cleanup_(tempfile_close) struct tempfile spool;
	uint64_t length = 0;

	if (entry->size > max_object)
		die(EXIT_NO, "%s: %s: larger than 16 GiB", zip->subject, entry->name);
	tempfile_open(&spool, temporary_directory());
	struct extent extent = tempfile_reserve(&spool, entry->size);

	do {
		extent_write(&extent, length, piece->plain, piece->plain_length);
		length += piece->plain_length;
	} while (inflate_next(inflate, piece));
	take_all(visit, entry, &extent);
}

/* The first piece may be one of less than four bytes. */
static bool may_be_elf(const struct inflate_piece *piece)
{
	size_t length = piece->plain_length < SELFMAG ? piece->plain_length : SELFMAG;

	return memcmp(piece->plain, ELFMAG, length) == 0;
}

static void visit_entry(const struct visit *visit, struct inflate *inflate, const struct zip *zip,
	const struct zip_entry *entry)
{
	struct inflate_piece piece;

	inflate_begin(inflate, zip, entry);
	while (inflate_next(inflate, &piece))
		if (piece.plain_length > 0) {
			if (may_be_elf(&piece))
				visit_elf(visit, inflate, zip, entry, &piece);
			return;
		}
}

static void visit_archive(const struct visit *visit, const char *path)
{
	struct zip zip = zip_open(path, path);
	_cleanup_(inflate_free) struct inflate *inflate = inflate_new();

	for (size_t i = 0; i < zip.count; i++)
		if (!zip_is_directory(&zip.entries[i]) && zip.entries[i].size >= 4)
			visit_entry(visit, inflate, &zip, &zip.entries[i]);
	zip_close(&zip);
}

void elfsource_visit(const char *path, elfsource_take *take, void *data)
{
	const struct visit visit = {take, data};
	struct stat status;

	if (stat(path, &status) < 0)
		die(file_failure(errno), "%s: cannot open:", path);
	if (S_ISDIR(status.st_mode))
		visit_directory(&visit, path);
	else if (!visit_file(&visit, path, file_name(path)))
		visit_archive(&visit, path);
}
