/* SPDX-License-Identifier: MIT */
#include "zip/zip.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/file.h"
#include "lib/littleendian.h"
#include "lib/path.h"
#include "lib/text.h"
#include "zip/zipend.h"
#include "zip/zipextra.h"
#include "zip/ziplocal.h"

/* Sizes of the fixed parts of records, and limits of ours. */
enum {
	CENTRAL_HEADER = 46,
	MAX_RATIO = 100, /* of all that is unpacked to the file; deflate can do 1032 */
};
static const uint64_t always_allowed = 64 << 20,
		      never_allowed = (uint64_t)64 << 30; /* bytes unpacked */

enum { FLAG_ENCRYPTED = 1, FLAGS_OF_DEFLATE = 6, FLAG_UTF8 = 0x800 };
enum { DOS_DIRECTORY = 0x10 };

void zip_bad(const struct zip *zip, const char *what)
{
	die(EXIT_NO, "%s: %s", zip->subject, what);
}

void zip_bad_entry(const struct zip *zip, const struct zip_entry *entry, const char *what)
{
	die(EXIT_NO, "%s: %s: %s", zip->subject, entry->name, what);
}

void zip_read(const struct zip *zip, uint64_t offset, void *bytes, size_t length)
{
	char *next = bytes;

	if (zip->want)
		zip->want(zip->data, offset, length);
	while (length > 0) {
		ssize_t got = pread(zip->fd, next, length, (off_t)offset);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			die(EXIT_SYSTEM, "%s: cannot read:", zip->subject);
		if (got == 0)
			zip_bad(zip, "the file ends too early");
		next += got;
		offset += (uint64_t)got;
		length -= (size_t)got;
	}
}

bool zip_is(const char *record, const char *two)
{
	return record[0] == 'P' && record[1] == 'K' && record[2] == two[0] && record[3] == two[1];
}

/* --- the central directory --------------------------------------------------- */

static void check_kind(const struct zip *zip, const struct zip_entry *entry, uint32_t attributes)
{
	unsigned type = entry->mode & S_IFMT;
	bool directory = zip_is_directory(entry);

	if (type == S_IFLNK)
		zip_bad_entry(zip, entry, "is a symbolic link");
	if (type != 0 && type != S_IFREG && type != S_IFDIR)
		zip_bad_entry(zip, entry, "is neither a file nor a directory");
	if (directory ? type == S_IFREG : type == S_IFDIR || (attributes & DOS_DIRECTORY))
		zip_bad_entry(zip, entry,
			"its name and its attributes disagree whether it is a directory");
	if (directory && entry->size != 0)
		zip_bad_entry(zip, entry, "is a directory with content");
}

static void check_entry(const struct zip *zip, const struct zip_entry *entry, uint32_t attributes)
{
	const char *flaw = path_flaw(entry->name);

	if (flaw)
		die(EXIT_NO, "%s: %s: the name %s", zip->subject, entry->name, flaw);
	for (const char *c = entry->name; *c; c++)
		if ((unsigned char)*c >= 0x80 && !(entry->flags & FLAG_UTF8))
			zip_bad_entry(zip, entry, "the name is not ASCII and not marked as UTF-8");
	if (entry->flags & FLAG_ENCRYPTED)
		zip_bad_entry(zip, entry, "is encrypted");
	if (entry->flags & ~(FLAGS_OF_DEFLATE | ZIP_DESCRIPTOR | FLAG_UTF8))
		zip_bad_entry(zip, entry, "has flags of an unknown meaning");
	if (entry->method != ZIP_STORED && entry->method != ZIP_DEFLATED)
		die(EXIT_NO, "%s: %s: compression method %u is neither stored nor deflated",
			zip->subject, entry->name, entry->method);
	if (entry->method == ZIP_STORED && entry->size != entry->compressed_size)
		zip_bad_entry(zip, entry, "is stored, but its two sizes differ");
	if (entry->header >= zip->size || entry->compressed_size > zip->size)
		zip_bad_entry(zip, entry, "lies outside the file");
	check_kind(zip, entry, attributes);
}

/* Takes the header at HEADER, of which LEFT bytes are there. Returns how many it has. The name
 * moves to the header's place, where a NUL fits behind it. */
