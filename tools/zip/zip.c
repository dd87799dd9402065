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
#include "lib/littleendian.h"
#include "lib/path.h"
#include "lib/text.h"
#include "zip/zipend.h"

/* Sizes of the fixed parts of records, and limits of ours. */
enum {
	LOCAL_HEADER = 30,
	CENTRAL_HEADER = 46,
	MAX_FIELDS = 2 * 65535,
	MAX_RATIO = 100, /* of all that is unpacked to the file; deflate can do 1032 */
};
static const uint64_t always_allowed = 64 << 20,
		      never_allowed = (uint64_t)64 << 30; /* bytes unpacked */

enum { FLAG_ENCRYPTED = 1, FLAGS_OF_DEFLATE = 6, FLAG_DESCRIPTOR = 8, FLAG_UTF8 = 0x800 };
enum { EXTRA_ZIP64 = 1, EXTRA_UNICODE_NAME = 0x7075 };
enum { DOS_DIRECTORY = 0x10 };

static const uint32_t absent =
	UINT32_MAX; /* in a 32-bit field: the value is in the zip64 extra field */

_Noreturn static void bad(const struct zip *zip, const char *what)
{
	die(EXIT_NO, "%s: %s", zip->subject, what);
}

_Noreturn static void bad_entry(
	const struct zip *zip, const struct zip_entry *entry, const char *what)
{
	die(EXIT_NO, "%s: %s: %s", zip->subject, entry->name, what);
}

void zip_read(const struct zip *zip, uint64_t offset, void *bytes, size_t length)
{
	char *next = bytes;

	while (length > 0) {
		ssize_t got = pread(zip->fd, next, length, (off_t)offset);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			die(EXIT_SYSTEM, "%s: cannot read:", zip->subject);
		if (got == 0)
			bad(zip, "the file ends too early");
		next += got;
		offset += (uint64_t)got;
		length -= (size_t)got;
	}
}

bool zip_is(const char *record, const char *two)
{
	return record[0] == 'P' && record[1] == 'K' && record[2] == two[0] && record[3] == two[1];
}

/* --- extra fields ------------------------------------------------------------ */

/* The zip64 field among the extra fields; its LENGTH becomes 0 when there is none. */
static const char *find_zip64(const struct zip *zip, const struct zip_entry *entry,
	const char *extra, size_t left, size_t *length)
{
	const char *found = NULL;

	*length = 0;
	while (left > 0) {
		if (left < 4 || little16(extra + 2) > left - 4)
			bad_entry(zip, entry, "bad extra field");
		size_t size = little16(extra + 2);

		if (little16(extra) == EXTRA_UNICODE_NAME)
			bad_entry(zip, entry, "an extra field gives it another name");
		if (little16(extra) == EXTRA_ZIP64) {
			if (found)
				bad_entry(zip, entry, "two zip64 fields");
			found = extra + 4;
			*length = size;
		}
		extra += 4 + size;
		left -= 4 + size;
	}
	return found;
}

/* VALUE, or the next of the zip64 field's when the 32-bit field holds none. */
static uint64_t wide(const struct zip *zip, const struct zip_entry *entry, uint32_t value,
	const char **field, size_t *length)
{
	if (value != absent)
		return value;
	if (*length < 8)
		bad_entry(zip, entry, "its zip64 field is missing or too short");
	*field += 8;
	*length -= 8;
	return little64(*field - 8);
}

/* --- the central directory --------------------------------------------------- */

static void check_kind(const struct zip *zip, const struct zip_entry *entry, uint32_t attributes)
{
	unsigned type = entry->mode & S_IFMT;
	bool directory = zip_is_directory(entry);

	if (type == S_IFLNK)
		bad_entry(zip, entry, "is a symbolic link");
	if (type != 0 && type != S_IFREG && type != S_IFDIR)
		bad_entry(zip, entry, "is neither a file nor a directory");
	if (directory ? type == S_IFREG : type == S_IFDIR || (attributes & DOS_DIRECTORY))
		bad_entry(zip, entry,
			"its name and its attributes disagree whether it is a directory");
	if (directory && entry->size != 0)
		bad_entry(zip, entry, "is a directory with content");
}

