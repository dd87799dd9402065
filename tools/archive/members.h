/* SPDX-License-Identifier: MIT */
/* members.h: the members of an archive from outside: a tar archive, plain or compressed by gzip,
 * bzip2, xz or lzma, or a zip archive, which may hold symbolic links as Info-ZIP writes them.
 *
 * What is none of these, or damaged, and more than MEMBERS_MOST members or MEMBERS_BYTES bytes end
 * the program with EXIT_NO. */
#ifndef ARCHIVE_MEMBERS_H
#define ARCHIVE_MEMBERS_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

enum { MEMBERS_MOST = 200000 };
static const uint64_t MEMBERS_BYTES = (uint64_t)4 << 30;

enum member_kind {
	MEMBER_FILE,
	MEMBER_DIRECTORY,
	MEMBER_SYMLINK,
	MEMBER_HARDLINK,
	MEMBER_OTHER, /* a device, a pipe, or of a type that no one knows */
};

struct member {
	enum member_kind kind;
	const char *name; /* as it stands, without slashes at its end; the reader's */
	const char *link; /* of a link, as it stands; else "" */
	bool is_executable;
	bool has_mtime; /* a zip archive has the time of a zone that nobody knows */
	struct timespec mtime;
	uint64_t size; /* of a file, in bytes */
};

struct members;

/* Opens the archive PATH. WHAT, such as "the sdist", is what messages begin with; it is kept,
 * not copied. Dies, also when there is no such file. LC_CTYPE has to be a UTF-8 locale. */
struct members *members_open(const char *path, const char *what);

/* The next one, true; or, false, the end. Content of the last that was not read is passed over. */
bool members_next(struct members *members, struct member *member);

/* Reads content of the last member, a file. Returns how many bytes, 0 at its end. */
size_t members_read(struct members *members, void *buffer, size_t length);

/* For _cleanup_. */
void members_close(struct members **members);

#endif
