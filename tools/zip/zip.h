/* SPDX-License-Identifier: MIT */
/* zip.h: the directory of a zip archive (PKWARE's APPNOTE 6.3), read strictly.
 *
 * What two readers could read differently is refused: every byte of the file belongs to one entry,
 * to the central directory or to the records at the end; each local header says what the central
 * one says; names are paths that can be unpacked anywhere (path.h), no file there twice. Taken are
 * stored and deflated entries, data descriptors, zip64, an archive comment, and names that differ
 * in case alone; not encryption, several disks, links and devices. Messages begin with the
 * archive's subject. Everything wrong dies with EXIT_NO. */
#ifndef ZIP_ZIP_H
#define ZIP_ZIP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum zip_method { ZIP_STORED = 0, ZIP_DEFLATED = 8 };

/* A flag: a data descriptor follows the bytes. */
enum { ZIP_DESCRIPTOR = 8 };

struct zip_entry {
	const char *name; /* owned by the archive; a directory's ends in a slash */
	uint64_t header;  /* where its local header begins */
	uint64_t data;    /* where its bytes begin */
	uint64_t compressed_size, size;
	uint32_t crc; /* CRC-32 of what it stands for */
	uint16_t flags, method;
	uint16_t mode; /* Unix type and permission bits, 0 when the archive does not say */
};

struct zip {
	char *subject;
	int fd;
	uint64_t size; /* of the file */
	size_t count;
	struct zip_entry *entries; /* in path_compare_folded's order */
	char *directory;           /* memory that names point into */

	/* NULL, or called before LENGTH bytes from OFFSET on are read, so that the file has them */
	void (*want)(void *data, uint64_t offset, size_t length);
	void *data; /* its argument */
};

/* Opens the archive PATH, which messages call SUBJECT. */
struct zip zip_open(const char *path, const char *subject);
void zip_close(struct zip *zip);

/* Opens an archive of which parts are to be had when they are wanted: ZIP has subject, fd, size,
 * want and data. Only the directory is read and checked; the entries have no `data` before
 * zip_local_find() (ziplocal.h). */
void zip_open_parts(struct zip *zip);

/* NULL when there is no entry NAME. */
const struct zip_entry *zip_find(const struct zip *zip, const char *name);

bool zip_is_directory(const struct zip_entry *entry);

/* LENGTH bytes of the file from OFFSET on. A file that ends before them is bad input. */
void zip_read(const struct zip *zip, uint64_t offset, void *bytes, size_t length);

/* Whether RECORD has the signature PK and these TWO bytes. */
bool zip_is(const char *record, const char *two);

/* Die with EXIT_NO, WHAT being wrong with the archive, or with one entry. */
_Noreturn void zip_bad(const struct zip *zip, const char *what);
_Noreturn void zip_bad_entry(
	const struct zip *zip, const struct zip_entry *entry, const char *what);

#endif