static size_t take_header(
	const struct zip *zip, struct zip_entry *entry, char *header, uint64_t left)
{
	if (left < CENTRAL_HEADER || !zip_is(header, "\1\2"))
		zip_bad(zip, "bad entry in the central directory");
	size_t name = little16(header + 28), extra = little16(header + 30),
	       comment = little16(header + 32);
	uint32_t compressed_size = little32(header + 20), size = little32(header + 24),
		 offset = little32(header + 42);
	uint32_t attributes = little32(header + 38);
	uint16_t disk = little16(header + 34);

	if (left - CENTRAL_HEADER < name + extra + comment)
		zip_bad(zip, "bad entry in the central directory");
	*entry = (struct zip_entry){
		.name = header,
		.flags = little16(header + 8),
		.method = little16(header + 10),
		.crc = little32(header + 16),
		.mode = (uint16_t)(attributes >> 16),
	};
	if (memchr(header + CENTRAL_HEADER, '\0', name))
		zip_bad(zip, "an entry's name has a NUL");
	memmove(header, header + CENTRAL_HEADER, name);
	header[name] = '\0';
	struct zip_extra wide = zip_extra_of(zip, entry, header + CENTRAL_HEADER + name, extra);

	entry->size = zip_extra_wide(zip, entry, size, &wide);
	entry->compressed_size = zip_extra_wide(zip, entry, compressed_size, &wide);
	entry->header = zip_extra_wide(zip, entry, offset, &wide);
	if (disk != 0)
		zip_bad(zip, "the archive is spread over several disks");
	check_entry(zip, entry, attributes);
	return CENTRAL_HEADER + name + extra + comment;
}

static void check_total(const struct zip *zip, uint64_t total)
{
	if (total > never_allowed || (total > always_allowed && total / MAX_RATIO > zip->size))
		die(EXIT_NO, "%s: unpacks from %" PRIu64 " bytes to more than %" PRIu64 ": a bomb",
			zip->subject, zip->size, total - 1);
}

/* Returns where it begins. */
static uint64_t read_directory(struct zip *zip)
{
	const struct zip_end end = zip_end_of(zip);
	uint64_t at = 0, total = 0;

	zip->directory = xalloc(end.size, 1);
	zip_read(zip, end.offset, zip->directory, end.size);
	zip->entries = xalloc(end.count, sizeof *zip->entries);
	for (; zip->count < end.count; zip->count++) {
		struct zip_entry *entry = &zip->entries[zip->count];

		at += take_header(zip, entry, zip->directory + at, end.size - at);
		if (entry->size > never_allowed)
			zip_bad_entry(zip, entry, "is larger than is allowed");
		total += entry->size;
		check_total(zip, total);
	}
	if (at != end.size)
		zip_bad(zip, "the central directory has more bytes than its entries");
	return end.offset;
}

/* --- names ------------------------------------------------------------------- */

static int by_name(const void *a, const void *b)
{
	const struct zip_entry *x = a, *y = b;

	return path_compare_folded(x->name, y->name);
}

static int by_exact_name(const void *a, const void *b)
{
	const struct zip_entry *x = a, *y = b;

	return path_compare(x->name, y->name);
}

/* Dies of what any two neighbours exclude. Returns whether some do so by the case of letters alone.
 */
static bool check_neighbours(const struct zip *zip)
{
	bool of_case = false;

	for (size_t i = 1; i < zip->count; i++) {
		const char *a = zip->entries[i - 1].name, *b = zip->entries[i].name;
		const char *conflict = path_conflict(a, b);

		if (conflict && path_conflict_is_of_case(a, b))
			of_case = true;
		else if (conflict && strcmp(a, b) == 0 && zip_is_directory(&zip->entries[i]))
			continue; /* and so has no content that could differ */
		else if (conflict && strcmp(a, b) == 0)
			zip_bad_entry(zip, &zip->entries[i], conflict);
		else if (conflict)
			die(EXIT_NO, "%s: %s and %s %s", zip->subject, a, b, conflict);
	}
	return of_case;
}

static void check_names(struct zip *zip)
{
	qsort(zip->entries, zip->count, sizeof *zip->entries, by_name);
	if (!check_neighbours(zip))
		return;
	qsort(zip->entries, zip->count, sizeof *zip->entries, by_exact_name);
	check_neighbours(zip);
	qsort(zip->entries, zip->count, sizeof *zip->entries, by_name);
}

/* --- the archive ------------------------------------------------------------- */

struct zip zip_open(const char *path, const char *subject)
{
	struct zip zip = {
		.subject = xstrdup(subject), .fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
	struct stat status;

	if (zip.fd < 0)
		die(file_failure(errno), "%s: cannot open:", path);
	if (fstat(zip.fd, &status) < 0)
		die(EXIT_SYSTEM, "%s: cannot read:", path);
	if (!S_ISREG(status.st_mode))
		zip_bad(&zip, "is not a regular file");
	zip.size = (uint64_t)status.st_size;
	zip_local_check(&zip, read_directory(&zip));
	check_names(&zip);
	return zip;
}

void zip_open_parts(struct zip *zip)
{
	read_directory(zip);
	check_names(zip);
}

void zip_close(struct zip *zip)
{
	cleanup_free(&zip->subject);
	cleanup_close(&zip->fd);
	cleanup_free(&zip->entries);
	cleanup_free(&zip->directory);
}

const struct zip_entry *zip_find(const struct zip *zip, const char *name)
{
	const struct zip_entry key = {.name = name};

	return bsearch(&key, zip->entries, zip->count, sizeof key, by_name);
}

bool zip_is_directory(const struct zip_entry *entry)
{
	return ends_with(entry->name, "/");
}