static void check_entry(const struct zip *zip, const struct zip_entry *entry, uint32_t attributes)
{
	const char *flaw = path_flaw(entry->name);

	if (flaw)
		die(EXIT_NO, "%s: %s: the name %s", zip->subject, entry->name, flaw);
	for (const char *c = entry->name; *c; c++)
		if ((unsigned char)*c >= 0x80 && !(entry->flags & FLAG_UTF8))
			bad_entry(zip, entry, "the name is not ASCII and not marked as UTF-8");
	if (entry->flags & FLAG_ENCRYPTED)
		bad_entry(zip, entry, "is encrypted");
	if (entry->flags & ~(FLAGS_OF_DEFLATE | FLAG_DESCRIPTOR | FLAG_UTF8))
		bad_entry(zip, entry, "has flags of an unknown meaning");
	if (entry->method != ZIP_STORED && entry->method != ZIP_DEFLATED)
		die(EXIT_NO, "%s: %s: compression method %u is neither stored nor deflated",
			zip->subject, entry->name, entry->method);
	if (entry->method == ZIP_STORED && entry->size != entry->compressed_size)
		bad_entry(zip, entry, "is stored, but its two sizes differ");
	if (entry->header >= zip->size || entry->compressed_size > zip->size)
		bad_entry(zip, entry, "lies outside the file");
	check_kind(zip, entry, attributes);
}

/* Takes the header at HEADER, of which LEFT bytes are there. Returns how many it has. The name
 * moves to the header's place, where a NUL fits behind it. */
static size_t take_header(
	const struct zip *zip, struct zip_entry *entry, char *header, uint64_t left)
{
	if (left < CENTRAL_HEADER || !zip_is(header, "\1\2"))
		bad(zip, "bad entry in the central directory");
	size_t name = little16(header + 28), extra = little16(header + 30),
	       comment = little16(header + 32), length;
	uint32_t compressed_size = little32(header + 20), size = little32(header + 24),
		 offset = little32(header + 42);
	uint32_t attributes = little32(header + 38);
	uint16_t disk = little16(header + 34);

	if (left - CENTRAL_HEADER < name + extra + comment)
		bad(zip, "bad entry in the central directory");
	*entry = (struct zip_entry){
		.name = header,
		.flags = little16(header + 8),
		.method = little16(header + 10),
		.crc = little32(header + 16),
		.mode = (uint16_t)(attributes >> 16),
	};
	if (memchr(header + CENTRAL_HEADER, '\0', name))
		bad(zip, "an entry's name has a NUL");
	memmove(header, header + CENTRAL_HEADER, name);
	header[name] = '\0';
	const char *field = find_zip64(zip, entry, header + CENTRAL_HEADER + name, extra, &length);

	entry->size = wide(zip, entry, size, &field, &length);
	entry->compressed_size = wide(zip, entry, compressed_size, &field, &length);
	entry->header = wide(zip, entry, offset, &field, &length);
	if (disk != 0)
		bad(zip, "the archive is spread over several disks");
	check_entry(zip, entry, attributes);
	return CENTRAL_HEADER + name + extra + comment;
}

static void check_total(const struct zip *zip, uint64_t total)
{
	if (total > never_allowed || (total > always_allowed && total / MAX_RATIO > zip->size))
		die(EXIT_NO, "%s: unpacks from %" PRIu64 " bytes to more than %" PRIu64 ": a bomb",
			zip->subject, zip->size, total - 1);
}

static void read_directory(struct zip *zip, const struct zip_end *end)
{
	uint64_t at = 0, total = 0;

	zip->directory = xalloc(end->size, 1);
	zip_read(zip, end->offset, zip->directory, end->size);
	zip->entries = xalloc(end->count, sizeof *zip->entries);
	for (; zip->count < end->count; zip->count++) {
		struct zip_entry *entry = &zip->entries[zip->count];

		at += take_header(zip, entry, zip->directory + at, end->size - at);
		if (entry->size > never_allowed)
			bad_entry(zip, entry, "is larger than is allowed");
		total += entry->size;
		check_total(zip, total);
	}
	if (at != end->size)
		bad(zip, "the central directory has more bytes than its entries");
}

/* --- local headers ----------------------------------------------------------- */

/* Whether a local header's field says VALUE, or leaves it to the data descriptor. */
static bool agrees(const struct zip_entry *entry, uint64_t field, uint64_t value)
{
	return field == value || (field == 0 && (entry->flags & FLAG_DESCRIPTOR));
}

