/* SPDX-License-Identifier: MIT */
#include "archive/members.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "archive/tarheader.h"
#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/file.h"

enum { BUFFER = 1 << 16, LONGEST_HEADER = 1 << 20 };

/* libarchive reads zip archives, and what is compressed; a tar archive in it is read here. */
struct members {
	const char *what;
	int fd;
	struct archive *archive;
	struct archive_entry *first; /* which libarchive has read already, to see what it is */
	bool is_zip;
	uint64_t count, total; /* members, and bytes of content and headers, so far */
	uint64_t left;         /* bytes of the last file that were not read */
	unsigned padding;      /* of a tar archive, behind them */
	struct tarheader header;
	struct text name, body;
};

static _Noreturn void cannot_be_read(const struct members *members)
{
	const char *why = archive_error_string(members->archive);

	if (archive_errno(members->archive) == ENOMEM)
		die(EXIT_SYSTEM, "%s: out of memory", members->what);
	if (archive_errno(members->archive) == EIO)
		die(EXIT_SYSTEM, "%s cannot be read: %s", members->what, strerror(EIO));
	die(EXIT_NO, "%s cannot be unpacked: %s", members->what, why ? why : "it is empty");
}

/* The next header of libarchive; NULL at the end. */
static struct archive_entry *next_entry(struct members *members)
{
	struct archive_entry *entry = NULL;
	int status = archive_read_next_header(members->archive, &entry);

	if (status == ARCHIVE_EOF)
		return NULL;
	if (status < ARCHIVE_WARN)
		cannot_be_read(members);
	return entry;
}

struct members *members_open(const char *path, const char *what)
{
	int fd = file_open(path);
	_cleanup_(members_close) struct members *members = xalloc(1, sizeof *members);

	members->fd = fd;
	members->what = members->header.what = what;
	members->archive = archive_read_new();
	if (!members->archive)
		die(EXIT_SYSTEM, "%s: out of memory", what);
	archive_read_support_filter_gzip(members->archive);
	archive_read_support_filter_bzip2(members->archive);
	archive_read_support_filter_xz(members->archive);
	archive_read_support_filter_lzma(members->archive);
	archive_read_support_format_zip_seekable(members->archive);
	archive_read_support_format_raw(members->archive);
	if (archive_read_open_fd(members->archive, members->fd, BUFFER) != ARCHIVE_OK)
		cannot_be_read(members);
	members->first = next_entry(members);
	members->is_zip = archive_format(members->archive) == ARCHIVE_FORMAT_ZIP;
	if (!members->first)
		die(EXIT_NO, "%s cannot be unpacked: it is empty", what);
	return steal(&members);
}

void members_close(struct members **members)
{
	if (!*members)
		return;
	archive_read_free((*members)->archive);
	cleanup_close(&(*members)->fd);
	tarheader_free(&(*members)->header);
	text_free(&(*members)->name);
	text_free(&(*members)->body);
	cleanup_free(members);
}

static void add_size(struct members *members, uint64_t size)
{
	if (size > MEMBERS_BYTES - members->total || members->count > MEMBERS_MOST)
		die(EXIT_NO, "%s is too large", members->what);
	members->total += size;
}

/* LENGTH decompressed bytes. Returns false when there are none at all. */
static bool read_fully(struct members *members, void *buffer, size_t length)
{
	size_t done = 0;
	la_ssize_t got = 1;

	while (done < length && got > 0) {
		got = archive_read_data(members->archive, (char *)buffer + done, length - done);
		if (got < 0)
			cannot_be_read(members);
		done += (size_t)got;
	}
	if (done > 0 && done < length)
		die(EXIT_NO, "%s cannot be unpacked: it ends too early", members->what);
	return done > 0 || length == 0;
}

static void must_read(struct members *members, void *buffer, size_t length)
{
	if (!read_fully(members, buffer, length))
		die(EXIT_NO, "%s cannot be unpacked: it ends too early", members->what);
}

static unsigned padding_of(uint64_t size)
{
	return (unsigned)(-size % TARHEADER_BLOCK);
}