/* Finds where the entry's data begins, and compares the header with the central one. BUFFER has
 * room for the longest header. */
static void read_local(const struct zip *zip, struct zip_entry *entry, char *buffer)
{
	char header[LOCAL_HEADER];
	size_t length;

	zip_read(zip, entry->header, header, sizeof header);
	if (!zip_is(header, "\3\4"))
		bad_entry(zip, entry, "there is no local header where the central directory says");
	size_t name = little16(header + 26), extra = little16(header + 28);

	zip_read(zip, entry->header + sizeof header, buffer, name + extra);
	if (name != strlen(entry->name) || memcmp(buffer, entry->name, name) != 0)
		bad_entry(zip, entry, "has another name in its local header");
	if (little16(header + 6) != entry->flags || little16(header + 8) != entry->method)
		bad_entry(zip, entry, "its local header has other flags or another method");
	const char *field = find_zip64(zip, entry, buffer + name, extra, &length);
	uint64_t size = wide(zip, entry, little32(header + 22), &field, &length);
	uint64_t compressed_size = wide(zip, entry, little32(header + 18), &field, &length);

	if (!agrees(entry, little32(header + 14), entry->crc) ||
		!agrees(entry, size, entry->size) ||
		!agrees(entry, compressed_size, entry->compressed_size))
		bad_entry(zip, entry, "its local header has another size or CRC");
	entry->data = entry->header + sizeof header + name + extra;
}

/* Whether the LENGTH bytes at OFFSET are the entry's data descriptor, in one of its four forms. */
static bool is_descriptor(
	const struct zip *zip, const struct zip_entry *entry, uint64_t offset, uint64_t length)
{
	char bytes[24], *next = bytes;

	if (length != 12 && length != 16 && length != 20 && length != 24)
		return false;
	zip_read(zip, offset, bytes, (size_t)length);
	if (length % 8 == 0) {
		if (!zip_is(bytes, "\7\10"))
			return false;
		next += 4;
	}
	if (little32(next) != entry->crc)
		return false;
	if (length <= 16)
		return little32(next + 4) == entry->compressed_size &&
		       little32(next + 8) == entry->size;
	return little64(next + 4) == entry->compressed_size && little64(next + 12) == entry->size;
}

static int by_place(const void *a, const void *b)
{
	const struct zip_entry *x = a, *y = b;

	return x->header < y->header ? -1 : x->header > y->header;
}

/* Entries have to follow each other without gaps and overlaps, from the file's first byte to
 * BEFORE, where the central directory begins. */
static void check_places(struct zip *zip, uint64_t before)
{
	_cleanup_free_ char *buffer = xalloc(MAX_FIELDS, 1);

	qsort(zip->entries, zip->count, sizeof *zip->entries, by_place);
	if ((zip->count > 0 ? zip->entries[0].header : before) != 0)
		bad(zip, "there are bytes before the first entry");
	for (size_t i = 0; i < zip->count; i++) {
		struct zip_entry *entry = &zip->entries[i];
		uint64_t next = i + 1 < zip->count ? entry[1].header : before;

		read_local(zip, entry, buffer);
		uint64_t end = entry->data + entry->compressed_size;

		if (end > next)
			bad_entry(zip, entry, "overlaps what follows it");
		if (entry->flags & FLAG_DESCRIPTOR ? !is_descriptor(zip, entry, end, next - end)
						   : end != next)
			bad_entry(zip, entry,
				"is followed by bytes that belong to no entry, or a wrong data "
				"descriptor");
	}
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
			bad_entry(zip, &zip->entries[i], conflict);
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
		die(errno == ENOENT || errno == ENOTDIR ? EXIT_NO : EXIT_SYSTEM,
			"%s: cannot open:", path);
	if (fstat(zip.fd, &status) < 0)
		die(EXIT_SYSTEM, "%s: cannot read:", path);
	if (!S_ISREG(status.st_mode))
		bad(&zip, "is not a regular file");
	zip.size = (uint64_t)status.st_size;
	struct zip_end end = zip_end_of(&zip);

	read_directory(&zip, &end);
	check_places(&zip, end.offset);
	check_names(&zip);
	return zip;
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