static void pass_over(struct members *members, uint64_t length)
{
	char bytes[BUFFER];

	while (length > 0) {
		size_t part = length < sizeof bytes ? (size_t)length : sizeof bytes;

		must_read(members, bytes, part);
		length -= part;
	}
}

static enum member_kind kind_of(char type)
{
	switch (type) {
	case '0':
		return MEMBER_FILE;
	case '1':
		return MEMBER_HARDLINK;
	case '2':
		return MEMBER_SYMLINK;
	case '5':
		return MEMBER_DIRECTORY;
	default:
		return MEMBER_OTHER;
	}
}

/* Reads the body of a header that says more of the next member. */
static void read_body(struct members *members)
{
	struct tarheader *header = &members->header;

	members->count++;
	add_size(members, header->body);
	if (header->body > LONGEST_HEADER)
		die(EXIT_NO, "%s cannot be unpacked: a header of %ju bytes", members->what,
			(uintmax_t)header->body);
	text_clear(&members->body);
	must_read(
		members, text_reserve(&members->body, (size_t)header->body), (size_t)header->body);
	members->body.length = (size_t)header->body;
	members->body.bytes[header->body] = '\0';
	pass_over(members, padding_of(header->body));
	tarheader_extend(header, text_string(&members->body), members->body.length);
}

static bool next_of_tar(struct members *members, struct member *member)
{
	struct tarheader *header = &members->header;
	unsigned char block[TARHEADER_BLOCK];

	pass_over(members, members->left + members->padding);
	members->left = members->padding = 0;
	tarheader_clear(header);
	for (;;) {
		if (!read_fully(members, block, sizeof block) || tarheader_is_end(block))
			return false;
		if (!tarheader_read(header, block))
			break;
		read_body(members);
	}
	*member = (struct member){.kind = kind_of(header->type),
		.name = text_string(&header->name),
		.link = text_string(&header->link),
		.is_executable = header->mode & 0111,
		.has_mtime = true,
		.mtime = header->mtime,
		.size = header->size};
	members->left = header->size;
	members->padding = padding_of(header->size);
	return true;
}

static bool next_of_zip(struct members *members, struct member *member)
{
	struct archive_entry *entry = members->first ? members->first : next_entry(members);

	members->first = NULL;
	if (!entry)
		return false;
	if (!archive_entry_pathname(entry))
		die(EXIT_NO, "%s cannot be unpacked: a name is not UTF-8", members->what);
	unsigned type = archive_entry_filetype(entry);

	*member = (struct member){.kind = type == AE_IFDIR   ? MEMBER_DIRECTORY
					  : type == AE_IFLNK ? MEMBER_SYMLINK
					  : type == AE_IFREG ? MEMBER_FILE
							     : MEMBER_OTHER,
		.link = "",
		.is_executable = archive_entry_perm(entry) & 0111};
	if (member->kind == MEMBER_SYMLINK)
		member->link = archive_entry_symlink(entry);
	if (!member->link)
		die(EXIT_NO, "%s cannot be unpacked: a link is not UTF-8", members->what);
	if (member->kind == MEMBER_FILE)
		member->size = (uint64_t)archive_entry_size(entry);
	text_clear(&members->name);
	text_add_string(&members->name, archive_entry_pathname(entry));
	while (members->name.length > 1 && members->name.bytes[members->name.length - 1] == '/')
		members->name.bytes[--members->name.length] = '\0';
	member->name = text_string(&members->name);
	members->left = member->size;
	return true;
}

bool members_next(struct members *members, struct member *member)
{
	if (!(members->is_zip ? next_of_zip : next_of_tar)(members, member))
		return false;
	members->count++;
	add_size(members, member->size);
	return true;
}

size_t members_read(struct members *members, void *buffer, size_t length)
{
	size_t part = members->left < length ? (size_t)members->left : length;
	la_ssize_t got = part > 0 ? archive_read_data(members->archive, buffer, part) : 0;

	if (got < 0)
		cannot_be_read(members);
	if (got == 0 && part > 0)
		die(EXIT_NO, "%s cannot be unpacked: it ends too early", members->what);
	members->left -= (uint64_t)got;
	return (size_t)got;
}
